"""The page of the monthly statistics: every edition, and the order of a new one."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appeals import statistics
from appeals.models import StatisticsEdition
from appeals.reports import page
from appeals.reports.statistics_form import EditionForm
from portal.models import Role, User
from portal.staff import has_role

_LISTED = 24
# So many months' reports can be made anew.
_CORRECTABLE = 13


def _statistics(request: HttpRequest) -> HttpResponse:
    """List the editions by key, newest first; order a further one."""
    if not has_role(request, Role.SUPERVISOR, Role.AUDITOR):
        raise PermissionDenied
    months = statistics.correctable(count=_CORRECTABLE)
    form = EditionForm(request.POST or None, months=months)
    if request.method == "POST":
        if not isinstance(request.user, User) or not has_role(request, Role.SUPERVISOR):
            raise PermissionDenied
        if form.is_valid():
            _order(request, form, by=request.user)
            return redirect("report_statistics")
    found = _editions(request.GET.get("sebelum", ""))
    context = {
        **admin.site.each_context(request),
        "title": _("Statistik resmi"),
        "tabs": page.tabs(request, "report_statistics"),
        "form": form if has_role(request, Role.SUPERVISOR) and months else None,
        "first": statistics.first_report(at=timezone.now()),
        "editions": found[:_LISTED],
        "older": found[_LISTED - 1].pk if len(found) > _LISTED else None,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "appeals/reports/statistics.html", context, status=status)


def _order(request: HttpRequest, form: EditionForm, *, by: User) -> None:
    try:
        edition = statistics.order_again(
            form.cleaned_data["month"], reason=form.cleaned_data["reason"], by=by,
            at=timezone.now(),
        )  # fmt: skip
    except statistics.AlreadyOwed:
        messages.warning(request, _("Edisi bulan itu sedang dibuat. Tunggu sampai selesai."))
    else:
        said = _("Edisi %(number)s dicatat dan sedang dibuat. Muat lagi halaman ini sebentar lagi.")
        messages.success(request, said % {"number": edition.number})


def _editions(before: str) -> list[StatisticsEdition]:
    rows = StatisticsEdition.objects.order_by("-pk").select_related("ordered_by")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    return list(rows.prefetch_related(statistics.newest_files())[: _LISTED + 1])


official = require_http_methods(["GET", "HEAD", "POST"])(
    never_cache(admin.site.admin_view(_statistics))
)
