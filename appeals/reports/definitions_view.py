"""The page that says what each figure counts."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appeals.reports import page
from appeals.reports.definitions import CHAPTERS
from portal.models import Role
from portal.staff import has_role


def _definitions(request: HttpRequest) -> HttpResponse:
    """Show every definition, with the code that counts."""
    if not has_role(request, Role.SUPERVISOR, Role.AUDITOR):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Arti setiap angka"),
        "tabs": page.tabs(request, "report_definitions"),
        "chapters": CHAPTERS,
    }
    return TemplateResponse(request, "appeals/reports/definitions.html", context)


definitions = require_safe(never_cache(admin.site.admin_view(_definitions)))
