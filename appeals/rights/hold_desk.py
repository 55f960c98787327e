"""The list of cases that nobody may delete, and the pages that place a hold and lift it."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from appeals import legal_holds
from appeals.legal_holds import HOLDERS
from appeals.models import Appeal, LegalHold
from appeals.rights.hold_forms import LiftForm, PlaceForm
from eligibility.admin.account_page import name_of
from eligibility.admin.reading import PageAdmin, officer_in
from portal import lists
from portal.calendar import civil_date
from portal.models import Role
from portal.staff import has_role

_FOLDER = "admin/appeals/legalhold/"


class HoldState(models.TextChoices):
    """Where a hold stands."""

    STANDING = "standing", _("Berlaku")
    TO_REVIEW = "to_review", _("Berlaku, waktunya ditinjau")
    LIFTED = "lifted", _("Dilepas")


def _in_state(state: str) -> Q:
    stands = Q(lifted_at=None)
    return {
        HoldState.STANDING: stands,
        HoldState.TO_REVIEW: stands & Q(review_date__lte=civil_date(timezone.now())),
        HoldState.LIFTED: ~stands,
    }[HoldState(state)]


class HoldFilters(lists.Narrowing):
    """Holds: whether they stand, and why."""

    state = lists.Choice(_("Keadaan"), HoldState.choices)
    cause = lists.Choice(_("Sebab"), LegalHold.Cause.choices)
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {"state": _in_state}


class LegalHoldDesk(PageAdmin):
    """Holds, the newest first, and a page each."""

    bare_words = _("Belum ada larangan hapus. Pasang satu kalau ada perkara atau pemeriksaan.")
    view_roles: ClassVar[tuple[Role, ...]] = (*HOLDERS, Role.AUDITOR)
    list_display = ("row_number", "case", "cause", "state", "review_date", "placed_at", "placer")
    list_select_related = ("appeal", "placed_by")
    narrowing = HoldFilters
    page_template = f"{_FOLDER}page.html"
    page_related = ("appeal", "placed_by", "lifted_by")

    def get_urls(self) -> list[URLPattern]:
        """Add placing and lifting."""
        return [
            self.door("pasang/", self.place_view, "place"),
            self.door("<int:pk>/lepas/", self.lift_view, "lift"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer placing one above the list."""
        offered = {"may_place": has_role(request, *HOLDERS)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: LegalHold) -> dict[str, object]:
        """Return who placed and lifted it, and the form that lifts it."""
        may_lift = row.is_standing and has_role(request, *HOLDERS)
        return {
            "state": self.state(row),
            "placed_by": name_of(row.placed_by),
            "lifted_by": name_of(row.lifted_by) if row.lifted_at else "",
            "form": LiftForm() if may_lift else None,
        }

    @method_decorator(require_http_methods(["GET", "POST"]))
    def place_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for case, cause and reason, and place the hold."""
        by = officer_in(request, *HOLDERS)
        at = timezone.now()
        form = PlaceForm(
            request.POST if request.method == "POST" else None,
            today=civil_date(at),
            initial={"case": _number(request.GET.get("case", ""))},
        )
        if request.method == "POST" and form.is_valid():
            try:
                placed = legal_holds.place(form.cleaned_data["case"], form.order, by=by, at=at)
            except legal_holds.Standing:
                form.add_error("cause", _("Pengaduan ini sudah dilarang dihapus karena sebab ini."))
            else:
                messages.success(request, _("Larangan berlaku. Tidak ada yang dihapus lagi."))
                return redirect("admin:appeals_legalhold_change", placed.pk)
        page = self.blank_page(request, f"{_FOLDER}place.html", form=form)
        page.status_code = 422 if form.errors else 200
        return page

    @method_decorator(require_POST)
    def lift_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lift the hold, with a reason."""
        by = officer_in(request, *HOLDERS)
        row = self.row(request, pk)
        form = LiftForm(request.POST)
        if row.is_standing and not form.is_valid():
            page = self.page(request, row, form=form)
            page.status_code = 422
            return page
        try:
            legal_holds.lift(row, why=form.data.get("why", ""), by=by, at=timezone.now())
        except legal_holds.NotAllowed:
            messages.warning(request, _("Larangan ini sudah dilepas orang lain."))
        else:
            messages.success(request, _("Larangan dilepas. Masa simpan yang biasa berlaku lagi."))
        return redirect("admin:appeals_legalhold_change", pk)

    @admin.display(description=_("pengaduan"))
    def case(self, row: LegalHold) -> str:
        """The case's number."""
        return row.appeal.reference

    @admin.display(description=_("keadaan"))
    def state(self, row: LegalHold) -> str:
        """Whether it stands, and whether somebody was to look at it again."""
        if not row.is_standing:
            return str(HoldState.LIFTED.label)
        is_due = row.review_date is not None and row.review_date <= civil_date(timezone.now())
        return str((HoldState.TO_REVIEW if is_due else HoldState.STANDING).label)

    @admin.display(description=_("dipasang oleh"))
    def placer(self, row: LegalHold) -> str:
        """Who placed it."""
        return name_of(row.placed_by)


def _number(key: str) -> str:
    """Return the number of the case that a link names by its key."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return ""
    return Appeal.objects.filter(pk=key).values_list("reference", flat=True).first() or ""
