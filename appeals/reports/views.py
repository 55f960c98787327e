"""The dashboard's page in the staff site."""

from collections.abc import Callable, Mapping

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from appeals import reconciling
from appeals.reports import dashboard as board
from portal.calendar import civil_date
from portal.models import Role, User
from portal.staff import has_role

_SPANS = (7, 30, 90)
_USUAL_SPAN = 30


def _dashboard(request: HttpRequest) -> HttpResponse:
    _require(request, Role.SUPERVISOR, Role.AUDITOR)
    days = _span(request)
    context = {
        "title": _("Laporan"),
        "board": board.of(on=civil_date(timezone.now()), days=days),
        "spans": [(span, span == days) for span in _SPANS],
        "faults": reconciling.to_look_at().count(),
        "may_export": has_role(request, Role.SUPERVISOR, Role.AUDITOR),
    }
    return _page(request, "appeals/reports/dashboard.html", context)


def _require(request: HttpRequest, *roles: Role) -> User:
    if not isinstance(request.user, User) or not has_role(request, *roles):
        raise PermissionDenied
    return request.user


def _span(request: HttpRequest) -> int:
    asked = request.GET.get("hari", "")
    return int(asked) if asked in {str(span) for span in _SPANS} else _USUAL_SPAN


def _page(request: HttpRequest, template: str, context: Mapping[str, object]) -> TemplateResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})


def _staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return never_cache(admin.site.admin_view(view))


dashboard = require_GET(_staff(_dashboard))
