"""Keeps what an officer had typed when their session ended or their page had grown too old.

It lies sealed in the browser's next session, for a short while, and only its writer sees it.
"""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from portal import fields
from portal.models import User

_KEY = "kept_form"
_PURPOSE = "portal.kept_form"
_LONGEST = 200_000
_SECONDS = 1800
# Shorter answers are codes and numbers; words are what nobody wants to type twice.
_WORDS = 12
# Parts of the names of fields that are kept nowhere, not even sealed.
_SECRET = ("password", "csrfmiddlewaretoken", "fresh_code", "otp")
# The field that asks a door to show the form again and to do nothing yet.
LOOK_FIRST = "look_first"
_SHOWN_AGAIN: set[str] = set()


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent: to which address, by whom, when, and every field of it."""

    path: str
    view: str
    user: int
    at: int
    typed: list[tuple[str, str]]

    @property
    def words(self) -> list[str]:
        """What the officer wrote."""
        return _words(self.typed)

    @property
    def can_be_shown(self) -> bool:
        """Whether its page can show it again before anything is done."""
        return self.view in _SHOWN_AGAIN


def shows_again(*views: str) -> None:
    """Note that these doors, by their URL names, answer LOOK_FIRST with the filled form."""
    _SHOWN_AGAIN.update(views)


def keep(request: HttpRequest, *, writer: int | None) -> bool:
    """Keep the form that `writer` sent too late; False where there is nothing to keep.

    What a script sends is kept by nobody: it still stands in its page.
    """
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    match, typed = request.resolver_match, _typed(request)
    if writer is None or match is None or not typed:
        return False
    now = int(timezone.now().timestamp())
    text = json.dumps([request.get_full_path(), match.view_name, writer, now, typed])
    if len(text) > _LONGEST:
        return False
    sealed = fields.seal_random(text.encode(), purpose=_PURPOSE)
    request.session[_KEY] = base64.b64encode(sealed).decode()
    return True


def words_in(request: HttpRequest) -> list[str]:
    """Return the words of a form that nobody can keep, to be copied."""
    return _words(_typed(request))


def lead_to_sign_in() -> HttpResponse:
    """Lead to the sign-in, and from there to what was kept."""
    query = urlencode({"next": reverse("admin:kept_form")})
    return redirect(f"{reverse('admin:login')}?{query}")


def kept(request: HttpRequest) -> Kept | None:
    """Return what the signed-in officer had typed, if they did so a short while ago."""
    stored = request.session.get(_KEY)
    if not stored or not isinstance(request.user, User):
        return None
    try:
        text = fields.open_random(base64.b64decode(stored), purpose=_PURPOSE)
    except fields.Unreadable:
        return None
    path, view, writer, at, typed = json.loads(text)
    is_old = int(timezone.now().timestamp()) - at > _SECONDS
    if writer != request.user.pk or is_old:
        return None
    return Kept(path, view, writer, at, [(name, value) for name, value in typed])


def show(request: HttpRequest, *, context: dict[str, object]) -> HttpResponse:
    """Show what was typed, to be sent now, looked at first, or thrown away."""
    found = kept(request)
    if found is None or "drop" in request.POST:
        request.session.pop(_KEY, None)
        return redirect("admin:index")
    return TemplateResponse(request, "portal/kept_form.html", {**context, "kept": found})


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(part in name for part in _SECRET)
    ]


def _words(typed: Iterable[tuple[str, str]]) -> list[str]:
    return [value for _name, value in typed if len(value) >= _WORDS and " " in value]
