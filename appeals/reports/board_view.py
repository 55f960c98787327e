"""The page of the supervisors' board."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appeals.reports import desk_board, page
from portal.calendar import civil_date
from portal.models import Role
from portal.staff import has_role


def _board(request: HttpRequest) -> HttpResponse:
    """Show what the job counted last."""
    if not has_role(request, Role.SUPERVISOR, Role.AUDITOR):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Papan penyelia"),
        "tabs": page.tabs(request, "report_board"),
        "board": desk_board.of(day=civil_date(timezone.now())),
    }
    return TemplateResponse(request, "appeals/reports/board.html", context)


board = require_safe(never_cache(admin.site.admin_view(_board)))
