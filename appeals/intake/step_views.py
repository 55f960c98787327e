"""The complaint step by step: each page shows the draft, keeps what comes, judges its own part.

Which steps there are is `steps`', what they show `step_pages`', filing `sending`'s.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from appeals.intake import (
    answers,
    drafts,
    links,
    proving,
    questions,
    sending,
    step_forms,
    step_pages,
    steps,
    verdicts,
)
from appeals.intake.sending import Visit
from appeals.intake.step_pages import Page
from appeals.intake.steps import Situation, Step
from appeals.intake.verdicts import Verdict
from appeals.lifecycle import EvidenceMissing
from appeals.models import Appeal
from portal import calendar, doors

MOST_BYTES = settings.PHOTO_MAX_BYTES + 2 * 1024 * 1024
# Twenty pages for each of the forms that the plain page takes.
_STEPS = 20 * 600


@never_cache
@require_http_methods(["GET", "HEAD"])
def complaint_begin(request: HttpRequest) -> HttpResponse:
    """Lead to the first step, or to where a form that lies here was left."""
    at = timezone.now()
    token = drafts.remembered(request)
    visit = sending.visit(request, token, at=at) if token else None
    if visit is None or visit.draft is None:
        response = redirect("complaint_step", steps.FIRST)
        # A fresh token: what was sent before from this browser is over.
        drafts.remember(response, uuid.uuid4())
        return response
    left_at = _first_open(visit.now, day=calendar.civil_date(at))
    is_from_link = request.session.get(links.OPENED) == visit.draft.pk
    context = {"page": visit, "resume": left_at.url, "is_from_link": is_from_link}
    return render(request, "appeals/intake/steps/begin.html", context)


@csrf_exempt  # doors.is_forged checks, without throwing away what was typed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one step, or take its answers."""
    return _post(request, slug) if request.method == "POST" else _get(request, slug)


@never_cache
@require_http_methods(["GET", "HEAD"])
def complaint_check(request: HttpRequest) -> HttpResponse:
    """Show every question with its answer and the way to change it, judged as a whole."""
    return _get(request, steps.CHECK)


@csrf_exempt  # doors.is_forged checks, without throwing away what was typed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_send(request: HttpRequest) -> HttpResponse:
    """Show what is told and asked about the data, or file the complaint."""
    return _post(request, steps.SEND) if request.method == "POST" else _get(request, steps.SEND)


