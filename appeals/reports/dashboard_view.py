"""The page of the dashboard."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appeals import reconciling
from appeals.reports import dashboard as figures
from appeals.reports import filters, page
from portal.calendar import civil_date


def _dashboard(request: HttpRequest) -> HttpResponse:
    """Show what jobs counted, for what the address asks."""
    page.require_reader(request)
    asked = filters.read(request.GET.dict(), today=civil_date(timezone.now()))
    return page.shown(
        request,
        "appeals/reports/dashboard.html",
        tab="report_dashboard",
        asked=asked,
        title=_("Laporan"),
        board=figures.of(asked.filters),
        faults=reconciling.to_look_at().count(),
    )


dashboard = require_safe(never_cache(admin.site.admin_view(_dashboard)))
