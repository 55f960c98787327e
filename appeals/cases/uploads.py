"""Takes one photo of a case's page from the browser's script, or takes it out; answers in JSON."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from appeals import lifecycle, opened
from appeals.cases import going_on_drafts as drafts
from appeals.cases import slots
from appeals.cases.going_on_forms import BY_FIELD
from appeals.cases.views import is_id
from appeals.evidence import intake, replacing, staged
from appeals.models import Appeal, Draft, Evidence
from portal import doors

MOST_BYTES = settings.PHOTO_MAX_BYTES + 256 * 1024
_PER_CASE = 240
_View = Callable[[HttpRequest, str], HttpResponse]


class _NoPlace(Exception):
    """No file came, or not for a place that may be filled now."""


def _door(take: Callable[[HttpRequest, Appeal, datetime], Evidence | None]) -> _View:
    """Return the view of one door: who may come in, and what is said where a file is refused.

    `take` lays the file ready, or takes one out and returns None.
    """

    def view(request: HttpRequest, number: str) -> HttpResponse:
        if refusal := doors.unreadable(request, most_bytes=MOST_BYTES):
            words = _("Foto ini belum sampai dengan utuh. Coba lagi.")
            return _no(words, status=refusal.status_code)
        at = timezone.now()
        appeal = None if doors.is_forged(request) else opened.case_of(request, number, at=at)
        if appeal is None:
            words = _(
                "Halaman ini sudah lama terbuka. Muat ulang halaman, lalu pilih lagi fotonya."
            )
            return _no(words, status=403)
        if doors.is_too_often(request, "case-upload", limit=_PER_CASE, key=str(appeal.pk)):
            return _no(_("Terlalu banyak unggahan. Coba lagi sejam lagi."), status=429)
        if doors.brings_too_much(request):
            return doors.too_much_for_scripts()
        try:
            row = take(request, appeal, at)
        except _NoPlace:
            return _no(_("Foto ini belum sampai. Coba lagi."), status=400)
        except intake.Refused as refused:
            return _no(str(refused.fault), status=refused.fault.http_status)
        except Draft.DoesNotExist:  # its form was sent from another tab just now
            return _no(_("Jawaban ini sudah terkirim. Muat ulang halaman."), status=409)
        if row is None:
            return JsonResponse({"ok": True})
        return JsonResponse({"ok": True, "id": row.pk, "size": filesizeformat(row.original_bytes)})

    # Whether it is forged is checked inside, so that the answer is JSON.
    return csrf_exempt(require_POST(view))


def _lay_ready(request: HttpRequest, appeal: Appeal, at: datetime) -> Evidence | None:
    """Lay a photo ready for the form of the case's page that it belongs to, or take it out."""
    wanted = request.POST.get("remove", "")
    if is_id(wanted):
        staged.remove(appeal, [slot.name for slot in slots.all_of(appeal)], int(wanted))
        return None
    slot = slots.named(appeal, request.POST.get("field", ""))
    upload = request.FILES.get("photo")
    if slot is None or upload is None:
        raise _NoPlace
    return staged.put(appeal, slot.name, upload, kind=slot.kind, at=at)


def _lay_into_draft(request: HttpRequest, appeal: Appeal, at: datetime) -> Evidence | None:
    """Attach a photo to the draft with which the decided case goes on, or take it out."""
    token = drafts.token_in(request)
    if Appeal.objects.filter(form_token=token).exists():
        raise Draft.DoesNotExist
    wanted = request.POST.get("remove", "")
    if is_id(wanted):
        intake.remove(drafts.opened(appeal, token, at=at), int(wanted))
        return None
    place = BY_FIELD.get(request.POST.get("field", ""))
    upload = request.FILES.get("photo")
    if place is None or upload is None or not _may_go_on(appeal, at):
        raise _NoPlace
    draft, replaces = (
        drafts.opened(appeal, token, at=at),
        replacing.wanted(request.POST, place.field),
    )
    return intake.attach(draft, upload, kind=place.kind, at=at, replaces=replaces)


def _may_go_on(appeal: Appeal, at: datetime) -> bool:
    ways = lifecycle.ways_on(appeal, at=at)
    return ways.may_appeal_again or ways.may_reopen


def _no(words: str, *, status: int) -> JsonResponse:
    return JsonResponse({"ok": False, "message": words}, status=status)


case_upload = _door(_lay_ready)
case_going_on_upload = _door(_lay_into_draft)
