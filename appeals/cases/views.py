"""The case page and what a person may do there: answer, write, send photos, withdraw.

A form sent twice is one thing; one from an expired page comes back filled.
"""

from datetime import datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from appeals import conversation, lifecycle
from appeals.cases import page, slots
from appeals.cases.forms import AddForm, AnswerForm, MessageForm
from appeals.cases.joined import joined
from appeals.cases.opening import for_opened, for_opened_or_again, too_often
from appeals.evidence import adding, intake, staged
from appeals.evidence.codes import Code
from appeals.models import Appeal, Evidence, Question
from portal.doors import is_too_often

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
    if _removed(request, appeal):
        return _answer_again(request, appeal, at)
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
    """Take a photo in the place of one that cannot be opened, or not be read well."""
    poor = _replaceable_row(appeal, request.POST.get("evidence", ""))
    if not page.takes_files(appeal, joined(appeal)):
        return _over(request, appeal)
    slot = slots.for_again(poor)
    if _removed(request, appeal):
        return redirect("case", appeal.reference)
    upload = slots.upload_in(request, slot)
    if upload is None and not staged.held(appeal, [slot.name]):
        words = _("Pilih dulu fotonya, lalu tekan Kirim foto.")
        return show(request, appeal, at=at,
                    attempt=page.Attempt(file_refusals={poor.pk: words}))  # fmt: skip
    try:
        _add(appeal, slot, upload, kind=slot.kind, at=at)
    except intake.Refused as refused:
        attempt = page.Attempt(file_refusals={poor.pk: _words_of(refused)})
        return show(request, appeal, at=at, attempt=attempt)
    messages.success(request, _("Foto baru sudah kami terima dan sedang dicek."))
    return redirect("case", appeal.reference)


def _add_again(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    attempt = page.Attempt(added=AddForm(request.POST), is_expired=True)
    return show(request, appeal, at=at, attempt=attempt)


@require_POST
@for_opened_or_again(_add_again)
def case_add(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Add a file that nobody asked for, while the case is open."""
    if not page.takes_files(appeal, joined(appeal)):
        return _over(request, appeal)
    form, slot = AddForm(request.POST), slots.for_more()
    upload = slots.upload_in(request, slot)
    has_file = upload is not None or bool(staged.held(appeal, [slot.name]))
    if _removed(request, appeal) or not form.is_valid() or not has_file:
        refusal = "" if has_file else _("Pilih dulu fotonya, lalu tekan Tambahkan.")
        attempt = page.Attempt(added=form, add_refusal=refusal)
        return show(request, appeal, at=at, attempt=attempt)
    if is_too_often(request, "case-add", limit=_FILES_PER_CASE, key=str(appeal.pk)):
        return too_often(request)
    try:
        _add(appeal, slot, upload, kind=form.cleaned_data["kind"], at=at)
    except intake.Refused as refused:
        attempt = page.Attempt(added=form, add_refusal=_words_of(refused))
        return show(request, appeal, at=at, attempt=attempt)
    messages.success(request, _("Berkas Anda sudah kami terima dan sedang dicek."))
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
    slot = slots.for_question(question)
    upload = slots.upload_in(request, slot)
    if upload is not None:
        row: Evidence | None = intake.attach_to_case(question.appeal, upload, kind=slot.kind, at=at)
        slots.drop(question.appeal, slot)
    else:
        row = staged.take(question.appeal, slot.name, kind=slot.kind)
    return lifecycle.Reply(text, row.pk if row else None) if text or row else None


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


def _add(
    appeal: Appeal,
    slot: slots.Slot,
    upload: "UploadedFile[bytes] | None",
    *,
    kind: str,
    at: datetime,
) -> None:
    """Add what came with the form, or else what lay ready for it."""
    if upload is None:
        adding.add_staged(appeal, slot.name, kind=kind, ground=slot.ground, at=at)
    else:
        adding.add(appeal, upload, kind=kind, ground=slot.ground, at=at)
        slots.drop(appeal, slot)


def _over(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Say that no file joins the case any more."""
    words = _("Pengaduan ini sudah selesai, jadi berkas tidak bisa ditambah lagi di sini.")
    messages.warning(request, words)
    return redirect("case", appeal.reference)


def _removed(request: HttpRequest, appeal: Appeal) -> bool:
    """Take out the file whose button was pressed, if one was; scripts do it by another door."""
    wanted = request.POST.get("remove", "")
    if not is_id(wanted):
        return False
    staged.remove(appeal, [slot.name for slot in slots.all_of(appeal)], int(wanted))
    return True


def _words_of(refused: intake.Refused) -> str:
    if refused.fault.code == Code.TOO_MANY:
        return _("Pengaduan ini sudah berisi banyak berkas. Tulis pesan kepada petugas di bawah.")
    return str(refused.fault)


def is_id(text: str) -> bool:
    """Say whether `text` can be the id of a row."""
    return text.isascii() and text.isdigit() and len(text) < 19


def _replaceable_row(appeal: Appeal, text: str) -> Evidence:
    row = None
    if is_id(text):
        row = Evidence.objects.replaceable().filter(appeal=appeal, pk=int(text)).first()
    if row is None:
        raise Http404
    return row
