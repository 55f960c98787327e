"""The complaint on one plain page: shows the form, keeps whatever was typed, files it once.

Owns translating the browser's request into a `Filing` and the answer into a page; what a filing
does is `lifecycle`'s, what it shares with the steps `sending`'s.
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

from appeals import letters
from appeals.intake import (
    answers,
    blank,
    drafts,
    links,
    photos,
    proving,
    sending,
    step_forms,
    verdicts,
)
from appeals.intake.forms import ComplaintForm
from appeals.intake.sending import SENT, Visit
from appeals.intake.verdicts import Verdict
from appeals.lifecycle import EvidenceMissing
from appeals.models import Appeal, Draft
from portal import calendar, doors

MOST_BYTES = len(photos.PLACES) * settings.PHOTO_MAX_BYTES + 2 * 1024 * 1024
# Each sending may bring photos that are kept, filed or not.
_SENDINGS = 600


@dataclass(frozen=True, slots=True)
class Page:
    """What the form's page shows besides the form."""

    token: uuid.UUID
    refusals: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    draft: Draft | None = None


@csrf_exempt  # doors.is_forged checks, without throwing away what was typed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it."""
    at = timezone.now()
    if request.method != "POST":
        appeal = sending.already(request)
        return sending.already_sent(request, appeal) if appeal else _open(request, at=at)
    if refusal := doors.unreadable(request, most_bytes=MOST_BYTES):
        return refusal
    if doors.is_too_often(request, "complaint-sending", limit=_SENDINGS):
        return doors.too_often(request)
    token = drafts.token_of(request)
    with drafts.alone_with(token):
        filed = Appeal.objects.filter(form_token=token).first()
        return sending.sent(request, filed) if filed else _take(request, token, at=at)


@never_cache
@require_http_methods(["GET", "HEAD"])
def complaint_sent(request: HttpRequest) -> HttpResponse:
    """Show the number and what happens next."""
    appeal = Appeal.objects.filter(pk=request.session.get(SENT, 0)).first()
    if appeal is None:
        return redirect("complaint_begin")
    return sending.number_page(request, appeal)


@never_cache
@require_http_methods(["GET", "HEAD"])
def complaint_receipt(request: HttpRequest) -> HttpResponse:
    """Give out the receipt of what this browser sent last."""
    appeal = Appeal.objects.filter(pk=request.session.get(SENT, 0)).first()
    if appeal is None:
        return redirect("complaint_begin")
    at = timezone.now()
    return letters.as_pdf(letters.issue_receipt(appeal, at=at), at=at)


def _open(request: HttpRequest, *, at: datetime) -> HttpResponse:
    visit = sending.visit(request, drafts.remembered(request), at=at)
    verdict = verdicts.of(request, visit.token)
    day = calendar.civil_date(at)
    if visit.draft is None:
        page = Page(visit.token)
    else:
        notice = verdict.notice or _("Isian Anda yang tersimpan sudah kami buka lagi.")
        page = Page(visit.token, verdict.refusals, notice, visit.draft)
    if visit.draft is None and not visit.now.answers:
        return _blank(request, page, at=at)
    if not verdict.is_judged:
        form = step_forms.fitted(ComplaintForm(initial=visit.now.answers, day=day), visit.now)
        return _page(request, form, page, visit=visit)
    form = step_forms.whole_form(visit.now, day=day, given=verdict.given)
    if form.is_valid():
        form.look_again()
    return _page(request, form, page, visit=visit)


def _take(request: HttpRequest, token: uuid.UUID, *, at: datetime) -> HttpResponse:
    """Keep photos and answers first, then do what was asked: each refusal finds them kept."""
    if "forget" in request.POST:
        return sending.throw_away(request, drafts.opened(token, at=at))
    if doors.brings_too_much(request):
        return sending.keep_words(request, token, at=at)
    draft, refusals = sending.keep(request, token, at=at)
    if doors.is_forged(request):
        notice = _("Halaman ini sudah lama terbuka. Isian dan foto Anda masih ada: periksa "
                   "sebentar, lalu tekan Kirim Pesan sekali lagi.")  # fmt: skip
        return _again(request, Page(token, refusals, notice, draft), at=at)
    if {"remove", "save", "link"} & request.POST.keys():
        return _kept(request, draft)
    return _send(request, sending.visit(request, token, at=at, draft=draft), refusals, at=at)


