"""The exports' pages: asking with a look at the first rows, the list, and one export."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from appeals.models import Export
from appeals.reports import (
    export_count,
    export_judging,
    export_list,
    export_preview,
    export_repeat,
    exporting,
    page,
)
from appeals.reports.export_order import NotAllowed, TooMany
from appeals.reports.forms import ExportForm, JudgingForm, unjudged
from appeals.reports.subjects import TooSlow
from portal import fresh, kept_forms
from portal.calendar import civil_date
from portal.models import Role, User
from portal.staff import has_role
from portal.throttle import client_address

_USUAL_DAYS = 30
# Buttons after which the form is judged; only the second one orders anything.
_PREVIEW, _ORDER = "preview", "order"
kept_forms.shows_again("report_exports")


def _exports(request: HttpRequest) -> HttpResponse:
    user = _require(request, Role.SUPERVISOR, Role.AUDITOR)
    if request.method == "POST":
        _require(request, Role.SUPERVISOR)
        return _asked(request, user)
    return _form_page(request, ExportForm(initial=_usual(timezone.now())))


def _asked(request: HttpRequest, user: User) -> HttpResponse:
    """Show the form again, or the first rows, or take the order: by the button pressed.

    Nobody orders by sending something else, as a half-loaded page or a script would.
    """
    step = request.POST.get("step", "")
    if step not in (_PREVIEW, _ORDER) or kept_forms.LOOK_FIRST in request.POST:
        return _form_page(request, ExportForm(initial=unjudged(request.POST)))
    if step == _ORDER and (asking := fresh.asked(request)):
        return asking
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    at, address = timezone.now(), client_address(request)
    if step == _PREVIEW:
        sample = export_preview.of(form.order(), by=user, address=address, at=at)
        return _page(
            request,
            "appeals/reports/export_preview.html",
            title=_("Lihat dulu"),
            form=form,
            sample=sample,
            subject=form.subject_code.label,
            typed=_typed(request),
        )
    try:
        export = export_repeat.request_once(form.order(), by=user, address=address, at=at)
    except export_repeat.Repeated as fault:
        messages.info(request, _("Berkas ini sudah Anda minta. Ini permintaannya."))
        return redirect("report_export", fault.export.pk)
    except (TooMany, TooSlow) as fault:
        slow = isinstance(fault, TooSlow)
        said = export_preview.too_slow() if slow else export_preview.too_many()
        form.add_error("is_unmasked", said)
        return _form_page(request, form)
    messages.success(request, _thanks(export))
    return redirect("report_export", export.pk)


def _form_page(request: HttpRequest, form: ExportForm) -> HttpResponse:
    user = _require(request, Role.SUPERVISOR, Role.AUDITOR)
    at = timezone.now()
    before = request.GET.get("before", "")
    is_key = before.isascii() and before.isdigit() and len(before) < 19
    listed = export_list.page(user=user, before=int(before) if is_key else None, at=at)
    asks = has_role(request, Role.SUPERVISOR)
    response = _page(
        request,
        "appeals/reports/exports.html",
        title=_("Ekspor laporan"),
        form=form if asks and not is_key else None,
        most_open=settings.EXPORT_UNMASKED_ROWS,
        listed=listed,
        is_first=not is_key,
        is_awaited=listed.is_awaited,
        waiting=export_list.waiting_for(user, at=at) if asks else [],
        ready=export_list.ready_for(user, at=at) if asks else 0,
    )
    response.status_code = 422 if form.errors else 200
    return response


def _export(request: HttpRequest, export_id: int) -> HttpResponse:
    """Show one export with its log; take the second person's word on one with open names."""
    user = _require(request, Role.SUPERVISOR, Role.AUDITOR)
    if request.method == "POST":
        _require(request, Role.SUPERVISOR)
    rows = Export.objects.select_related("requested_by", "judged_by")
    export = get_object_or_404(rows, pk=export_id)
    step = request.POST.get("step", "")
    form = JudgingForm(request.POST if step == "refuse" else None)
    if request.method == "POST" and (answer := _judged(request, export, form, user=user)):
        return answer
    line = export_list.line(export, user=user, at=timezone.now())
    response = _page(
        request,
        "appeals/reports/export.html",
        title=_("Ekspor %(number)s") % {"number": export.pk},
        line=line,
        rows_now=_rows_now(export) if line.can_judge else None,
        most_open=settings.EXPORT_UNMASKED_ROWS,
        columns=export_list.columns(export),
        log=export_list.log_of(export),
        form=form,
    )
    response.status_code = 422 if request.method == "POST" else 200
    return response


