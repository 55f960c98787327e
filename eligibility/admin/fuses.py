"""Fuses that have blown, who reset them, and how often people overturn each rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eligibility import fuse as fuses
from eligibility import policies
from eligibility.admin import filters
from eligibility.admin.policy_forms import ResetForm
from eligibility.admin.reading import READERS, PageAdmin, officer_in
from eligibility.explain.facts import source_name
from eligibility.models import Fuse
from portal.models import Role, User

KEEPERS = (Role.RULE_OFFICER, Role.SUPERVISOR)


@admin.register(Fuse)
class FuseAdmin(PageAdmin):
    """Fuses, blown and reset."""

    bare_words = _(
        "Belum ada sekering yang putus. Sekering putus kalau terlalu banyak blokir satu aturan dibatalkan."
    )
    list_display = ("title", "scope", "share", "blown_at", "state")
    list_display_links = ("title",)
    list_select_related = ("policy", "batch")
    narrowing = filters.FuseFilters
    page_template = "admin/eligibility/fuse/page.html"
    page_related = ("policy", "batch", "reset_by")

    def get_urls(self) -> list[URLPattern]:
        """Add the overturn rates and resetting."""
        return [
            self.door("tingkat/", self.rates_view, "rates"),
            self.door("<int:pk>/pasang/", self.reset_view, "reset"),
            *super().get_urls(),
        ]

    @admin.display(description=_("aturan"))
    def title(self, fuse: Fuse) -> str:
        """The rule in words."""
        return policies.title_of(fuse.rule)

    @admin.display(description=_("bagian"))
    def scope(self, fuse: Fuse) -> str:
        """The version, source or batch."""
        return fuses.scope_in_words(fuse)

    @admin.display(description=_("dibatalkan"))
    def share(self, fuse: Fuse) -> str:
        """How many of the decided blocks were overturned."""
        return str(
            _("%(overturned)s dari %(decided)s")
            % {"overturned": fuse.overturned, "decided": fuse.decided}
        )

    @admin.display(description=_("keadaan"))
    def state(self, fuse: Fuse) -> str:
        """Blown, or reset."""
        return str(_("dipasang lagi") if fuse.reset_at else _("putus: hanya menandai"))

    def page_context(self, request: HttpRequest, row: Fuse) -> dict[str, object]:
        """Return what made it blow and whether this officer may reset it."""
        user = request.user
        is_keeper = isinstance(user, User) and user.has_role(*KEEPERS)
        why_not = fuses.obstacle(row, by=user) if isinstance(user, User) and is_keeper else ""
        return {
            "name": policies.title_of(row.rule),
            "scope": fuses.scope_in_words(row),
            "source": source_name(row.batch.source) if row.batch else "",
            "percent": _percent(row.overturned / row.decided if row.decided else 0),
            "lowest": _percent(row.lowest),
            "highest": _percent(row.highest),
            "form": ResetForm(),
            "may_reset": is_keeper and not why_not,
            "why_not": why_not if row.reset_at is None else "",
        }

    @method_decorator(require_POST)
    def reset_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the rule block again."""
        by = officer_in(request, *KEEPERS)
        row, form = self.row(request, pk), ResetForm(request.POST)
        if not form.is_valid():
            return self.page(request, row, form=form)
        try:
            fuses.reset(row, by=by, reason=form.cleaned_data["reason"], at=timezone.now())
        except fuses.NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            _tell_what_blocks(request, row)
        return redirect("admin:eligibility_fuse_change", pk)

    @method_decorator(require_safe)
    def rates_view(self, request: HttpRequest) -> HttpResponse:
        """Show how often people overturn each version, source and batch."""
        officer_in(request, *READERS)
        asked = request.GET.get("urut", "")
        order = asked if asked in _ORDERS else "lowest"
        if asked not in ("", order):
            messages.warning(request, _("Urutan yang diminta tidak dikenal, jadi diabaikan."))
        found = sorted(fuses.rates(), key=_ORDERS[order], reverse=order != "rule")
        return self.blank_page(
            request,
            "admin/eligibility/fuse/rates.html",
            lines=[_line(rate) for rate in found],
            counted_at=fuses.counted_at(),
            order=order,
            orders=[(key, words, key == order) for key, words in _ORDER_WORDS.items()],
        )


def _tell_what_blocks(request: HttpRequest, fuse: Fuse) -> None:
    """Say that the rule blocks again or, where other fuses are blown, which part still flags."""
    if not (others := fuses.still_blown(fuse.rule)):
        messages.success(request, _("Sekering dipasang lagi. Aturan memblokir seperti biasa."))
        return
    messages.warning(
        request,
        _(
            "Sekering ini dipasang lagi, tetapi sekering lain aturan ini masih putus: %(scopes)s. "
            "Untuk bagian itu aturan tetap hanya menandai."
        )
        % {"scopes": "; ".join(others)},
    )


_ORDERS: dict[str, Callable[[fuses.Rate], Any]] = {  # Any: numbers or words
    "lowest": lambda rate: (rate.lowest, rate.decided),
    "share": lambda rate: (rate.share, rate.decided),
    "decided": lambda rate: (rate.decided, rate.share),
    "rule": lambda rate: (policies.title_of(rate.rule), fuses.scope_in_words(rate)),
}
_ORDER_WORDS = {
    "lowest": _("Paling pasti salah"),
    "share": _("Tingkat tertinggi"),
    "decided": _("Paling banyak diputus"),
    "rule": _("Aturan"),
}


@dataclass(frozen=True, slots=True)
class _Line:
    title: str
    scope: str
    rate: fuses.Rate
    percent: str
    lowest: str
    highest: str
    bar: int
    is_too_often: bool


def _line(rate: fuses.Rate) -> _Line:
    return _Line(
        title=policies.title_of(rate.rule),
        scope=fuses.scope_in_words(rate),
        rate=rate,
        percent=_percent(rate.share),
        lowest=_percent(rate.lowest),
        highest=_percent(rate.highest),
        bar=round(100 * rate.share),
        is_too_often=fuses.is_too_often(rate),
    )


def _percent(share: float) -> str:
    # Rounded here: number_format cuts digits off.
    return f"{number_format(round(100 * share, 1), decimal_pos=1)} %"