def _send(
    request: HttpRequest, visit: Visit, refusals: Mapping[str, str], *, at: datetime
) -> HttpResponse:
    day = calendar.civil_date(at)
    form = step_forms.whole_form(visit.now, day=day, given=verdicts.given(request))
    judged = Verdict(is_judged=True, refusals=refusals)
    if not form.is_valid() or refusals:
        return _judged(request, visit.token, judged)
    if form.look_again() and visit.draft and not drafts.has_seen_hints(visit.draft):
        return _judged(request, visit.token, judged)
    if proving.is_owed(request, visit.token, at=at):
        return _judged(request, visit.token, Verdict(notice=proving.words()))
    if sending.is_too_often(request, form.cleaned_data["nik"], visit.account):
        return doors.too_often(request, kept=True)
    try:
        return sending.file(request, form, visit, at=at)
    except EvidenceMissing:  # a photo was removed on another page at this moment
        return _judged(request, visit.token, judged)


def _kept(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Remove one photo if asked, and show the form with the stored answers, unjudged."""
    if "link" in request.POST:
        response = redirect(links.ask(links.PLAIN_PAGE))
        drafts.remember(response, draft.token)
        return response
    if sending.remove_if_asked(request, draft):
        notice = _("Foto dihapus. Isian lain tetap tersimpan.")
    else:
        notice = _("Tersimpan. Buka halaman ini lagi di perangkat ini untuk melanjutkan.")
    return _judged(request, draft.token, Verdict(notice=notice))


def _judged(request: HttpRequest, token: uuid.UUID, verdict: Verdict) -> HttpResponse:
    """Lead back to the form by GET: going back and reloading then send nothing again."""
    verdicts.keep(request, token, verdict)
    response = redirect("complaint")
    drafts.remember(response, token)
    return response


def _again(request: HttpRequest, page: Page, *, at: datetime) -> HttpResponse:
    """Show what was typed without judging it and without giving this browser the draft."""
    typed = answers.typed(request.POST)
    form = ComplaintForm(initial=typed, day=calendar.civil_date(at))
    return _page(request, form, page, gives_cookie=False)


def _blank(request: HttpRequest, page: Page, *, at: datetime) -> HttpResponse:
    """Show the empty form; as it is kept, unless this visitor must work first."""
    work = proving.asked(request, page.token, at=at)
    if work is None:
        response = HttpResponse(blank.blank_page(request, page.token))
    else:
        context = {
            "page": page,
            "blank": blank.blank_form(),
            "work": work,
            "most_bytes": settings.PHOTO_MAX_BYTES,
        }
        response = render(request, "appeals/intake/complaint.html", context)
    drafts.remember(response, page.token)
    return response


def _page(
    request: HttpRequest,
    form: ComplaintForm,
    page: Page,
    *,
    visit: Visit | None = None,
    gives_cookie: bool = True,
) -> HttpResponse:
    is_late = visit is not None and visit.now.is_late
    slots = photos.slots(page.draft, refusals=page.refusals, places=photos.asked(page.draft))
    context = {
        "form": form,
        "whole": blank.rendered(form, slots, is_late=is_late),
        "page": page,
        "slots": slots,
        "most_bytes": settings.PHOTO_MAX_BYTES,
        "reasons": visit.now.reasons if visit else (),
        "work": proving.asked(request, page.token, at=timezone.now()),
    }
    response = render(request, "appeals/intake/complaint.html", context)
    if gives_cookie:
        drafts.remember(response, page.token)
    return response