def _rows_now(export: Export) -> int | None:
    """Return how many rows the judge is shown: those of now, or of the request."""
    found = export_count.now(export)
    return export.expected_rows if found is None else found


def _judged(
    request: HttpRequest, export: Export, form: JudgingForm, *, user: User
) -> HttpResponse | None:
    """Take the word; None where the page must be shown again: no word, or a reason to mend."""
    at, address = timezone.now(), client_address(request)
    if not export_judging.may_judge(export, user=user, at=at):
        messages.error(
            request, _("Permintaan ini tidak menunggu jawaban Anda, atau sudah dijawab.")
        )
        return redirect("report_export", export.pk)
    if asking := fresh.asked(request):
        return asking
    if form.is_bound and not form.is_valid():
        return None
    if not form.is_bound and request.POST.get("step") != "approve":
        return None  # nobody approves by sending something else
    rows = request.POST.get("rows", "")
    try:
        if form.is_bound:
            reason = form.cleaned_data["reason"]
            export_judging.refuse(export, reason=reason, by=user, address=address, at=at)
            messages.success(request, _("Permintaan ditolak. Yang meminta diberi tahu."))
        else:
            seen = int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 10 else None
            export_judging.approve(export, by=user, address=address, at=at, rows=seen)
            messages.success(request, _("Permintaan disetujui. Berkasnya segera ditulis."))
    except NotAllowed:
        messages.error(
            request, _("Permintaan ini tidak menunggu jawaban Anda, atau sudah dijawab.")
        )
    return redirect("report_export", export.pk)


def _cancel(request: HttpRequest, export_id: int) -> HttpResponse:
    user = _require(request, Role.SUPERVISOR)
    export = get_object_or_404(Export, pk=export_id)
    address = client_address(request)
    try:
        exporting.cancel(export, by=user, address=address, at=timezone.now())
    except NotAllowed:
        messages.error(request, _("Permintaan ini sudah selesai atau bukan milik Anda."))
    else:
        messages.success(request, _("Permintaan dibatalkan. Tidak ada berkas yang disimpan."))
    return redirect("report_exports")


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, to be sent again from the next page."""
    left_out = {"csrfmiddlewaretoken", "step", "fresh_password", "fresh_code"}
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in left_out
    ]


def _thanks(export: Export) -> str:
    if export.is_unmasked:
        return _("Permintaan dicatat. Berkasnya ditulis sesudah penyelia lain menyetujuinya.")
    return _("Permintaan dicatat. Berkasnya sedang ditulis. Tombol unduhnya muncul di halaman ini.")


def _usual(at: datetime) -> dict[str, object]:
    today = civil_date(at)
    return {
        "subject": Export.Subject.APPEALS,
        "format": Export.Format.XLSX,
        "from_date": today - timedelta(days=_USUAL_DAYS - 1),
        "until_date": today,
    }


def _require(request: HttpRequest, *roles: Role) -> User:
    if not isinstance(request.user, User) or not has_role(request, *roles):
        raise PermissionDenied
    return request.user


def _page(request: HttpRequest, template: str, **context: object) -> TemplateResponse:
    shared = {**admin.site.each_context(request), "tabs": page.tabs(request, "report_exports")}
    return TemplateResponse(request, template, {**shared, **context})


def _staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return never_cache(admin.site.admin_view(view))


exports = require_http_methods(["GET", "HEAD", "POST"])(_staff(_exports))
export = require_http_methods(["GET", "HEAD", "POST"])(_staff(_export))
cancel = require_POST(_staff(_cancel))
