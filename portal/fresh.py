"""Asks for the password again before what must not happen in a browser left open.

What was to be done waits in the page that asks, and goes on with the right password.
"""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import audit, second_factor
from portal.models import User
from portal.second_factor_pages import safe_next
from portal.security import FRESH_AT

# For which single thing the password was given, and how long its beginning may take after that.
_THINGS, _BEGIN_SECONDS = "fresh_for", 120
_WRONG = _("Kata sandi atau kodenya tidak cocok. Periksa keduanya, lalu coba lagi.")
_PASSWORD, _CODE = "fresh_password", "fresh_code"
_OWN = frozenset({_PASSWORD, _CODE, "csrfmiddlewaretoken"})


def asked(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks for the password, or None where it was given lately.

    A view calls this once it knows that the person may do the thing at all.
    """
    at = timezone.now()
    if is_fresh(request, at=at):
        return None
    fault = ""
    if _PASSWORD in request.POST:
        if _confirm(request, at=at):
            return None
        fault = str(_WRONG)
    return _page(request, fault=fault)


def asked_anew(request: HttpRequest, thing: str) -> HttpResponse | None:
    """Return the page that asks for the password for `thing` alone, or None where it was given.

    However lately it was given for something else. The view takes POST, too, and the password
    leads back to its GET, so that a browser can ask for the rest of a file by itself.
    """
    at = timezone.now()
    given = int(request.session.get(_THINGS, {}).get(thing, 0))
    if request.method in ("GET", "HEAD") and 0 <= int(at.timestamp()) - given <= _BEGIN_SECONDS:
        return None
    fault = ""
    if _PASSWORD in request.POST:
        if _confirm(request, at=at):
            request.session[_THINGS] = {thing: int(at.timestamp())}
            return redirect(request.get_full_path())
        fault = str(_WRONG)
    return _page(request, fault=fault, action=request.get_full_path())


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Say whether the person signed in, or gave the password again, a short while ago."""
    given = int(request.session.get(FRESH_AT, 0))
    return int(at.timestamp()) - given <= settings.STAFF_FRESH_SECONDS


def ask(request: HttpRequest) -> HttpResponse:
    """Ask on a page of its own, for what is opened by a link; then lead there."""
    return asked(request) or redirect(safe_next(request))


def _confirm(request: HttpRequest, *, at: datetime) -> bool:
    """Take the password, and the code where it is asked for; each wrong one counts as a try."""
    user = request.user
    if not isinstance(user, User):
        return False
    found = authenticate(
        request, username=user.get_username(), password=request.POST.get(_PASSWORD, "")
    )
    if found is None or found.pk != user.pk:
        return False
    code = request.POST.get(_CODE, "")
    if settings.SECOND_FACTOR and not second_factor.check(request, code, at=at):
        return False
    request.session[FRESH_AT] = int(at.timestamp())
    audit.record("staff.confirmed", by=user, subject=user, at=at)
    return True


def _page(request: HttpRequest, *, fault: str, action: str = "") -> HttpResponse:
    """Show the page; without an `action` of its own what came by GET goes on by a link."""
    is_post = request.method == "POST"
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _OWN
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Tulis kata sandi Anda lagi"),
        "fault": fault,
        "action": action or (request.get_full_path() if is_post else reverse("admin:fresh")),
        "typed": typed if is_post or action else [("next", request.get_full_path())],
        "minutes": settings.STAFF_FRESH_SECONDS // 60,
        # Asked for one thing alone, however lately it was given for another.
        "is_each_time": bool(action),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.FORBIDDEN
    return TemplateResponse(request, "portal/fresh.html", context, status=status)
