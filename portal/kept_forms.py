"""Keeps what an officer had typed when their session ended or their page had grown too old.

It lies sealed in the browser's next session, for a short while, and only its writer sees it.
"""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal import fields
from portal.models import User

_KEY = "kept_form"
# Stands in the place of what lay too long, until somebody was told.
_TOO_OLD = "too old"
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
# Pages on the way in and out: what is typed there is nobody's work.
_WAYS = frozenset(
    f"admin:{name}" for name in ("login", "logout", "second_factor", "enrol", "fresh", "kept_form")
)


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
    def until(self) -> datetime:
        """Until when it is kept."""
        return datetime.fromtimestamp(self.at + _SECONDS, UTC)

    @property
    def can_be_shown(self) -> bool:
        """Whether its page can show it again before anything is done."""
        return self.view in _SHOWN_AGAIN


def shows_again(*views: str) -> None:
    """Note that these doors, by their URL names, answer LOOK_FIRST with the filled form."""
    _SHOWN_AGAIN.update(views)


def keep(request: HttpRequest, *, writer: int | None) -> bool:
    """Keep the form that `writer` sent too late; False where there is nothing to keep.

    What a script sends is kept by nobody: it still stands in its page. A form without words never
    takes the place of one with words.
    """
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    match, typed = request.resolver_match, _typed(request)
    if writer is None or match is None or not typed or is_way(request):
        return False
    before = _opened(request)
    if before and before.user == writer and before.words and not _words(typed):
        return False
    now = int(timezone.now().timestamp())
    text = json.dumps([request.get_full_path(), match.view_name, writer, now, typed])
    if len(text) > _LONGEST:
        return False
    sealed = fields.seal_random(text.encode(), purpose=_PURPOSE)
    request.session[_KEY] = base64.b64encode(sealed).decode()
    return True


def is_way(request: HttpRequest) -> bool:
    """Say whether the page only lets somebody in or out, and holds no work."""
    return request.resolver_match is not None and request.resolver_match.view_name in _WAYS


def words_in(request: HttpRequest) -> list[str]:
    """Return the words of a form that nobody can keep, to be copied."""
    return _words(_typed(request))


def lead_to_sign_in() -> HttpResponse:
    """Lead to the sign-in, and from there to what was kept."""
    query = urlencode({"next": reverse("admin:kept_form")})
    return redirect(f"{reverse('admin:login')}?{query}")


def told_at_sign_in(request: HttpRequest) -> dict[str, object]:
    """Return what the sign-in says of the form that it leads back to: until when it is kept."""
    found = _opened(request)
    return {
        "kept_until": found.until if found else None,
        "is_too_old": request.session.get(_KEY) == _TOO_OLD,
    }


def kept(request: HttpRequest) -> Kept | None:
    """Return what the signed-in officer had typed, if they did so a short while ago."""
    found = _opened(request)
    is_own = isinstance(request.user, User) and found and found.user == request.user.pk
    return found if is_own else None


def _opened(request: HttpRequest) -> Kept | None:
    """Return what is kept in this session, whoever typed it; what is too old is deleted first."""
    stored = request.session.get(_KEY, _TOO_OLD)
    if stored == _TOO_OLD:
        return None
    try:
        text = fields.open_random(base64.b64decode(stored), purpose=_PURPOSE)
    except fields.Unreadable:
        return None
    path, view, writer, at, typed = json.loads(text)
    if int(timezone.now().timestamp()) - at > _SECONDS:
        request.session[_KEY] = _TOO_OLD
        return None
    return Kept(path, view, writer, at, [(name, value) for name, value in typed])


def show(request: HttpRequest, *, context: dict[str, object]) -> HttpResponse:
    """Show what was typed, to be sent now, looked at first, or thrown away; say if it is gone."""
    found = kept(request)
    if found is None or "drop" in request.POST:
        is_too_old = request.session.pop(_KEY, None) == _TOO_OLD
        if found:
            messages.success(request, _("Isian sudah dibuang."))
        elif is_too_old:
            messages.warning(request, _("Sudah terlalu lama, isiannya sudah dihapus."))
        else:
            messages.info(request, _("Tidak ada isian yang tersimpan."))
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
