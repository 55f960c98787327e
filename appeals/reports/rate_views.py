"""The pages of what stands out: rules, officers, opinions, photos and remedies."""

from collections.abc import Callable, Collection

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appeals.figures.freshness import freshness
from appeals.reports import (
    campaigns,
    filters,
    narrowing,
    officer_rates,
    opinions,
    page,
    photo_flaws,
    rule_rates,
)
from eligibility import fuse, remedies
from portal.calendar import civil_date
from portal.models import Role
from portal.staff import has_role

_FOLDER = "appeals/reports/"
# Keys of rows are shorter than this many digits.
_KEY_DIGITS = 19


def _rules(request: HttpRequest) -> HttpResponse:
    page.require_reader(request)
    asked = _asked(request)
    return _shown(
        request, "rules.html", asked, tab="report_rules", by=rule_rates.NARROWED_BY,
        title=_("Aturan yang keliru"), rates=rule_rates.of(asked.filters),
        may_remedy=has_role(request, *remedies.OPENERS), fuse_counted_at=fuse.counted_at(),
    )  # fmt: skip


def _officers(request: HttpRequest) -> HttpResponse:
    page.require_reader(request, Role.SUPERVISOR)
    asked = _asked(request)
    found = officer_rates.of(asked.filters, after=_key(request, "sesudah") or 0)
    return _shown(
        request, "officers.html", asked, tab="report_officers", by=officer_rates.NARROWED_BY,
        title=pgettext("plural", "Petugas"), officers=found,
    )  # fmt: skip


def _opinions(request: HttpRequest) -> HttpResponse:
    page.require_reader(request)
    asked = _asked(request)
    return _shown(
        request, "opinions.html", asked, tab="report_opinions", by=opinions.NARROWED_BY,
        title=_("Penilaian peserta"), opinions=opinions.of(asked.filters),
    )  # fmt: skip


def _photos(request: HttpRequest) -> HttpResponse:
    page.require_reader(request)
    asked = _asked(request)
    return _shown(
        request, "photos.html", asked, tab="report_photos", by=photo_flaws.NARROWED_BY,
        title=_("Mutu foto"), photos=photo_flaws.of(asked.filters),
    )  # fmt: skip


def _campaigns(request: HttpRequest) -> HttpResponse:
    page.require_reader(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Pemulihan bersama"),
        "tabs": page.tabs(request, "report_remedies"),
        "campaigns": campaigns.of(before=_key(request, "sebelum")),
        "may_remedy": has_role(request, *remedies.OPENERS),
    }
    return TemplateResponse(request, f"{_FOLDER}campaigns.html", context)


def _asked(request: HttpRequest) -> filters.Asked:
    return filters.read(request.GET, today=civil_date(timezone.now()))


def _shown(
    request: HttpRequest,
    template: str,
    asked: filters.Asked,
    *,
    tab: str,
    by: Collection[str],
    **context: object,
) -> HttpResponse:
    return page.shown(
        request, _FOLDER + template, tab=tab, asked=asked, reach=narrowing.reach(asked, by=by),
        freshness=freshness(asked.filters.first, asked.filters.last), **context,
    )  # fmt: skip


def _key(request: HttpRequest, name: str) -> int | None:
    """Return the key in the address to go on from; what is none begins anew."""
    text = request.GET.get(name, "")
    is_key = text.isascii() and text.isdigit() and len(text) < _KEY_DIGITS
    return int(text) if is_key else None


def _staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return require_safe(never_cache(admin.site.admin_view(view)))


rules = _staff(_rules)
officers = _staff(_officers)
opinions_page = _staff(_opinions)
photos = _staff(_photos)
campaigns_page = _staff(_campaigns)
