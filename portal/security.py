"""What Django has no setting for: browser permissions, caching of private pages, staff sessions."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

_GetResponse = Callable[[HttpRequest], HttpResponse]

# Choosing a photo in a form needs no permission, not even when the phone opens its camera.
# Only names that Chromium knows: each other one is a complaint in the console of every page.
_DENIED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get",
    "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_POLICY = ", ".join(f"{feature}=()" for feature in _DENIED)
# Writing the session at every request would cost a row update a page; a minute is close enough.
_SEEN_EVERY_SECONDS = 60

SIGNED_IN_AT = "staff_signed_in_at"
SEEN_AT = "staff_seen_at"
# When the password was last given.
FRESH_AT = "staff_fresh_at"
# What a page's script asks by itself, with nobody at the keyboard.
_BY_ITSELF = "X-Asked-By-Script"


class PermissionsPolicyMiddleware:
    """Denies every page the browser features that none of them needs."""

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header."""
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", _POLICY)
        return response


class NoStoreMiddleware:
    """Keeps pages that know who is looking out of every cache, the browser's included."""

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forbid storing where the request or the answer carries a session."""
        response = self.get_response(request)
        name = settings.SESSION_COOKIE_NAME
        is_static = request.path.startswith(settings.STATIC_URL)
        if not is_static and (name in request.COOKIES or name in response.cookies):
            add_never_cache_headers(response)
        return response


class StaffSessionMiddleware:
    """Signs staff out after idle minutes, and after some hours in any case, as the settings say."""

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session's age before any page does."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _sign_out_or_see(request, now=int(timezone.now().timestamp()))
        return self.get_response(request)


def _sign_out_or_see(request: HttpRequest, *, now: int) -> None:
    signed_in, seen = (int(request.session.get(key, 0)) for key in (SIGNED_IN_AT, SEEN_AT))
    is_idle = now - seen > settings.STAFF_IDLE_SECONDS
    if is_idle or now - signed_in > settings.STAFF_SESSION_SECONDS:
        request.signed_out = request.user.pk  # type: ignore[attr-defined] # see kept_forms
        logout(request)
    elif _BY_ITSELF in request.headers:
        return
    elif now - seen >= _SEEN_EVERY_SECONDS:
        request.session[SEEN_AT] = now
