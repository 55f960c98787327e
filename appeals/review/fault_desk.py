"""Faults of filings for supervisors, and the nightly looks that found them."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from appeals import reconciling
from appeals.models import FilingFault
from eligibility.admin.account_page import name_of
from eligibility.admin.import_forms import refuse_personal
from eligibility.admin.reading import PageAdmin, ReadOnlyAdmin, officer_in
from portal import lists
from portal.models import Role
from portal.staff import has_role
from portal.staff_forms import StaffForm

_READERS = (Role.SUPERVISOR, Role.AUDITOR)


class FaultState(models.TextChoices):
    """Where a fault stands."""

    OPEN = "open", _("Perlu dilihat")
    SEEN = "seen", _("Sedang diurus")
    REPAIRED = "repaired", _("Diperbaiki sistem, dilihat lagi nanti malam")
    SETTLED = "settled", _("Dinyatakan beres")
    GONE = "gone", _("Hilang")


_WAITS = Q(gone_at=None, settled_at=None, raised_at__isnull=False)
_IN_STATE: Mapping[FaultState, Q] = {
    FaultState.OPEN: _WAITS & Q(seen_at=None),
    FaultState.SEEN: _WAITS & Q(seen_at__isnull=False),
    FaultState.REPAIRED: Q(gone_at=None, settled_at=None, raised_at=None),
    FaultState.SETTLED: Q(gone_at=None, settled_at__isnull=False),
    FaultState.GONE: Q(gone_at__isnull=False),
}


class FaultFilters(lists.Narrowing):
    """Faults: where they stand, and what is amiss."""

    state = lists.Choice(_("Keadaan"), FaultState.choices)
    kind = lists.Choice(_("Gangguan"), FilingFault.Kind.choices)
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {
        "state": lambda state: _IN_STATE[FaultState(state)],
    }


class SettleForm(StaffForm):
    """What was done about a fault that the machine still sees."""

    note = forms.CharField(
        label=_("Apa yang sudah dilakukan"),
        help_text=_("Tertulis di sini saja. Jangan menulis data pribadi."),
        min_length=5,
        max_length=500,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 3}),
    )


class FilingFaultDesk(PageAdmin):
    """Faults, the newest first, and a page each on which somebody answers for it."""

    bare_words = _("Belum ada gangguan. Tiap malam sistem memeriksa semua pengaduan yang masuk.")
    view_roles: ClassVar[tuple[Role, ...]] = _READERS
    list_display = ("row_number", "case", "kind", "state", "since", "seer")
    list_select_related = ("appeal", "seen_by")
    narrowing = FaultFilters
    page_template = "admin/appeals/filingfault/page.html"
    page_related = ("appeal", "evidence", "seen_by", "settled_by")

    def get_urls(self) -> list[URLPattern]:
        """Add the two steps, which post."""
        return [
            self.door("<int:pk>/lihat/", self.see_view, "see"),
            self.door("<int:pk>/beres/", self.settle_view, "settle"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: FilingFault) -> dict[str, object]:
        """Return who looks into it, and the form that answers for it."""
        waits = row.raised_at is not None and row.settled_at is None and row.gone_at is None
        may_settle = waits and has_role(request, Role.SUPERVISOR)
        return {
            "state": self.state(row),
            "seen_by": name_of(row.seen_by) if row.seen_at else "",
            "settled_by": name_of(row.settled_by) if row.settled_at else "",
            "may_see": may_settle and row.seen_at is None,
            "form": SettleForm() if may_settle else None,
        }

    @method_decorator(require_POST)
    def see_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that this supervisor looks into it."""
        by = officer_in(request, Role.SUPERVISOR)
        try:
            reconciling.see(self.row(request, pk), by=by, at=timezone.now())
        except reconciling.NotAllowed:
            messages.warning(request, _("Gangguan ini sudah diurus orang lain atau sudah hilang."))
        else:
            messages.success(request, _("Tercatat: Anda mengurus gangguan ini."))
        return redirect("admin:appeals_filingfault_change", pk)

    @method_decorator(require_POST)
    def settle_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer for it, in words."""
        by = officer_in(request, Role.SUPERVISOR)
        row = self.row(request, pk)
        form = SettleForm(request.POST)
        if not form.is_valid():
            page = self.page(request, row, form=form)
            page.status_code = 422
            return page
        try:
            reconciling.settle(row, note=form.cleaned_data["note"], by=by, at=timezone.now())
        except reconciling.NotAllowed:
            messages.warning(request, _("Gangguan ini sudah dibereskan orang lain atau hilang."))
        else:
            messages.success(request, _("Tercatat. Gangguan ini tidak dihitung lagi."))
        return redirect("admin:appeals_filingfault_change", pk)

    @admin.display(description=_("pengaduan"))
    def case(self, row: FilingFault) -> str:
        """The case's number."""
        return row.appeal.reference

    @admin.display(description=_("keadaan"))
    def state(self, row: FilingFault) -> str:
        """Where it stands."""
        return str(_state_of(row).label)

    @admin.display(description=_("diurus oleh"))
    def seer(self, row: FilingFault) -> str | None:
        """Who looks into it."""
        return name_of(row.seen_by) if row.seen_at else None


def _state_of(row: FilingFault) -> FaultState:
    if row.gone_at is not None:
        return FaultState.GONE
    if row.settled_at is not None:
        return FaultState.SETTLED
    if row.raised_at is None:
        return FaultState.REPAIRED
    return FaultState.OPEN if row.seen_at is None else FaultState.SEEN


class ReconciliationDesk(ReadOnlyAdmin):
    """The looks so far, the newest first: how many filings, and what came of it."""

    bare_words = _("Belum pernah berjalan. Sistem mencocokkan pengaduan tiap malam pukul 04.13.")
    view_roles: ClassVar[tuple[Role, ...]] = _READERS
    list_display = (
        "row_number", "begun_at", "done_at", "checked", "repaired", "raised", "gone", "dead_at",
    )  # fmt: skip
    fields = readonly_fields = (
        "begun_at", "done_at", "checked", "repaired", "raised", "gone", "deliveries", "dead_at",
        "last_fault",
    )  # fmt: skip
