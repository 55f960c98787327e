"""What every public door does before it listens: body limits, its own CSRF check, throttling.

The complaint form checks CSRF by itself, because Django's refusal would throw away what a person
typed for an hour; here the form comes back filled instead.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TypeVar

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext

from portal import throttle

HOUR = 3600
# Below this address other systems call, which read no pages.
_FOR_PROGRAMS = "/api/"
# No form sends more than this many photos, and some text.
_MOST_PHOTOS = 10
_MOST_TEXT = 2 * 1024 * 1024
# What is read and thrown away so that a browser hears the refusal instead of a broken pipe.
_DRAIN_MOST = 256 * 1024 * 1024
_CHUNK = 256 * 1024


# Given a request, how large its body may be in bytes; None: as everywhere.
BodyLimit = Callable[[HttpRequest], int | None]
_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


class BodyLimitMiddleware:
    """Refuses a body no form could have sent, before anything reads it.

    A view that takes more says so with `takes_bodies_up_to`; by then it is known who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_larger(
            request, most_bytes=max(_usual_limit(), settings.IMPORT_MAX_BYTES + _MOST_TEXT)
        ):
            return too_large(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_: object
    ) -> HttpResponse | None:
        """Refuse what the view does not take; nobody has read the body yet."""
        own: BodyLimit | None = getattr(view, "body_limit", None)
        limit = own(request) if own else None
        if is_larger(request, most_bytes=_usual_limit() if limit is None else limit):
            return too_large(request)
        return None


def takes_bodies_up_to(limit: BodyLimit, *, refusal: str) -> Callable[[_View], _View]:
    """Let a view take larger bodies than a form with photos sends, from whom `limit` says.

    `refusal` is the template of the page that says how large its files may be.
    """

    def mark(view: _View) -> _View:
        view.body_limit = limit  # type: ignore[attr-defined]
        view.body_refusal = refusal  # type: ignore[attr-defined]
        return view

    return mark


def _usual_limit() -> int:
    return _MOST_PHOTOS * settings.PHOTO_MAX_BYTES + _MOST_TEXT


def is_larger(request: HttpRequest, *, most_bytes: int) -> bool:
    """Say whether the body is larger; such a body is read and thrown away."""
    if _content_length(request) <= most_bytes:
        return False
    _drain(request)
    return True


def unreadable(request: HttpRequest, *, most_bytes: int) -> HttpResponse | None:
    """Return the page that refuses a body too large or broken, or None when it was read."""
    if is_larger(request, most_bytes=most_bytes):
        return too_large(request)
    try:
        _ = request.POST, request.FILES
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return too_large(request)
    except (MultiPartParserError, UnreadablePostError, BadRequest, UnicodeError):
        return render(request, "400.html", status=400)
    return None


def is_forged(request: HttpRequest) -> bool:
    """Say whether the CSRF check fails: an expired page, cleared cookies, or another site."""

    def no_view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return CsrfViewMiddleware(no_view).process_view(request, no_view, (), {}) is not None


def is_too_often(request: HttpRequest, scope: str, *, limit: int, key: str = "") -> bool:
    """Count one try per hour by `key`, by the sender's address without one, against `limit`."""
    key = key or throttle.client_network(request)
    return not throttle.allow(scope, key, limit=limit, seconds=HOUR)


def too_often(
    request: HttpRequest, *, kept: bool = False, words: Sequence[str] = ()
) -> HttpResponse:
    """Return the page that asks to wait.

    `kept` says that what was typed is stored; `words` are to be copied where it is not.
    """
    response = render(request, "429.html", {"kept": kept, "words": words}, status=429)
    response["Retry-After"] = str(HOUR)
    return response


def brings_too_much(request: HttpRequest) -> bool:
    """Count the bytes of the files in `request`; say whether its address has sent too many.

    Call it once a request, before anything is stored, and keep what was typed.
    """
    size = sum(file.size or 0 for _, files in request.FILES.lists() for file in files)
    if not size:
        return False
    most, address = settings.UPLOAD_MAX_BYTES_PER_HOUR, throttle.client_network(request)
    return not throttle.allow("upload-bytes", address, limit=most, seconds=HOUR, by=size)


def too_much(
    request: HttpRequest, *, is_kept: bool = False, words: Sequence[str] = ()
) -> HttpResponse:
    """Return the page that asks to send the photos later, from when on it makes sense.

    `is_kept` says that what was typed is stored; `words` are to be copied where it is not.
    """
    seconds = throttle.seconds_left(HOUR)
    context = {"minutes": -(-seconds // 60), "is_kept": is_kept, "words": words}
    response = render(request, "portal/too_much.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


class FormsOnlyMiddleware:
    """Says in words that an address takes forms only, to who opens it by hand or comes back to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give an empty refusal its page."""
        response = self.get_response(request)
        is_read = request.method in {"GET", "HEAD"} and not request.path.startswith(_FOR_PROGRAMS)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_read:
            return response
        page = _staff_page(request, 405) or render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


def too_much_for_scripts() -> JsonResponse:
    """Say the same to the script that sends one photo: it may try again after so many seconds."""
    seconds = throttle.seconds_left(HOUR)
    words = gettext(
        "Sambungan ini sudah mengirim banyak sekali foto. Biarkan halaman ini terbuka. "
        "Foto ini kami coba kirim lagi %(minutes)s menit lagi."
    )
    said = {"ok": False, "message": words % {"minutes": -(-seconds // 60)}, "retry_after": seconds}
    return JsonResponse(said, status=429, headers={"Retry-After": str(seconds)})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for an address that leads nowhere.

    Django's own reads the body first, and a broken one made it a fault of ours.
    """
    return _staff_page(request, 404) or render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for who may not come in; it reads no body either."""
    return _staff_page(request, 403) or render(request, "403.html", status=403)


def _staff_page(request: HttpRequest, status: int) -> HttpResponse | None:
    """Return the page with the staff's menus, for whoever is signed in there and asked for one.

    Nobody else learns which addresses lead somewhere: strangers are led to the sign-in from all.
    """
    is_ours = request.path.startswith(reverse("admin:index")) and hasattr(request, "user")
    if not (is_ours and admin.site.has_permission(request)):
        return None
    context = admin.site.each_context(request)
    return render(request, f"admin/{status}.html", context, status=status)


def too_large(request: HttpRequest) -> HttpResponse:
    """Return the page that says how large photos, or a view's own files, may be; programs get a
    line of JSON."""
    if request.path.startswith(_FOR_PROGRAMS):
        said = {"error": "too_large", "message": "The body is too large.", "details": []}
        return JsonResponse(said, status=413, headers={"Cache-Control": "no-store"})
    own = _own_refusal(request)
    most = settings.IMPORT_MAX_BYTES if own else settings.PHOTO_MAX_BYTES
    context = {"most_megabytes": most // (1024 * 1024)}
    return render(request, own or "413.html", context, status=413)


def _own_refusal(request: HttpRequest) -> str:
    """Return the template with which the view asked for refuses bodies, if it has one."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return ""
    return str(getattr(view, "body_refusal", ""))


def _content_length(request: HttpRequest) -> int:
    text = request.headers.get("content-length") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def _drain(request: HttpRequest) -> None:
    left = min(_content_length(request), _DRAIN_MOST)
    try:
        while left > 0 and (chunk := request.read(min(_CHUNK, left))):
            left -= len(chunk)
    except UnreadablePostError:
        return
