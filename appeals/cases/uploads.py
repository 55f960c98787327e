"""Takes one photo of a case's page from the browser's script, or takes it out; answers in JSON."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from appeals import opened
from appeals.cases import slots
from appeals.cases.views import is_id
from appeals.evidence import intake, staged
from appeals.models import Appeal, Draft
from portal import doors

MOST_BYTES = settings.PHOTO_MAX_BYTES + 256 * 1024
_PER_CASE = 240


@csrf_exempt  # checked below, so that the answer is JSON
@require_POST
def case_upload(request: HttpRequest, number: str) -> HttpResponse:
    """Lay a photo ready for the form it belongs to, or take it out again."""
    if refusal := doors.unreadable(request, most_bytes=MOST_BYTES):
        return _no(_("Foto ini belum sampai dengan utuh. Coba lagi."), status=refusal.status_code)
    at = timezone.now()
    appeal = None if doors.is_forged(request) else opened.case_of(request, number, at=at)
    if appeal is None:
        words = _("Halaman ini sudah lama terbuka. Muat ulang halaman, lalu pilih lagi fotonya.")
        return _no(words, status=403)
    if doors.is_too_often(request, "case-upload", limit=_PER_CASE, key=str(appeal.pk)):
        return _no(_("Terlalu banyak unggahan. Coba lagi sejam lagi."), status=429)
    wanted = request.POST.get("remove", "")
    if is_id(wanted):
        staged.remove(appeal, [slot.name for slot in slots.all_of(appeal)], int(wanted))
        return JsonResponse({"ok": True})
    return _put(request, appeal, at=at)


def _put(request: HttpRequest, appeal: Appeal, *, at: datetime) -> HttpResponse:
    slot = slots.named(appeal, request.POST.get("field", ""))
    upload = request.FILES.get("photo")
    if slot is None or upload is None:
        return _no(_("Foto ini belum sampai. Coba lagi."), status=400)
    try:
        row = staged.put(appeal, slot.name, upload, kind=slot.kind, at=at)
    except intake.Refused as refused:
        return _no(str(refused.fault), status=422)
    except Draft.DoesNotExist:  # its form was sent from another tab just now
        return _no(_("Jawaban ini sudah terkirim. Muat ulang halaman."), status=409)
    return JsonResponse({"ok": True, "id": row.pk, "size": filesizeformat(row.original_bytes)})


def _no(words: str, *, status: int) -> JsonResponse:
    return JsonResponse({"ok": False, "message": words}, status=status)
