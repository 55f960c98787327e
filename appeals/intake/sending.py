"""What the plain page and the steps share: who asks, what they wrote, and filing it once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appeals import lifecycle
from appeals.evidence import intake
from appeals.intake import closed, drafts, photos, verdicts
from appeals.intake.forms import ComplaintForm
from appeals.intake.steps import Situation
from appeals.models import Appeal, Draft, Evidence
from eligibility import checked, standing
from eligibility.models import Account
from portal import calendar, doors, office, proof
from portal.identifiers import clean_digits

SENT = "sent_appeal"
# A cybercafé or a village office sends for many people from one address.
# Past PROOF_AFTER_ADDRESS of them each browser works first.
_PER_ADDRESS = 240
_PER_NIK = 10


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser at the form: its token, its draft, and the account it proved, if it is the
    one that the answers are about."""

    token: uuid.UUID
    draft: Draft | None
    now: Situation
    account: Account | None

    @property
    def evidence_ids(self) -> list[int]:
        """The photos that lie in the draft."""
        return [] if self.draft is None else list(self.draft.evidence.values_list("pk", flat=True))


def visit(
    request: HttpRequest,
    token: uuid.UUID | None,
    *,
    at: datetime,
    draft: Draft | None = None,
) -> Visit:
    """Return what the browser with `token` has; a fresh token for one that has none yet."""
    if draft is None and token is not None:
        draft = drafts.find(token, at=at)
    said = drafts.answers_of(draft) if draft else {}
    account = _proved(request, said.get("nik", ""), at=at)
    if account is not None and not said.get("nik"):
        said["nik"] = account.nik  # which the person proved to know; nothing else on file
    day = calendar.civil_date(at)
    return Visit(
        token=token or uuid.uuid4(),
        draft=draft,
        account=account,
        now=Situation(
            answers=said,
            reasons=standing.reasons_of(account, day=day) if account else (),
            is_proved=account is not None,
            supporting=_supporting(draft),
        ),
    )


def keep(
    request: HttpRequest, token: uuid.UUID, *, at: datetime
) -> tuple[Draft, Mapping[str, str]]:
    """Keep the photos and what was typed in the draft; return it and what was refused, by field.

    Committed at once, so that nothing that fails later can take it away again. Answers that came
    from another site's form are not kept.
    """
    received = photos.received(
        request.FILES, request.POST, at=at
    )  # written before anything is locked
    with transaction.atomic():
        draft = drafts.opened(token, at=at)
        refusals = photos.take(draft, received)
        if not doors.is_forged(request):
            drafts.keep(draft, request.POST)
    return draft, refusals


def keep_words(request: HttpRequest, token: uuid.UUID, *, at: datetime) -> HttpResponse:
    """Keep what was typed, without the photos, and ask to send those later."""
    if doors.is_forged(request):
        return doors.too_much(request)
    drafts.keep(drafts.opened(token, at=at), request.POST)
    response = doors.too_much(request, is_kept=True)
    drafts.remember(response, token)
    return response


def already(request: HttpRequest) -> Appeal | None:
    """Return the case that this browser sent last, unless it began another form since."""
    token = drafts.remembered(request)
    if token is not None:
        return Appeal.objects.filter(form_token=token).first()
    sent = request.session.get(SENT)
    return Appeal.objects.filter(pk=sent).first() if sent else None


def already_sent(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Say that it was sent, and offer the case instead of an empty form."""
    return render(request, "appeals/intake/already.html", {"appeal": appeal})


def is_too_often(request: HttpRequest, nik: str, account: Account | None) -> bool:
    """Count one filing of this address and about this NIK.

    Who proved `account` to be theirs is not stopped by those who merely know its NIK.
    """
    if doors.is_too_often(request, "complaint-address", limit=_PER_ADDRESS):
        return True
    return account is None and doors.is_too_often(
        request, "complaint-nik", limit=_PER_NIK, key=clean_digits(nik)
    )


def file(request: HttpRequest, form: ComplaintForm, visit: Visit, *, at: datetime) -> HttpResponse:
    """File the valid form and lead to its number, unless the intake is closed.

    Raises EvidenceMissing: a photo was removed.
    """
    if office.intake_is_closed(at):
        return closed.not_sent(request, at=at)
    proved = visit.account.pk if visit.account else None
    filing = form.filing(visit.token, evidence_ids=visit.evidence_ids, proved_account_id=proved)
    appeal = lifecycle.submit(filing, at=at)
    proof.count(request)
    return sent(request, appeal)


def sent(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Lead to the number; the draft's token is done with."""
    if doors.is_forged(request):  # another site's form must not begin a session here
        return number_page(request, appeal)
    request.session[SENT] = appeal.pk
    verdicts.forget(request)
    response = redirect("complaint_sent")
    drafts.forget(response)
    return response


def number_page(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Show the number and what happens next."""
    return render(request, "appeals/intake/sent.html", {"appeal": appeal})


def throw_away(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Delete the draft with its photos, as the person asked."""
    if doors.is_forged(request):
        return redirect("complaint")
    drafts.remove(draft)
    verdicts.forget(request)
    response = redirect("complaint_begin" if request.POST["forget"] == "again" else "start")
    drafts.forget(response)
    return response


def remove_if_asked(request: HttpRequest, draft: Draft) -> bool:
    """Remove the photo that the button names; say whether there was such a button."""
    wanted = request.POST.get("remove", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        intake.remove(draft, int(wanted))
        return True
    return False


def _proved(request: HttpRequest, nik: str, *, at: datetime) -> Account | None:
    """Return the account whose owner this browser is, unless the answers are about another."""
    account = checked.account_of(request, at=at)
    if account is None or (nik and clean_digits(nik) != account.nik):
        return None
    return account


def _supporting(draft: Draft | None) -> int:
    if draft is None:
        return 0
    return draft.evidence.filter(kind=Evidence.Kind.SUPPORTING, ground="").count()
