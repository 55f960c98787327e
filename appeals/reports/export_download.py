"""The download of an export: for who asked for it, and in parts for a connection that breaks."""

import hashlib
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appeals.models import Export
from appeals.reports import exporting
from appeals.reports.export_order import COMING, WITHOUT_FILE, NotAllowed
from portal import fresh, ranges
from portal.models import Role, User
from portal.staff import has_role
from portal.throttle import client_address

_Response = TypeVar("_Response", HttpResponse, StreamingHttpResponse)

_BEGUN = "export_begun"
_TYPES = {
    Export.Format.CSV: "text/csv; charset=utf-8",
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _download(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """Send the file, or the part of it that the browser still lacks."""
    user = request.user
    if not isinstance(user, User) or not has_role(request, Role.SUPERVISOR):
        raise PermissionDenied
    export = Export.objects.filter(pk=export_id).first()
    if export is None:
        if asking := fresh.asked(request):
            return asking
        raise Http404
    try:
        return _sent(request, export, user)
    except NotAllowed:
        if export.requested_by_id != user.pk:
            raise PermissionDenied from None
        return _not_there(request, export)
    except exporting.Lost:
        if request.method == "HEAD":  # nobody reads what is said here
            return HttpResponse(status=410)
        messages.error(request, _("Berkas ekspor itu tidak ada lagi. Silakan minta lagi."))
        return redirect("report_exports")


def _sent(request: HttpRequest, export: Export, user: User) -> HttpResponseBase:
    at = timezone.now()
    exporting.check_ready(export, by=user, at=at)
    etag = f'"{hashlib.sha256(export.file_name.encode()).hexdigest()[:32]}"'
    size = export.size  # unknown of files that an older version wrote: those come whole
    try:
        part = None if size is None else ranges.asked(request, size=size, etag=etag)
    except ranges.Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if asking := _asking(request, export, part=part, at=at):
        return asking
    if request.method == "HEAD":  # asks what there is and takes nothing
        exporting.check_there(export, by=user, at=at)
        # Streamed, or a file of unknown length would be said to have none.
        return _described(StreamingHttpResponse(), export, part=None, etag=etag)
    content = exporting.download(
        export,
        by=user,
        address=client_address(request),
        at=at,
        start=part.first if part else 0,
        length=part.length if part else None,
    )
    _note_begun(request, export, at=at)
    response = StreamingHttpResponse(content, status=206 if part else 200)
    return _described(response, export, part=part, etag=etag)


def _not_there(request: HttpRequest, export: Export) -> HttpResponse:
    """Say to who asked for it why there is no file, with the way back to the exports."""
    export.refresh_from_db()
    now = exporting.state(export, at=timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": _("Berkas ekspor %(number)s") % {"number": export.pk},
        "export": export,
        "why": WITHOUT_FILE.get(now, ""),
        "is_coming": now in COMING,
    }
    status = HTTPStatus.CONFLICT if now in COMING else HTTPStatus.GONE
    return TemplateResponse(request, "appeals/reports/export_away.html", context, status=status)


def _described(
    response: _Response, export: Export, *, part: ranges.Part | None, etag: str
) -> _Response:
    """Say of the answer which file it is, how long, and which part of it."""
    size = export.size
    response["Content-Type"] = _TYPES[Export.Format(export.format)]
    response["Content-Disposition"] = f'attachment; filename="{exporting.file_name(export)}"'
    if size is not None:
        response["ETag"] = etag
        response["Accept-Ranges"] = "bytes"
        response["Content-Length"] = str(part.length if part else size)
    if part:
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return response


def _asking(
    request: HttpRequest, export: Export, *, part: ranges.Part | None, at: datetime
) -> HttpResponse | None:
    """Return the page that asks for the password, None where it was given for this file.

    A browser goes on by itself with what was begun a short while ago.
    """
    begun = int(request.session.get(_BEGUN, {}).get(str(export.pk), 0))
    is_rest = part is not None and part.first > 0 and "If-Range" in request.headers
    if is_rest and int(at.timestamp()) - begun <= exporting.RESUMED_WITHIN.total_seconds():
        return None
    if export.is_unmasked:
        return fresh.asked_anew(request, f"export-{export.pk}")
    return fresh.asked(request)


def _note_begun(request: HttpRequest, export: Export, *, at: datetime) -> None:
    """Remember since when the file is being taken, and forget those of earlier hours."""
    now = int(at.timestamp())
    oldest = now - int(exporting.RESUMED_WITHIN.total_seconds())
    begun = {key: since for key, since in request.session.get(_BEGUN, {}).items() if since > oldest}
    if str(export.pk) not in begun or "Range" not in request.headers:
        request.session[_BEGUN] = {**begun, str(export.pk): now}


download = require_http_methods(["GET", "HEAD", "POST"])(
    never_cache(admin.site.admin_view(_download))
)
