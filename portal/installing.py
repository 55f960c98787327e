"""What lets a phone keep the portal's icon and say when it is offline: manifest, worker, notice.

The worker keeps the offline notice and what it is drawn with, never a page that says anything.
"""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

_DAY = 24 * 3600
_DRAWN_WITH = (
    "css/vendor/bootstrap-used.css", "css/tokens.css", "css/portal.css", "img/mark.svg",
)  # fmt: skip
_ICONS = (("img/icon-192.png", 192, "any"), ("img/icon-512.png", 512, "any"),
          ("img/icon-maskable-512.png", 512, "maskable"))  # fmt: skip


@require_safe
@cache_control(max_age=_DAY)
def manifest(request: HttpRequest) -> HttpResponse:
    """Return what a phone needs to keep the portal among its apps."""
    icons = [
        {"src": staticfiles_storage.url(name), "sizes": f"{side}x{side}", "type": "image/png",
         "purpose": purpose}
        for name, side, purpose in _ICONS
    ]  # fmt: skip
    return JsonResponse(
        {
            "name": _("Bantuan akun"),
            "short_name": _("Bantuan akun"),
            "description": _("Akun Anda diblokir? Lihat alasannya dan kirim pengaduan, gratis."),
            "lang": get_language(),
            "id": "/",
            "start_url": reverse("start"),
            "scope": "/",
            "display": "minimal-ui",
            "background_color": "#ffffff",
            "theme_color": "#0b4f8a",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the worker; its name for what it keeps changes whenever that does."""
    language = _language(request)
    kept = [staticfiles_storage.url(name) for name in _DRAWN_WITH]
    with translation.override(language):
        notice = render_to_string("portal/offline.html", request=request)
    version = hashlib.sha256("\n".join((*kept, notice)).encode()).hexdigest()[:16]
    address = f"{reverse('offline')}?lang={language}"
    context = {"kept": kept, "version": version, "offline": address}
    return render(request, "portal/sw.js", context, content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection, and that nothing is lost."""
    with translation.override(_language(request)):
        return render(request, "portal/offline.html")


def _language(request: HttpRequest) -> str:
    """Return the language that the address asks for, else the reader's."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language() or "id"
