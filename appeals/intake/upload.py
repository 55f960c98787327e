"""Takes one photo, or what was typed so far, from the browser's script; answers in JSON."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from appeals.evidence import intake, replacing
from appeals.intake import drafts, photos, verdicts
from appeals.models import Appeal, Draft
from portal import doors

MOST_BYTES = settings.PHOTO_MAX_BYTES + 256 * 1024
_PER_ADDRESS = 2000
_PER_DRAFT = 120
_KEPT_PER_DRAFT = 1200


@csrf_exempt  # checked below, so that the answer is JSON
@require_POST
def complaint_photo(request: HttpRequest) -> HttpResponse:
    """Attach, replace or remove one photo of the draft."""
    if refusal := doors.unreadable(request, most_bytes=MOST_BYTES):
        return _no(_words_for(refusal.status_code), status=refusal.status_code)
    if doors.is_forged(request):
        return _no(_("Halaman ini sudah lama terbuka. Foto ini ikut terkirim saat Anda menekan "
                     "Kirim Pesan."), status=403)  # fmt: skip
    token = drafts.token_of(request)
    if doors.is_too_often(request, "photo-address", limit=_PER_ADDRESS) or doors.is_too_often(
        request, "photo-draft", limit=_PER_DRAFT, key=str(token)
    ):
        return _no(_("Terlalu banyak unggahan. Coba lagi sejam lagi."), status=429)
    if doors.brings_too_much(request):
        return doors.too_much_for_scripts()
    if Appeal.objects.filter(form_token=token).exists():
        return _no(_("Pengaduan ini sudah terkirim."), status=409)
    at = timezone.now()
    response = _change(request, drafts.opened(token, at=at))
    drafts.remember(response, token)
    return response


@csrf_exempt  # checked below, so that the answer is JSON
@require_POST
def complaint_keep(request: HttpRequest) -> HttpResponse:
    """Keep what was typed so far, unjudged, so that a reload finds it again."""
    if refusal := doors.unreadable(request, most_bytes=MOST_BYTES):
        return _no(_words_for(refusal.status_code), status=refusal.status_code)
    token = drafts.token_of(request)
    is_welcome = not doors.is_forged(request) and not doors.is_too_often(
        request, "keep-draft", limit=_KEPT_PER_DRAFT, key=str(token)
    )
    if not is_welcome or Appeal.objects.filter(form_token=token).exists():
        return JsonResponse({"ok": False}, status=409)
    drafts.keep(drafts.opened(token, at=timezone.now()), request.POST)
    response = JsonResponse({"ok": True})
    drafts.remember(response, token)
    return response


def _change(request: HttpRequest, draft: Draft) -> JsonResponse:
    wanted = request.POST.get("remove", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        intake.remove(draft, int(wanted))
        return JsonResponse({"ok": True})
    place = photos.BY_FIELD.get(request.POST.get("field", ""))
    upload = request.FILES.get("photo")
    if place is None or upload is None:
        return _no(_("Foto ini belum sampai. Coba lagi."), status=400)
    try:
        evidence = intake.attach(
            draft,
            upload,
            kind=place.kind,
            ground=place.ground,
            at=timezone.now(),
            replaces=replacing.wanted(request.POST, place.field),
        )
    except intake.Refused as refused:
        return _no(str(refused.fault), status=refused.fault.http_status)
    except Draft.DoesNotExist:
        return _no(_("Pengaduan ini sudah terkirim."), status=409)
    verdicts.settle(request, place.field)
    size = filesizeformat(evidence.original_bytes)
    return JsonResponse({"ok": True, "id": evidence.pk, "size": size})


def _words_for(status: int) -> str:
    if status == 413:
        megabytes = settings.PHOTO_MAX_BYTES // (1024 * 1024)
        return _("Foto ini lebih besar dari %(most)s MB. Foto ulang dengan mutu biasa.") % {
            "most": megabytes
        }
    return _("Foto ini belum sampai dengan utuh. Coba lagi.")


def _no(words: str, *, status: int) -> JsonResponse:
    return JsonResponse({"ok": False, "message": words}, status=status)
