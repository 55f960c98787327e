"""The complaint page: shows the form, keeps whatever was typed, files it once.

Owns translating the browser's request into a `Filing` and the answer into a page; what a filing
does is `lifecycle`'s.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from appeals import lifecycle
from appeals.evidence import intake
from appeals.intake import drafts, photos, verdicts
from appeals.intake.blank import blank_form
from appeals.intake.forms import ComplaintForm
from appeals.intake.verdicts import Verdict
from appeals.models import Appeal, Draft
from eligibility import checked, standing
from portal import calendar, doors
from portal.identifiers import clean_digits

SENT = "sent_appeal"
MOST_BYTES = len(photos.PLACES) * settings.PHOTO_MAX_BYTES + 2 * 1024 * 1024
# A cybercafé or a village office sends for many people from one address.
_PER_ADDRESS = 120
# Each sending may bring photos that are kept, filed or not.
_SENDINGS = 5 * _PER_ADDRESS
_PER_NIK = 10


@dataclass(frozen=True, slots=True)
class Page:
    """What the form's page shows besides the form."""

    token: uuid.UUID
    draft: Draft | None = None
    refusals: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


@csrf_exempt  # doors.is_forged checks, without throwing away what was typed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it."""
    at = timezone.now()
    if request.method != "POST":
        return _open(request, at=at)
    if refusal := doors.unreadable(request, most_bytes=MOST_BYTES):
        return refusal
    if doors.is_too_often(request, "complaint-sending", limit=_SENDINGS):
        return doors.too_often(request)
    token = drafts.token_of(request)
    with drafts.alone_with(token):
        filed = Appeal.objects.filter(form_token=token).first()
        return _sent(request, filed) if filed else _take(request, token, at=at)


@never_cache
@require_http_methods(["GET", "HEAD"])
def complaint_sent(request: HttpRequest) -> HttpResponse:
    """Show the number and what happens next."""
    appeal = Appeal.objects.filter(pk=request.session.get(SENT, 0)).first()
    if appeal is None:
        return redirect("complaint")
    return _number(request, appeal)


def _number(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    return render(request, "appeals/intake/sent.html", {"appeal": appeal})


def _open(request: HttpRequest, *, at: datetime) -> HttpResponse:
    token = drafts.remembered(request) or uuid.uuid4()
    if Appeal.objects.filter(form_token=token).exists():
        token = uuid.uuid4()
    draft = drafts.find(token, at=at)
    verdict = verdicts.of(request, token)
    if draft is None:
        initial = _known(request, at=at)
        form = ComplaintForm(initial=initial, day=calendar.civil_date(at)) if initial else None
        return _page(request, form, Page(token=token))
    form = verdicts.form_for(draft, verdict, day=calendar.civil_date(at))
    notice = verdict.notice or _("Isian Anda yang tersimpan sudah kami buka lagi.")
    return _page(request, form, Page(token, draft, verdict.refusals, notice))


def _known(request: HttpRequest, *, at: datetime) -> dict[str, str]:
    """Return the NIK the person proved to be theirs; nothing else that is on file."""
    account = checked.account_of(request, at=at)
    return {"nik": account.nik} if account else {}


def _reasons(request: HttpRequest, *, at: datetime) -> tuple[standing.Reason, ...]:
    """Return what stands against the account that the person proved to be theirs."""
    account = checked.account_of(request, at=at)
    return standing.reasons_of(account, day=calendar.civil_date(at)) if account else ()


def _take(request: HttpRequest, token: uuid.UUID, *, at: datetime) -> HttpResponse:
    """Keep photos and answers first, then do what was asked: each refusal finds them kept."""
    draft = drafts.opened(token, at=at)
    if "forget" in request.POST:
        return _forget(request, draft)
    refusals = photos.take(draft, request.FILES, at=at)
    form = ComplaintForm(request.POST, day=calendar.civil_date(at))
    if doors.is_forged(request):
        notice = _("Halaman ini sudah lama terbuka. Isian dan foto Anda masih ada: periksa "
                   "sebentar, centang persetujuan, lalu tekan Kirim Pesan sekali lagi.")  # fmt: skip
        return _again(request, form, Page(token, draft, refusals, notice))
    drafts.keep(draft, request.POST)
    if "remove" in request.POST or "save" in request.POST:
        return _kept(request, draft)
    if not form.is_valid() or refusals:
        return _judged(request, draft, Verdict(is_judged=True, refusals=refusals))
    if form.look_again() and not drafts.has_seen_hints(draft):
        return _judged(request, draft, Verdict(is_judged=True))
    if _is_too_often(request):
        return doors.too_often(request, kept=True)
    held = draft.evidence.values_list("pk", flat=True)
    appeal = lifecycle.submit(form.filing(token, evidence_ids=list(held)), at=at)
    return _sent(request, appeal)


def _is_too_often(request: HttpRequest) -> bool:
    nik = clean_digits(request.POST.get("nik", ""))
    return doors.is_too_often(request, "complaint-address", limit=_PER_ADDRESS) or (
        doors.is_too_often(request, "complaint-nik", limit=_PER_NIK, key=nik)
    )


def _kept(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Remove one photo if asked, and show the form with the stored answers, unjudged."""
    wanted = request.POST.get("remove", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        intake.remove(draft, int(wanted))
        notice = _("Foto dihapus. Isian lain tetap tersimpan.")
    else:
        notice = _("Tersimpan. Buka halaman ini lagi di perangkat ini untuk melanjutkan.")
    return _judged(request, draft, Verdict(notice=notice))


def _judged(request: HttpRequest, draft: Draft, verdict: Verdict) -> HttpResponse:
    """Lead back to the form by GET: going back and reloading then send nothing again."""
    verdicts.keep(request, draft.token, verdict)
    response = redirect("complaint")
    drafts.remember(response, draft.token)
    return response


def _forget(request: HttpRequest, draft: Draft) -> HttpResponse:
    if doors.is_forged(request):
        return redirect("complaint")
    drafts.remove(draft)
    verdicts.forget(request)
    response = redirect("start")
    drafts.forget(response)
    return response


def _again(request: HttpRequest, form: ComplaintForm, page: Page) -> HttpResponse:
    """Show what was typed without judging it and without giving this browser the draft."""
    typed = {name: str(value) for name, value in request.POST.items() if name in form.fields}
    fresh = ComplaintForm(initial=typed, day=form.day)
    return _page(request, fresh, page, gives_cookie=False)


def _page(
    request: HttpRequest, form: ComplaintForm | None, page: Page, *, gives_cookie: bool = True
) -> HttpResponse:
    context = {
        "form": form,
        "blank": None if form else blank_form(),
        "page": page,
        "slots": photos.slots(page.draft, refusals=page.refusals),
        "most_bytes": settings.PHOTO_MAX_BYTES,
        "reasons": _reasons(request, at=timezone.now()),
    }
    response = render(request, "appeals/intake/complaint.html", context)
    if gives_cookie:
        drafts.remember(response, page.token)
    return response


def _sent(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    if doors.is_forged(request):  # another site's form must not begin a session here
        return _number(request, appeal)
    request.session[SENT] = appeal.pk
    verdicts.forget(request)
    response = redirect("complaint_sent")
    drafts.forget(response)
    return response
