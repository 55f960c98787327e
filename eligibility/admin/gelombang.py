"""Waves and longer deadlines: rule officers open, close and extend here; others read."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility import gelombang
from eligibility.admin.account_page import name_of
from eligibility.admin.gelombang_forms import ExtensionForm, WaveForm
from eligibility.admin.reading import PageAdmin, officer_in
from eligibility.models import DeadlineExtension, Gelombang
from portal.models import Role, User
from portal.staff import has_role

_TEMPLATES = "admin/eligibility"


@admin.register(Gelombang)
class GelombangAdmin(PageAdmin):
    """The numbered intakes."""

    bare_words = _("Belum ada gelombang. Petugas aturan memulainya dengan tombol Buka gelombang.")
    list_display = ("number", "opens_at", "closes_at", "drawn_at")
    ordering = ("-number",)
    page_template = f"{_TEMPLATES}/gelombang/page.html"

    def get_urls(self) -> list[URLPattern]:
        """Add opening and closing."""
        return [
            self.door("buka/", self.open_view, "open"),
            self.door("<int:pk>/tutup/", self.close_view, "close"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer opening a wave above the list."""
        offered = {"may_open": has_role(request, Role.RULE_OFFICER)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: Gelombang) -> dict[str, object]:
        """Return where the wave stands and what made its deadlines longer."""
        at = timezone.now()
        return {
            "is_open": row.opens_at <= at < row.closes_at,
            "is_closed": row.closes_at <= at,
            "may_close": has_role(request, Role.RULE_OFFICER) and row.closes_at > at,
            "extensions": gelombang.extensions_of(row),
        }

    def open_view(self, request: HttpRequest) -> HttpResponse:
        """Announce a wave."""
        by = officer_in(request, Role.RULE_OFFICER)
        form = WaveForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                wave = gelombang.open_wave(**form.cleaned_data, by=by, at=timezone.now())
            except gelombang.Known:
                form.add_error("number", _("Gelombang dengan nomor ini sudah ada."))
            else:
                messages.success(request, _("Gelombang dicatat."))
                return redirect("admin:eligibility_gelombang_change", wave.pk)
        page = self.blank_page(request, f"{_TEMPLATES}/gelombang/open.html", form=form)
        page.status_code = 422 if form.errors else 200
        return page

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then end joining now."""
        by = officer_in(request, Role.RULE_OFFICER)
        wave = self.row(request, pk)
        if request.method != "POST" and wave.closes_at > timezone.now():
            return self.page(request, wave, template=f"{_TEMPLATES}/gelombang/close.html")
        try:
            gelombang.close(wave, by=by, at=timezone.now())
        except gelombang.Impossible:
            messages.error(request, _("Gelombang ini sudah ditutup."))
        else:
            messages.success(request, _("Gelombang ditutup."))
        return redirect("admin:eligibility_gelombang_change", pk)


@admin.register(DeadlineExtension)
class DeadlineExtensionAdmin(PageAdmin):
    """Days added to deadlines because the programme was out of reach."""

    bare_words = _(
        "Belum ada perpanjangan. Kalau ada gangguan, petugas aturan menekan Perpanjang batas waktu."
    )
    list_display = (
        "row_number",
        "waves",
        "first_date",
        "last_date",
        "grants_extended",
        "purchases_extended",
        "added_at",
    )
    list_select_related = ("gelombang",)
    page_template = f"{_TEMPLATES}/deadlineextension/page.html"
    page_related = ("gelombang", "added_by")

    def get_urls(self) -> list[URLPattern]:
        """Add extending."""
        return [self.door("tambah/", self.extend_view, "extend"), *super().get_urls()]

    @admin.display(description=_("gelombang"))
    def waves(self, row: DeadlineExtension) -> object:
        """Whose deadlines: one wave's, or everybody's."""
        return row.gelombang or _("Semua gelombang")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer extending above the list."""
        offered = {"may_extend": has_role(request, Role.RULE_OFFICER)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: DeadlineExtension) -> dict[str, object]:
        """Return who added the days."""
        return {"added_by": name_of(row.added_by)}

    def extend_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for the days, say whom they reach, and add them once that is confirmed."""
        by = officer_in(request, Role.RULE_OFFICER)
        form = ExtensionForm(request.POST or None, initial={"wave": request.GET.get("wave")})
        if request.method == "POST" and form.is_valid():
            if "confirmed" in request.POST:
                return self._extend(request, form.cleaned_data, by=by)
            return self._confirm(request, form)
        page = self.blank_page(request, f"{_TEMPLATES}/deadlineextension/extend.html", form=form)
        page.status_code = 422 if form.errors else 200
        return page

    def _confirm(self, request: HttpRequest, form: ExtensionForm) -> HttpResponse:
        values = form.cleaned_data
        reached = gelombang.reach(
            values["wave"], first_date=values["first_date"], last_date=values["last_date"]
        )
        template = f"{_TEMPLATES}/deadlineextension/confirm.html"
        return self.blank_page(request, template, form=form, values=values, reached=reached)

    def _extend(
        self,
        request: HttpRequest,
        values: dict[str, Any],  # Any: the form's values
        *,
        by: User,
    ) -> HttpResponse:
        extension = gelombang.extend_deadlines(
            gelombang=values["wave"],
            first_date=values["first_date"],
            last_date=values["last_date"],
            reason=values["reason"],
            by=by,
            at=timezone.now(),
        )
        if extension.grants_extended or extension.purchases_extended:
            messages.success(request, _("Batas waktu diperpanjang."))
        else:
            messages.success(request, _("Hari gangguan dicatat. Belum ada yang diperpanjang."))
        return redirect("admin:eligibility_deadlineextension_change", extension.pk)
