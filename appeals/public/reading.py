"""How pages that are the same for everybody are asked for and answered: language and caches."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

CACHE_SECONDS = 600
LANGUAGES: tuple[Literal["id"], Literal["en"]] = ("id", "en")


def language_of(request: HttpRequest) -> str:
    """Return the language the address asks for, else the one the browser prefers."""
    asked = request.GET.get("bahasa")
    if asked in LANGUAGES:
        return asked
    for wanted in request.headers.get("Accept-Language", "").split(","):
        code = wanted.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


def keeping(request: HttpRequest) -> str:
    """Return the address that remembers the language which this one asks for, up to the next."""
    asked = request.GET.get("bahasa")
    return f"{reverse('keep_language', args=[asked])}?next=" if asked in LANGUAGES else ""


def for_everybody(response: HttpResponse, language: str) -> HttpResponse:
    """Let caches keep the answer for all, ten minutes."""
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    if language:
        response["Content-Language"] = language
    return response
