"""The lists of what is over: drawn up, proposed, signed by a second officer, watched, proved."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appeals import retention
from appeals.models import DeletionList
from appeals.retention import OFFICERS, State
from appeals.rights import deletion_page
from appeals.rights.deletion_page import ConfirmForm
from eligibility.admin.account_page import name_of
from eligibility.admin.reading import PageAdmin, officer_in
from portal import fresh
from portal.models import Role, User
from portal.staff import has_role

_FOLDER = "admin/appeals/deletionlist/"
_READERS = (*OFFICERS, Role.AUDITOR)
_Verb = Callable[[DeletionList, User, datetime], object]


class DeletionListDesk(PageAdmin):
    """Lists, the newest first, and a page each with its progress."""

    bare_words = _(
        "Belum ada daftar hapus. Sistem menyusunnya tiap tanggal 1, atau susun sekarang."
    )
    view_roles: ClassVar[tuple[Role, ...]] = _READERS
    list_display = ("row_number", "day", "state", "cases", "asked_at", "signed_at", "finished_at")
    page_template = f"{_FOLDER}page.html"
    page_related = ("asked_by", "proposed_by", "signed_by", "dropped_by")

    def get_urls(self) -> list[URLPattern]:
        """Add drawing up, the two signatures, the cases and the proof."""
        return [
            self.door("susun/", self.draw_up_view, "draw_up"),
            self.door("<int:pk>/usulkan/", self.propose_view, "propose"),
            self.door("<int:pk>/setujui/", self.sign_view, "sign"),
            self.door("<int:pk>/batal/", self.drop_view, "drop"),
            self.door("<int:pk>/ulangi/", self.retry_view, "retry"),
            self.door("<int:pk>/kemajuan/", self.progress_view, "progress"),
            self.door("<int:pk>/kasus/", self.cases_view, "cases"),
            self.door("<int:pk>/bukti/", self.proof_view, "proof"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer drawing one up above the list."""
        offered = {"may_draw_up": has_role(request, *OFFICERS)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: DeletionList) -> dict[str, object]:
        """Return what the list holds, how far it is and what this officer may do with it."""
        state, progress = retention.state(row), retention.progress(row)
        is_officer, is_own = has_role(request, *OFFICERS), row.proposed_by == request.user
        is_stuck = state == State.STUCK or (state == State.DELETING and progress.stuck > 0)
        return {
            "state": state,
            "progress": progress,
            "figures": deletion_page.figures(row, progress),
            "is_running": deletion_page.is_running(state, progress),
            "is_stuck": is_stuck,
            "tables": deletion_page.tables(row),
            "periods": deletion_page.periods_in_words(row.day),
            "is_own": is_own and state == State.PROPOSED,
            "may_propose": is_officer and state == State.DRAFTED,
            "may_sign": is_officer and state == State.PROPOSED and not is_own,
            "may_drop": is_officer and deletion_page.may_be_dropped(state),
            "may_retry": is_officer and is_stuck,
            "asked_by": name_of(row.asked_by),
            "proposed_by": name_of(row.proposed_by) if row.proposed_by else "",
            "signed_by": name_of(row.signed_by) if row.signed_by else "",
        }

    @method_decorator(require_POST)
    def draw_up_view(self, request: HttpRequest) -> HttpResponse:
        """Begin a list of what is over today."""
        by = officer_in(request, *OFFICERS)
        try:
            drawn = retention.draw_up(by=by, at=timezone.now())
        except retention.UnderWay:
            messages.warning(request, _("Masih ada daftar yang belum selesai. Selesaikan dulu."))
            return redirect("admin:appeals_deletionlist_changelist")
        return redirect("admin:appeals_deletionlist_change", drawn.pk)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def propose_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what would go, and propose it."""

        def propose(drawn: DeletionList, by: User, at: datetime) -> None:
            retention.propose(drawn, by=by, at=at)

        done = _("Diusulkan. Petugas PDP lain harus menyetujuinya.")
        return self._confirmed(request, pk, propose, done=done, waits_in=State.DRAFTED)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def sign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what cannot be undone, and sign as the second officer."""

        def sign(drawn: DeletionList, by: User, at: datetime) -> None:
            retention.sign(drawn, by=by, at=at)

        done = _("Disetujui. Penghapusan berjalan.")
        return self._confirmed(request, pk, sign, done=done, waits_in=State.PROPOSED)

    @method_decorator(require_POST)
    def drop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the list away; nothing of it goes."""

        def drop(drawn: DeletionList, by: User, at: datetime) -> None:
            retention.drop(drawn, by=by, at=at)

        return self._step(request, pk, drop, done=_("Daftar dibatalkan. Tidak ada yang dihapus."))

    @method_decorator(require_POST)
    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Owe again what workers gave up."""

        def retry(drawn: DeletionList, by: User, at: datetime) -> None:
            retention.retry(drawn, by=by, at=at)

        return self._step(request, pk, retry, done=_("Yang macet dicoba lagi."))

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the live figures, for the page's script."""
        officer_in(request, *_READERS)
        row = self.row(request, pk)
        progress = retention.progress(row)
        return JsonResponse(
            {
                "is_running": deletion_page.is_running(retention.state(row), progress),
                "percent": progress.percent,
                "figures": deletion_page.figures(row, progress),
            }
        )

    @method_decorator(require_safe)
    def cases_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the list's cases, a page at a time."""
        officer_in(request, *_READERS)
        row = self.row(request, pk)
        after = deletion_page.key_of(request.GET.get("after", ""))
        lines = deletion_page.cases(row, after=after)
        return self.page(request, row, template=f"{_FOLDER}cases.html", page=lines, after=after)

    @method_decorator(require_POST)
    def proof_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give the proof as a file; who took it is written down."""
        by = officer_in(request, *_READERS)
        if asking := fresh.asked(request):
            return asking
        row = self.row(request, pk)
        if row.finished_at is None:
            messages.warning(request, _("Buktinya lengkap setelah penghapusan selesai."))
            return redirect("admin:appeals_deletionlist_change", pk)
        content = retention.export(row, by=by, at=timezone.now())
        response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="bukti-hapus-{pk}.csv"'
        return response

    @admin.display(description=_("keadaan"))
    def state(self, row: DeletionList) -> str:
        """Where it stands."""
        return str(retention.state(row).label)

    def _confirmed(
        self, request: HttpRequest, pk: int, verb: _Verb, *, done: object, waits_in: State
    ) -> HttpResponse:
        """Ask first, on a page that says what follows; then take the step."""
        officer_in(request, *OFFICERS)
        row = self.row(request, pk)
        form = ConfirmForm(request.POST if request.method == "POST" else None)
        if retention.state(row) != waits_in or (request.method == "POST" and form.is_valid()):
            return self._step(request, pk, verb, done=done)
        is_signing = waits_in == State.PROPOSED
        page = self.page(
            request, row, template=f"{_FOLDER}confirm.html", form=form, is_signing=is_signing
        )
        page.status_code = 422 if form.errors else 200
        return page

    def _step(self, request: HttpRequest, pk: int, verb: _Verb, *, done: object) -> HttpResponse:
        """Take one step and show the list; a refusal becomes a message."""
        by = officer_in(request, *OFFICERS)
        row = self.row(request, pk)
        if request.method != "POST":  # an address typed by hand changes nothing
            return redirect("admin:appeals_deletionlist_change", pk)
        try:
            verb(row, by, timezone.now())
        except retention.NotAllowed:
            messages.error(request, _("Langkah ini tidak bisa diambil. Baca lagi keadaannya."))
        else:
            messages.success(request, str(done))
        return redirect("admin:appeals_deletionlist_change", pk)
