"""Remembers, for half an hour, whose account this browser may look at.

Only the account's key goes into the session, never a number or a name. Pressing the button twice
sends the code twice, and the browser listens to the second answer alone: so the same code from
the same session opens the page again for some seconds.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from eligibility.models import Account
from portal import tokens

LIFETIME = timedelta(minutes=30)
PRESSED_TWICE = timedelta(seconds=30)
_KEY = "checked_account"


def open_for(request: HttpRequest, account: Account, *, code: str, at: datetime) -> None:
    """Let this browser, which gave the right `code`, look at `account` for LIFETIME."""
    _note(_press(request, code), account)
    request.session.cycle_key()
    request.session[_KEY] = {"id": account.pk, "until": (at + LIFETIME).timestamp()}


def opened_by_the_first_press(request: HttpRequest, *, code: str) -> Account | None:
    """Return the account that this very session opened with this code some seconds ago."""
    try:
        key = cache.get(_press(request, code))
    except (RedisError, OSError):  # then the second press asks for a new code, as before
        return None
    return Account.objects.filter(pk=key).first() if key else None


def _note(press: str, account: Account) -> None:
    try:
        cache.set(press, account.pk, timeout=PRESSED_TWICE.total_seconds())
    except (RedisError, OSError):
        return


def _press(request: HttpRequest, code: str) -> str:
    """Return what the press is noted under; neither the session nor the code can be read in it."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return "account-press:" + tokens.digest("account press", f"{session}:{code}")


def account_of(request: HttpRequest, *, at: datetime) -> Account | None:
    """Return the account this browser proved to be the owner of, while that lasts."""
    kept = request.session.get(_KEY)
    if not kept or kept["until"] < at.timestamp():
        return None
    return Account.objects.filter(pk=kept["id"]).first()


def forget(request: HttpRequest) -> None:
    """Close the account's page on this browser."""
    request.session.pop(_KEY, None)
