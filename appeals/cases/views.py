"""The case page and what a person may do there: answer, write, send a photo again, withdraw."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from appeals import conversation, lifecycle, opened
from appeals.cases import page
from appeals.cases.forms import AnswerForm, MessageForm
from appeals.evidence import intake
from appeals.models import Appeal, Evidence, Question
from portal.doors import is_too_often, too_often

_MESSAGES_PER_CASE = 60

_View = Callable[[HttpRequest, Appeal, datetime], HttpResponse]


def _for_opened(view: _View) -> Callable[..., HttpResponse]:
    """Give `view` the case this browser has opened, or lead to the way of opening it."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, number: str) -> HttpResponse:
        at = timezone.now()
        appeal = opened.case_of(request, number, at=at)
        if appeal is None:
            return redirect(f"{reverse('case_find')}?{urlencode({'nomor': number})}")
        return view(request, appeal, at)

    return checked


@require_http_methods(["GET", "HEAD"])
@_for_opened
def case(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Show the case."""
    return _show(request, appeal, at=at)


@require_POST
@_for_opened
def case_say(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Add a message to the conversation."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _show(request, appeal, at=at, attempt=page.Attempt(message=form))
    if is_too_often(request, "case-say", limit=_MESSAGES_PER_CASE, key=str(appeal.pk)):
        return too_often(request)
    conversation.say(appeal, text=form.cleaned_data["text"], at=at)
    messages.success(request, _("Pesan Anda terkirim. Jawaban kami muncul di halaman ini."))
    return redirect("case", appeal.reference)


@require_POST
@_for_opened
def case_answer(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Take the answers that came; what is missing stays asked."""
    replies: dict[int, lifecycle.Reply] = {}
    typed: dict[int, AnswerForm] = {}
    refusals: dict[int, str] = {}
    for question in page.open_questions(appeal):
        form = page.answer_form(question, request.POST)
        typed[question.pk] = form
        if not form.is_valid():
            continue
        try:
            reply = _reply(request, question, form.cleaned_data["text"], at=at)
        except intake.Refused as refused:
            refusals[question.pk] = str(refused.fault)
            continue
        if reply is not None:
            replies[question.pk] = reply
    _answer(request, appeal, replies, at=at)
    if refusals or any(form.errors for form in typed.values()) or not replies:
        notice = "" if replies or refusals else _("Jawab dulu paling sedikit satu hal di bawah.")
        attempt = page.Attempt(answers=typed, refusals=refusals, notice=notice)
        return _show(request, appeal, at=at, attempt=attempt)
    return redirect("case", appeal.reference)


@require_POST
@_for_opened
def case_photo(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Take a photo in the place of one that could not be opened."""
    unusable = _unusable_row(appeal, request.POST.get("evidence", ""))
    upload = request.FILES.get("photo")
    if upload is None:
        words = _("Pilih dulu fotonya, lalu tekan Kirim foto.")
        return _show(request, appeal, at=at,
                     attempt=page.Attempt(file_refusals={unusable.pk: words}))  # fmt: skip
    try:
        intake.attach_to_case(appeal, upload, kind=unusable.kind, at=at)
    except intake.Refused as refused:
        attempt = page.Attempt(file_refusals={unusable.pk: str(refused.fault)})
        return _show(request, appeal, at=at, attempt=attempt)
    messages.success(request, _("Foto baru sudah kami terima dan sedang dicek."))
    return redirect("case", appeal.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@_for_opened
def case_withdraw(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Ask whether to withdraw, then do it."""
    if not appeal.is_open:
        return redirect("case", appeal.reference)
    if request.method != "POST":
        return render(request, "appeals/cases/withdraw.html", {"appeal": appeal})
    try:
        lifecycle.withdraw(appeal, at=at)
    except lifecycle.NotAllowed:
        messages.warning(request, _("Pengaduan ini baru saja berubah. Lihat statusnya di bawah."))
    else:
        messages.success(request, _("Pengaduan Anda sudah ditarik."))
    return redirect("case", appeal.reference)


def _show(
    request: HttpRequest, appeal: Appeal, *, at: datetime, attempt: page.Attempt | None = None
) -> HttpResponse:
    context = {"page": page.gather(appeal, at=at, attempt=attempt)}
    return render(request, "appeals/cases/case.html", context)


def _reply(
    request: HttpRequest, question: Question, text: str, *, at: datetime
) -> lifecycle.Reply | None:
    upload = request.FILES.get(page.photo_field(question))
    evidence_id = None
    if upload is not None:
        kind = question.kind or Evidence.Kind.SUPPORTING
        evidence_id = intake.attach_to_case(question.appeal, upload, kind=kind, at=at).pk
    return lifecycle.Reply(text, evidence_id) if text or evidence_id else None


def _answer(
    request: HttpRequest, appeal: Appeal, replies: dict[int, lifecycle.Reply], *, at: datetime
) -> None:
    if not replies:
        return
    try:
        with transaction.atomic():
            lifecycle.answer(appeal, answers=replies, at=at)
    except lifecycle.NotAllowed:
        messages.warning(request, _("Pengaduan ini baru saja berubah. Lihat statusnya di bawah."))
        return
    thanks = ngettext("Jawaban Anda sudah kami terima.", "Jawaban Anda sudah kami terima.",
                      len(replies))  # fmt: skip
    messages.success(request, thanks)


def _unusable_row(appeal: Appeal, text: str) -> Evidence:
    row = None
    if text.isascii() and text.isdigit() and len(text) < 19:
        row = Evidence.objects.unusable().filter(appeal=appeal, pk=int(text)).first()
    if row is None:
        raise Http404
    return row
