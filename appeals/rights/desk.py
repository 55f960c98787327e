"""The privacy officer's queue of data requests; auditors read it masked and answer nothing."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from appeals import correcting, data_requests, erasure
from appeals.data_requests import ANSWERERS, letters, subject_of
from appeals.data_requests.answering import worded
from appeals.models import Correction, DataRequest, Erasure
from appeals.rights import masking
from appeals.rights.answer_form import STILL_KEPT, AnswerForm
from appeals.rights.due import due
from appeals.rights.due_list import DueList, RequestFilters
from appeals.rights.replying import reply
from appeals.rights.suggesting import suggested
from appeals.rights.words import said_in_words
from eligibility.admin.account_page import name_of
from eligibility.admin.reading import PageAdmin, officer_in
from portal import audit, fresh, lists
from portal.models import Role, User
from portal.staff import has_role

_OTHER_ACCOUNT = _("Pengaduan ini tentang akun dengan NIK lain. Minta orangnya membuat pengaduan "
                   "baru dengan NIK yang benar.")  # fmt: skip

_PROPOSAL_WAITS = _("Jawaban Anda tidak terkirim: ada usul penghapusan yang menunggu. Setujui atau "
                    "kembalikan dulu.")  # fmt: skip


class DataRequestDesk(PageAdmin):
    """Requests by due time, and a page each with the person's words and the answer."""

    view_roles: ClassVar[tuple[Role, ...]] = (*ANSWERERS, Role.AUDITOR)
    list_display = ("number", "asked_for", "time_left", "due", "about", "outcome")
    narrowing = RequestFilters
    page_template = "admin/appeals/datarequest/page.html"
    page_related = ("appeal", "account", "answered_by")
    list_select_related = ("erasure",)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[lists.NarrowedList]:
        """Leaf by due time."""
        return DueList

    def get_urls(self) -> list[URLPattern]:
        """Add the doors, which post."""
        return [
            self.door("<int:pk>/jawab/", self.answer_view, "answer"),
            self.door("<int:pk>/setujui/", self.sign_view, "sign"),
            self.door("<int:pk>/ulangi/", self.retry_view, "retry"),
            self.door("<int:pk>/buka/", self.reveal_view, "reveal"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: DataRequest) -> dict[str, object]:
        """Return the request's page, and write down that it was looked at."""
        at = timezone.now()
        by = request.user if isinstance(request.user, User) else None
        by_pk = by.pk if by else None
        may_answer = has_role(request, *ANSWERERS)
        found = Erasure.objects.select_related("proposed_by").filter(request=row).first()
        ordered = found if found and found.signed_at else None
        proposal = found if found and not found.signed_at else None
        audit.record("data_request.viewed", by=by, subject=row, at=at)
        return {
            "title": row.reference,
            "due": due(row, at=at),
            "identity": masking.identity(row),
            "reveal": masking.RevealForm() if may_answer else None,
            "said": said_in_words(row) if may_answer else [],
            "may_read": may_answer,
            "may_retry": may_answer,
            "may_answer": may_answer and row.answered_at is None and proposal is None,
            "answered_by": name_of(row.answered_by) if row.answered_at else "",
            "proposal": proposal,
            "proposed_by": name_of(proposal.proposed_by) if proposal else "",
            "may_sign": may_answer and proposal is not None and proposal.proposed_by_id != by_pk,
            "ordered": ordered,
            "ordered_by": name_of(ordered.proposed_by) if ordered else "",
            "correction": Correction.objects.filter(request=row).first(),
            "reason": dict(data_requests.Reason.choices).get(row.reason, row.reason),
            **self._keeping(row, at=at),
        }

    @method_decorator(require_POST)
    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the person would read, or send it."""
        by = officer_in(request, *ANSWERERS)
        row = self.row(request, pk)
        at = timezone.now()
        form = AnswerForm(request.POST, request=row, parts=erasure.parts_of(row, at=at))
        if not form.is_valid():
            return self._again(request, row, form, status=422)
        if "send" not in request.POST:
            return self.page(request, row, form=form, preview=_preview(row, form))
        try:
            messages.success(request, reply(row, form, by=by, at=at))
        except data_requests.ProposalWaits:
            messages.warning(request, _PROPOSAL_WAITS)
        except data_requests.NotAllowed:
            messages.warning(request, _("Permintaan ini sudah dijawab orang lain."))
        except erasure.StillKept:
            form.add_error("result", STILL_KEPT)
            return self._again(request, row, form, status=422)
        except erasure.NothingToErase:
            messages.warning(request, _("Yang dipilih sudah tidak ada lagi. Baca lagi."))
        except correcting.NotPossible:
            form.add_error("value", _OTHER_ACCOUNT)
            return self._again(request, row, form, status=422)
        return redirect("admin:appeals_datarequest_change", pk)

    @method_decorator(require_POST)
    def sign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Order the proposed erasure as the second officer, or send it back."""
        by = officer_in(request, *ANSWERERS)
        row = self.row(request, pk)
        proposed = Erasure.objects.filter(request=row).first()
        try:
            if proposed is None:
                messages.warning(request, _("Usul ini sudah tidak ada."))
            elif "send_back" in request.POST:
                erasure.send_back(proposed, by=by, at=timezone.now())
                messages.success(request, _("Usul dikembalikan. Permintaan ini belum dijawab."))
            else:
                erasure.sign(proposed, by=by, at=timezone.now())
                messages.success(request, _("Disetujui. Jawaban terkirim, penghapusan berjalan."))
        except data_requests.NotAllowed:
            messages.warning(request, _("Usul ini tidak menunggu tanda tangan Anda."))
        except (erasure.StillKept, erasure.NothingToErase):
            messages.warning(
                request, _("Datanya berubah sejak diusulkan. Kembalikan usul ini, lalu jawab lagi.")
            )
        return redirect("admin:appeals_datarequest_change", pk)

    @method_decorator(require_POST)
    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Owe again the parts of the erasure that workers gave up."""
        by = officer_in(request, *ANSWERERS)
        ordered = Erasure.objects.filter(request=self.row(request, pk)).first()
        try:
            if ordered is None:
                raise data_requests.NotAllowed(f"data request {pk} erases nothing")
            erasure.retry(ordered, by=by, at=timezone.now())
        except data_requests.NotAllowed:
            messages.warning(request, _("Tidak ada lagi yang macet. Baca lagi keadaannya."))
        else:
            messages.success(request, _("Yang macet dicoba lagi."))
        return redirect("admin:appeals_datarequest_change", pk)

    @method_decorator(require_POST)
    def reveal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open one masked field for this answer only, with a reason, and write it down."""
        by = officer_in(request, *ANSWERERS)
        row = self.row(request, pk)
        form = masking.RevealForm(request.POST)
        if not form.is_valid():
            messages.warning(request, _("Pilih alasan untuk membuka data itu."))
            return redirect("admin:appeals_datarequest_change", pk)
        if asking := fresh.asked(request):
            return asking
        field = masking.reveal(row, form, by=by, at=timezone.now())
        return self.page(request, row, identity=masking.identity(row, opened=field))

    @admin.display(description=_("nomor"))
    def number(self, row: DataRequest) -> str:
        """The number that the person has, too."""
        return row.reference

    @admin.display(description=_("yang diminta"))
    def asked_for(self, row: DataRequest) -> str:
        """What the person wants."""
        return str(row.get_kind_display())

    @admin.display(description=_("waktu tersisa"))
    def time_left(self, row: DataRequest) -> SafeString:
        """The hours that are left, with their tone's shape."""
        left = due(row, at=timezone.now())
        words = '<span class="due due-{}"><span aria-hidden="true">{}</span> {}</span>'
        return format_html(words, left.tone, left.shape, left.text)

    @admin.display(description=_("jawab paling lambat"))
    def due(self, row: DataRequest) -> datetime:
        """The end of its time."""
        return row.due_at

    @admin.display(description=_("tentang"))
    def about(self, row: DataRequest) -> str:
        """Whether it is about a case or an account."""
        return gettext("akun") if row.appeal_id is None else gettext("pengaduan")

    @admin.display(description=_("hasil"))
    def outcome(self, row: DataRequest) -> str | None:
        """What came of it, or that a second officer has to sign."""
        if row.answered_at is None and hasattr(row, "erasure"):
            return gettext("menunggu persetujuan kedua")
        return str(row.get_result_display()) or None

    def _keeping(self, row: DataRequest, *, at: datetime) -> dict[str, Any]:
        """Return what keeps the data here, in the officer's language and in the form's words."""
        subject = subject_of(row)
        with translation.override(row.language):
            told = data_requests.grounds_to_keep(subject, at=at)
        parts = erasure.parts_of(row, at=at)
        return {
            "kept": data_requests.grounds_to_keep(subject, at=at),
            "parts": parts,
            "is_stuck": any(part.dead_at and not part.done_at for part in parts),
            "form": AnswerForm(request=row, parts=parts, initial=suggested(row, told, parts)),
        }

    def _again(
        self, request: HttpRequest, row: DataRequest, form: AnswerForm, *, status: int
    ) -> TemplateResponse:
        page = self.page(request, row, form=form)
        page.status_code = status
        return page


def _preview(row: DataRequest, form: AnswerForm) -> letters.Letter:
    """Return the message as the person would get it; the secret link is the person's alone."""
    would_be = worded(row, form.answer)
    return letters.letter(would_be, letters.Notice.ANSWERED, link="…", parts=form.chosen_parts)
