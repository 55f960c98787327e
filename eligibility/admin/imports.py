"""Files of facts: sent in, watched, their refused lines fetched, and wrong ones taken back here."""

from typing import BinaryIO, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eligibility import imports, sources
from eligibility.admin import filters
from eligibility.admin.account_page import name_of
from eligibility.admin.import_figures import RUNNING, figures, number, percent
from eligibility.admin.import_forms import ImportForm, WithdrawalForm
from eligibility.admin.reading import READERS, PageAdmin, officer_in
from eligibility.explain.facts import source_name
from eligibility.models import ImportBatch, ImportOrder
from portal import fresh
from portal.doors import takes_bodies_up_to
from portal.models import Role, User
from portal.staff import has_role
from portal.storage import Damaged, Missing

SENDERS = (Role.RULE_OFFICER,)
WITHDRAWERS = (Role.RULE_OFFICER, Role.SUPERVISOR)
_FORM = "admin/eligibility/importbatch/send.html"
_TEXT_BYTES = 2 * 1024 * 1024


def _most_bytes(request: HttpRequest) -> int | None:
    """Return how large a body may be: a whole file for those who may send one."""
    return settings.IMPORT_MAX_BYTES + _TEXT_BYTES if has_role(request, *SENDERS) else None


@admin.register(ImportBatch)
class ImportBatchAdmin(PageAdmin):
    """Files of facts taken in."""

    bare_words = _("Belum ada impor. Petugas aturan memulainya dengan tombol Kirim berkas.")
    list_display = ("row_number", "kind", "told_by", "source_date", "rows_read", "rows_written",
                    "rows_refused", "standing", "finished_at")  # fmt: skip
    narrowing = filters.BatchFilters
    page_template = "admin/eligibility/importbatch/page.html"
    page_related = ("requested_by", "removed_by", "withdrawn_by", "order")

    @admin.display(description=_("sumber"))
    def told_by(self, batch: ImportBatch) -> str:
        """Who made the file, as people know them."""
        return source_name(batch.source)

    @admin.display(description=_("keadaan"))
    def standing(self, batch: ImportBatch) -> str:
        """Where the file stands; of one still being read the page tells more."""
        if batch.finished_at or batch.withdrawn_at or batch.fault:
            return str(imports.state(batch).label)
        return str(_("Belum selesai"))

    def get_urls(self) -> list[URLPattern]:
        """Add sending, the live figures, the refused lines, taking back and agreeing."""
        return [
            self.door("kirim/", self.send_view, "send"),
            self.door("<int:pk>/kemajuan/", self.progress_view, "progress"),
            self.door("<int:pk>/ditolak/", self.rejects_view, "rejects"),
            self.door("<int:pk>/tarik/", self.withdraw_view, "withdraw"),
            self.door("<int:pk>/setujui/", self.approve_view, "approve"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer sending a file above the list."""
        offered = {"may_send": has_role(request, *SENDERS)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: ImportBatch) -> dict[str, object]:
        """Return how far the file is, what was refused, and what may be done."""
        state = imports.state(row)
        order = ImportOrder.objects.filter(batch=row).first()
        by = cast("User", request.user)
        return {
            "state": state,
            "source": source_name(row.source),
            "is_running": state in RUNNING,
            "percent": percent(row),
            "figures": figures(row, at=timezone.now()),
            "reasons": [(why, number(count)) for why, count in imports.by_frequency(row)],
            "has_rejects": bool(order and order.rejects),
            "same": imports.same_file(row),
            "objection": imports.objection(row, by=by),
            "is_awaiting": imports.is_waiting(row),
            "on_hold": imports.resting_on_hold(row, at=timezone.now()),
            "approval_objection": imports.approval_objection(row, by=by),
            "removed_by": name_of(row.removed_by),
            "is_withdrawable": imports.is_withdrawable(row),
            "may_withdraw": has_role(request, *WITHDRAWERS),
            "requested_by": name_of(row.requested_by),
            "withdrawn_by": name_of(row.withdrawn_by),
        }

    @takes_bodies_up_to(_most_bytes, refusal="admin/eligibility/importbatch/too_large.html")
    def send_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the file that was sent, for a worker to take in."""
        by = officer_in(request, *SENDERS)
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = cast("BinaryIO", form.cleaned_data["file"].file)
            kind = form.cleaned_data["kind"]
            try:
                batch = imports.order(file, kind, source=form.told_by(), by=by, at=timezone.now())
            except imports.FileFault as fault:
                form.add_error("file", str(fault))
            else:
                _greet(request, batch)
                return redirect("admin:eligibility_importbatch_change", batch.pk)
        most = settings.IMPORT_MAX_BYTES // (1024 * 1024)
        page = self.blank_page(
            request,
            _FORM,
            form=form,
            most_megabytes=most,
            kinds=imports.columns(),
            sources=sources.NAMES,
        )
        page.status_code = 422 if form.errors else 200
        return page

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the live figures, for the page's script."""
        officer_in(request, *READERS)
        batch = self.row(request, pk)
        return JsonResponse(
            {
                "is_running": imports.state(batch) in RUNNING,
                "percent": percent(batch),
                "figures": figures(batch, at=timezone.now()),
            }
        )

    @method_decorator(require_safe)
    def rejects_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give the file of refused lines; who took it is written down."""
        by = officer_in(request, *READERS)
        if asking := fresh.asked(request):
            return asking
        batch = self.row(request, pk)
        try:
            content = imports.rejects(batch, by=by, at=timezone.now())
        except imports.NotAllowed:
            raise PermissionDenied from None
        except (Missing, Damaged):
            raise Http404 from None
        response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
        name = imports.rejects_name(batch)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @method_decorator(require_POST)
    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End what a whole list does not name, though blocks rest on it."""
        by = officer_in(request, *WITHDRAWERS)
        batch = self.row(request, pk)
        try:
            imports.end_unnamed(batch, by=by, at=timezone.now())
        except (imports.NotAllowed, imports.NotWaiting):
            batch.refresh_from_db()
            messages.error(request, imports.approval_objection(batch, by=by))
        else:
            messages.success(request, _("Penghapusan disetujui. Akun yang tersentuh dicek lagi."))
        return redirect("admin:eligibility_importbatch_change", pk)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what taking the batch back means, then do it."""
        by = officer_in(request, *WITHDRAWERS)
        batch = self.row(request, pk)
        form = WithdrawalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                imports.withdraw(batch, by=by, reason=reason, at=timezone.now())
            except (imports.NotAllowed, imports.NotWithdrawable):
                batch.refresh_from_db()
                messages.error(request, imports.objection(batch, by=by))
                return redirect("admin:eligibility_importbatch_change", pk)
            else:
                messages.success(request, _("Impor ditarik. Akun yang tersentuh diperiksa lagi."))
                return redirect("admin:eligibility_importbatch_change", pk)
        template = "admin/eligibility/importbatch/withdraw.html"
        again = number(imports.named_again(batch)) if batch.withdrawn_at is None else ""
        page = self.page(request, batch, template=template, form=form, named_again=again)
        page.status_code = 422 if form.errors else 200
        return page


def _greet(request: HttpRequest, batch: ImportBatch) -> None:
    messages.success(request, _("Berkas diterima dan menunggu giliran dibaca."))
    if (same := imports.same_file(batch)) is not None:
        messages.warning(
            request,
            _("Berkas yang persis sama sudah pernah diimpor, sebagai impor %(number)s.")
            % {"number": same.pk},
        )
