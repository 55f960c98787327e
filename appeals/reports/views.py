"""The reports' pages in the staff site: the dashboard, the exports and their download."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from appeals import reconciling
from appeals.models import Export
from appeals.reports import dashboard as board
from appeals.reports import exporting
from appeals.reports.forms import ExportForm
from portal import fresh
from portal.calendar import civil_date
from portal.models import Role, User
from portal.staff import has_role
from portal.throttle import client_address

_LISTED = 50
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


def _exports(request: HttpRequest) -> HttpResponse:
    user = _require(request, Role.SUPERVISOR, Role.AUDITOR)
    at = timezone.now()
    form = ExportForm(request.POST or None, initial=_usual(at))
    if request.method == "POST":
        _require(request, Role.SUPERVISOR)
        if asking := fresh.asked(request):
            return asking
        if form.is_valid():
            exporting.request(form.order(), by=user, address=client_address(request), at=at)
            messages.success(
                request, _("Permintaan dicatat. Berkas ditulis; tautannya muncul di bawah.")
            )
            return redirect("report_exports")
    context = {
        "title": _("Ekspor laporan"),
        "form": form if has_role(request, Role.SUPERVISOR) else None,
        "listed": (listed := _listed(user, at=at)),
        "is_awaited": any(line["is_awaited"] for line in listed),
    }
    response = _page(request, "appeals/reports/exports.html", context)
    response.status_code = 422 if form.errors else 200
    return response


def _download(request: HttpRequest, export_id: int) -> HttpResponseBase:
    user = _require(request, Role.SUPERVISOR)
    if asking := fresh.asked(request):
        return asking
    export = get_object_or_404(Export, pk=export_id)
    try:
        content = exporting.download(
            export, by=user, address=client_address(request), at=timezone.now()
        )
    except exporting.NotAllowed:
        raise PermissionDenied from None
    except exporting.Lost:
        messages.error(request, _("Berkas ekspor itu tidak ada lagi. Silakan minta lagi."))
        return redirect("report_exports")
    types = {Export.Format.CSV: "text/csv; charset=utf-8", Export.Format.XLSX: _XLSX}
    response = StreamingHttpResponse(content, content_type=types[Export.Format(export.format)])
    name = exporting.file_name(export)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _require(request: HttpRequest, *roles: Role) -> User:
    if not isinstance(request.user, User) or not has_role(request, *roles):
        raise PermissionDenied
    return request.user


def _span(request: HttpRequest) -> int:
    asked = request.GET.get("hari", "")
    return int(asked) if asked in {str(span) for span in _SPANS} else _USUAL_SPAN


def _usual(at: datetime) -> dict[str, object]:
    today = civil_date(at)
    return {
        "subject": Export.Subject.APPEALS,
        "format": Export.Format.XLSX,
        "from_date": today - timedelta(days=_USUAL_SPAN - 1),
        "until_date": today,
    }


def _listed(user: User, *, at: datetime) -> list[dict[str, object]]:
    rows = Export.objects.select_related("requested_by").order_by("-requested_at", "-pk")[:_LISTED]
    return [
        {
            "export": export,
            "state": (state := exporting.state(export, at=at)),
            "is_ready": state is exporting.State.READY and export.requested_by_id == user.pk,
            "is_writing": state is exporting.State.WRITING,
            "is_awaited": state in (exporting.State.WAITING, exporting.State.WRITING),
        }
        for export in rows
    ]


def _page(request: HttpRequest, template: str, context: Mapping[str, object]) -> TemplateResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})


def _staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return never_cache(admin.site.admin_view(view))


dashboard = require_GET(_staff(_dashboard))
exports = require_http_methods(["GET", "POST"])(_staff(_exports))
download = require_GET(_staff(_download))
