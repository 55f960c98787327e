"""The case page and what a person may do there: answer, write, send photos, withdraw.

A form sent twice is one thing; one from an expired page comes back filled.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from appeals import conversation, lifecycle
from appeals.cases import page
from appeals.cases.forms import AddForm, AnswerForm, MessageForm
from appeals.cases.joined import joined
from appeals.cases.opening import for_opened, for_opened_or_again
from appeals.evidence import adding, intake
from appeals.evidence.codes import Code
from appeals.models import Appeal, Evidence, Question
from portal.doors import is_too_often, too_often

_MESSAGES_PER_CASE = 60
_FILES_PER_CASE = 60


@require_http_methods(["GET", "HEAD"])
@for_opened
def case(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Show the case."""
    return show(request, appeal, at=at)


def _say_again(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    attempt = page.Attempt(message=MessageForm(request.POST), is_expired=True)
    return show(request, appeal, at=at, attempt=attempt)


@require_POST
@for_opened_or_again(_say_again)
def case_say(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Add a message to the conversation."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show(request, appeal, at=at, attempt=page.Attempt(message=form))
    if is_too_often(request, "case-say", limit=_MESSAGES_PER_CASE, key=str(appeal.pk)):
        return too_often(request)
    conversation.say(appeal, text=form.cleaned_data["text"], at=at, token=form.sent_token)
    messages.success(request, _("Pesan Anda terkirim. Jawaban kami muncul di halaman ini."))
    return redirect("case", appeal.reference)


def _answer_again(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    typed = {
        question.pk: page.answer_form(question, request.POST)
        for question in page.open_questions(appeal)
    }
    return show(request, appeal, at=at, attempt=page.Attempt(answers=typed, is_expired=True))


@require_POST
@for_opened_or_again(_answer_again)
def case_answer(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Take the answers that came; what is missing stays asked."""
    replies: dict[int, lifecycle.Reply] = {}
    typed: dict[int, AnswerForm] = {}
    refusals: dict[int, str] = {}
    questions = page.open_questions(appeal)
    for question in questions:
        form = page.answer_form(question, request.POST)
        typed[question.pk] = form
        if not form.is_valid():
            continue
        try:
            reply = _reply(request, question, form.cleaned_data["text"], at=at)
        except intake.Refused as refused:
            refusals[question.pk] = _words_of(refused)
            continue
        if reply is not None:
            replies[question.pk] = reply
    if not questions or not _answer(appeal, replies, at=at):
        return _nothing_asked(request, appeal, at=at)
    if replies:
        messages.success(request, _("Jawaban Anda sudah kami terima."))
    if refusals or any(form.errors for form in typed.values()) or not replies:
        notice = "" if replies or refusals else _("Jawab dulu paling sedikit satu hal di bawah.")
        attempt = page.Attempt(answers=typed, refusals=refusals, notice=notice)
        return show(request, appeal, at=at, attempt=attempt)
    return redirect("case", appeal.reference)


@require_POST
@for_opened
def case_photo(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Take a photo in the place of one that could not be opened."""
    unusable = _unusable_row(appeal, request.POST.get("evidence", ""))
    upload = request.FILES.get("photo")
    if upload is None:
        words = _("Pilih dulu fotonya, lalu tekan Kirim foto.")
        return show(request, appeal, at=at,
                    attempt=page.Attempt(file_refusals={unusable.pk: words}))  # fmt: skip
    try:
        row = adding.add(appeal, upload, kind=unusable.kind, at=at)
    except intake.Refused as refused:
        attempt = page.Attempt(file_refusals={unusable.pk: _words_of(refused)})
        return show(request, appeal, at=at, attempt=attempt)
    if unusable.ground and row.ground != unusable.ground:
        Evidence.objects.filter(pk=row.pk).update(ground=unusable.ground)
    messages.success(request, _("Foto baru sudah kami terima dan sedang dicek."))
    return redirect("case", appeal.reference)


def _add_again(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    attempt = page.Attempt(added=AddForm(request.POST), is_expired=True)
    return show(request, appeal, at=at, attempt=attempt)


@require_POST
@for_opened_or_again(_add_again)
def case_add(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Add files that nobody asked for, while the case is open; each stands for itself."""
    if not page.takes_files(appeal, joined(appeal)):
        messages.warning(
            request, _("Pengaduan ini sudah selesai, jadi berkas tidak bisa ditambah lagi di sini.")
        )
        return redirect("case", appeal.reference)
    form = AddForm(request.POST)
    uploads = request.FILES.getlist("photo")
    if not form.is_valid() or not uploads:
        refusals = [] if uploads else [_("Pilih dulu fotonya, lalu tekan Tambahkan.")]
        attempt = page.Attempt(added=form, add_refusals=refusals)
        return show(request, appeal, at=at, attempt=attempt)
    if is_too_often(request, "case-add", limit=_FILES_PER_CASE, key=str(appeal.pk)):
        return too_often(request)
    refusals = _add_all(appeal, uploads, kind=form.cleaned_data["kind"], at=at)
    if len(refusals) < len(uploads):
        messages.success(request, _("Berkas Anda sudah kami terima dan sedang dicek."))
    if refusals:
        attempt = page.Attempt(added=form, add_refusals=refusals)
        return show(request, appeal, at=at, attempt=attempt)
    return redirect("case", appeal.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@for_opened
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


def show(
    request: HttpRequest, appeal: Appeal, *, at: datetime, attempt: page.Attempt | None = None
) -> HttpResponse:
    """Show the case, with what came back in `attempt`."""
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


def _answer(appeal: Appeal, replies: dict[int, lifecycle.Reply], *, at: datetime) -> bool:
    """Hand the replies over; False when the questions are no longer open."""
    if not replies:
        return True
    try:
        with transaction.atomic():
            lifecycle.answer(appeal, answers=replies, at=at)
    except lifecycle.NotAllowed:
        return False
    return True


def _nothing_asked(request: HttpRequest, appeal: Appeal, *, at: datetime) -> HttpResponse:
    """Tell a second tap from an answer that came after the questions were closed.

    The words of the latter stand in the box for messages.
    """
    typed = {
        name: str(text).strip()
        for name, text in request.POST.items()
        if name.endswith("-text") and str(text).strip()
    }
    known = {
        f"q{question.pk}-text": question.answer
        for question in appeal.questions.exclude(answered_at=None)
    }
    late = [text for name, text in typed.items() if known.get(name) != text]
    if not late:
        messages.success(request, _("Jawaban Anda sudah kami terima."))
        return redirect("case", appeal.reference)
    messages.warning(
        request,
        _(
            "Pemeriksaan sudah berlanjut. Jawaban Anda ada di kotak pesan di bawah; kirim dari sana."
        ),
    )
    appeal.refresh_from_db()
    attempt = page.Attempt(message=MessageForm.blank("\n\n".join(late)))
    return show(request, appeal, at=at, attempt=attempt)


def _add_all(
    appeal: Appeal, uploads: Sequence["UploadedFile[bytes]"], *, kind: str, at: datetime
) -> list[str]:
    """Add each file; return the refusals, each with the file's place when there were several."""
    refusals = []
    for number, upload in enumerate(uploads, start=1):
        try:
            adding.add(appeal, upload, kind=kind, at=at)
        except intake.Refused as refused:
            words = _words_of(refused)
            place = _("Berkas ke-%(number)s: %(words)s") % {"number": number, "words": words}
            refusals.append(place if len(uploads) > 1 else words)
    return refusals


def _words_of(refused: intake.Refused) -> str:
    if refused.fault.code == Code.TOO_MANY:
        return _("Pengaduan ini sudah berisi banyak berkas. Tulis pesan kepada petugas di bawah.")
    return str(refused.fault)


def _unusable_row(appeal: Appeal, text: str) -> Evidence:
    row = None
    if text.isascii() and text.isdigit() and len(text) < 19:
        row = Evidence.objects.unusable().filter(appeal=appeal, pk=int(text)).first()
    if row is None:
        raise Http404
    return row
