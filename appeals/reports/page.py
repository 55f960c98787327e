"""What the pages of reports share: who may read them, the links between them, their filters."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.reports.filters import Asked
from portal.models import Role
from portal.staff import has_role

# By the name of the address; those that are narrowed alike take the filters along.
_NARROWED = (
    ("report_dashboard", _("Ringkasan")),
    ("report_rules", pgettext_lazy("plural", "Aturan")),
    ("report_officers", pgettext_lazy("plural", "Petugas")),
    ("report_opinions", _("Penilaian peserta")),
    ("report_photos", _("Mutu foto")),
)
_OTHERS = (
    ("report_remedies", _("Pemulihan bersama")),
    ("report_board", _("Papan penyelia")),
    ("report_exports", _("Ekspor")),
    ("report_plans", _("Jadwal ekspor")),
    ("report_statistics", _("Statistik resmi")),
    ("report_definitions", _("Arti angka")),
)
# What not every reader of reports may open.
_ONLY = {"report_officers": (Role.SUPERVISOR,), "report_plans": (Role.SUPERVISOR,)}


def require_reader(request: HttpRequest, *roles: Role) -> None:
    """Refuse whoever is neither supervisor nor auditor, or none of `roles`."""
    if not has_role(request, *(roles or (Role.SUPERVISOR, Role.AUDITOR))):
        raise PermissionDenied


def tabs(request: HttpRequest, current: str, *, query: str = "") -> list[tuple[str, str, bool]]:
    """Return each page of reports that the reader may open: address, name, and whether it is
    the one shown."""
    narrowed = f"?{query}" if query else ""
    pages = [*((*page, narrowed) for page in _NARROWED), *((*page, "") for page in _OTHERS)]
    return [
        (reverse(name) + more, str(words), name == current)
        for name, words, more in pages
        if name not in _ONLY or has_role(request, *_ONLY[name])
    ]


def shown(
    request: HttpRequest, template: str, *, tab: str, asked: Asked, **context: object
) -> TemplateResponse:
    """Render a narrowed page; `tab` is the name of its address."""
    query = asked.filters.query()
    shared = {
        "asked": asked,
        "tabs": tabs(request, tab, query=query),
        "link": request.build_absolute_uri(f"{reverse(tab)}?{query}"),
    }
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), **shared, **context}
    )