def _get(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    if appeal := sending.already(request):
        return sending.already_sent(request, appeal)
    visit = sending.visit(request, drafts.remembered(request), at=at)
    page = _page_at(request, visit, slug, at=at)
    if page.step.slug != slug:
        return redirect(page.step.url)
    if slug == steps.CHECK:
        response = step_pages.show_check(request, page)
    else:
        verdict = verdicts.of(request, visit.token, step=slug)
        page = replace(page, refusals=verdict.refusals, notice=verdict.notice)
        response = step_pages.show(request, page, step_pages.form_for(page, verdict))
    drafts.remember(response, visit.token)
    return response


def _page_at(request: HttpRequest, visit: Visit, slug: str, *, at: datetime) -> Page:
    """Return the step at `slug`, or the nearest before it that this complaint has."""
    way = steps.way(visit.now)
    step = steps.find(way, slug)
    if step is None:
        raise Http404
    is_from_check = request.GET.get(step_pages.BACK_TO_CHECK) == steps.CHECK
    return Page(visit, step, way, calendar.civil_date(at), is_from_check)


def _post(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    if refusal := doors.unreadable(request, most_bytes=MOST_BYTES):
        return refusal
    if doors.is_too_often(request, "complaint-step", limit=_STEPS):
        return doors.too_often(request)
    token = drafts.token_of(request)
    if slug != steps.SEND:
        return _take_once(request, token, slug, at=at)
    with drafts.alone_with(token):
        return _take_once(request, token, slug, at=at)


def _take_once(request: HttpRequest, token: uuid.UUID, slug: str, *, at: datetime) -> HttpResponse:
    filed = Appeal.objects.filter(form_token=token).first()
    return sending.sent(request, filed) if filed else _take(request, token, slug, at=at)


def _take(request: HttpRequest, token: uuid.UUID, slug: str, *, at: datetime) -> HttpResponse:
    """Keep photos and answers first, then do what was asked: each refusal finds them kept."""
    page = _page_at(request, sending.visit(request, token, at=at), slug, at=at)
    if "forget" in request.POST:
        return sending.throw_away(request, drafts.opened(token, at=at))
    if doors.brings_too_much(request):
        return sending.keep_words(request, token, at=at)
    draft, refusals = sending.keep(request, token, at=at)
    if doors.is_forged(request):
        return _again(request, replace(page, refusals=refusals))
    visit = sending.visit(request, token, at=at, draft=draft)
    page = replace(page, visit=visit, steps=steps.way(visit.now))
    if sending.remove_if_asked(request, draft):
        return _stay(request, page, notice=_("Foto dihapus. Isian lain tetap tersimpan."))
    if "save" in request.POST:
        notice = _("Tersimpan. Buka halaman ini lagi di perangkat ini untuk melanjutkan.")
        return _stay(request, page, notice=notice)
    if "link" in request.POST:
        return _go(links.ask(slug), token)
    if "back" in request.POST:
        return _go(page.previous, token)
    if slug == steps.SEND:
        return _send(request, page, at=at)
    return _judge(request, page, refusals)


def _judge(request: HttpRequest, page: Page, refusals: Mapping[str, str]) -> HttpResponse:
    visit = page.visit
    form = step_forms.step_form(page.step, page.now, day=page.day, is_judged=True)
    if refusals or not form.is_valid():
        return _stay(request, page, refusals=refusals)
    if form.look_again() and visit.draft and not drafts.has_seen_hints(visit.draft):
        return _stay(request, page)
    verdicts.forget(request)
    if page.step.slug == steps.FIRST and page.now.answers.get("purpose") == questions.OTHER:
        return _go(page.action, page.token)  # which now says where else to go
    return _go(page.next, page.token)


def _send(request: HttpRequest, page: Page, *, at: datetime) -> HttpResponse:
    now = page.now
    given = verdicts.given(request)
    form = step_forms.whole_form(now, day=page.day, given=given, about=now.grounds)
    if not form.is_valid():
        if {"consent", *answers.CONSENTS} & form.errors.keys():
            return _stay(request, page)
        return _go(reverse("complaint_check"), page.token)
    if proving.is_owed(request, page.token, at=at):
        return _stay(request, page, notice=proving.words())
    if sending.is_too_often(request, form.cleaned_data["nik"], page.visit.account):
        return doors.too_often(request, kept=True)
    try:
        return sending.file(request, form, page.visit, at=at)
    except EvidenceMissing:  # a photo was removed on another page at this moment
        return _go(reverse("complaint_check"), page.token)


def _stay(
    request: HttpRequest,
    page: Page,
    *,
    refusals: Mapping[str, str] | None = None,
    notice: str = "",
) -> HttpResponse:
    """Lead back to the step by GET: going back and reloading then send nothing again."""
    verdict = Verdict(page.step.slug, not notice, refusals or {}, notice)
    verdicts.keep(request, page.token, verdict)
    return _go(page.action, page.token)


def _go(url: str, token: uuid.UUID) -> HttpResponse:
    response = redirect(url)
    response.status_code = 303
    drafts.remember(response, token)
    return response


def _again(request: HttpRequest, page: Page) -> HttpResponse:
    """Show what was typed without judging it and without giving this browser the draft."""
    notice = _("Halaman ini sudah lama terbuka. Isian Anda masih ada: periksa sebentar, lalu "
               "tekan tombolnya sekali lagi.")  # fmt: skip
    now = Situation(answers.typed(request.POST))
    shown = replace(page, visit=Visit(page.token, None, now, None), notice=notice)
    form = step_forms.step_form(page.step, now, day=page.day)
    return step_pages.show(request, shown, form)


def _first_open(now: Situation, *, day: date) -> Step:
    """Return the first step whose own answers are not good yet; the check page when all are."""
    way = steps.way(now)
    for step in way:
        if step.slug == steps.CHECK:
            return step
        if step.names and not step_forms.step_form(step, now, day=day, is_judged=True).is_valid():
            return step
    return way[0]
