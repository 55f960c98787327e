"""Remembers, for half an hour, whose account this browser may look at.

Only the account's key goes into the session, never a number or a name.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest

from eligibility.models import Account

LIFETIME = timedelta(minutes=30)
_KEY = "checked_account"


def remember(request: HttpRequest, account: Account, *, at: datetime) -> None:
    """Let this browser look at `account` for LIFETIME."""
    request.session.cycle_key()
    request.session[_KEY] = {"id": account.pk, "until": (at + LIFETIME).timestamp()}


def account_of(request: HttpRequest, *, at: datetime) -> Account | None:
    """Return the account this browser proved to be the owner of, while that lasts."""
    kept = request.session.get(_KEY)
    if not kept or kept["until"] < at.timestamp():
        return None
    return Account.objects.filter(pk=kept["id"]).first()


def forget(request: HttpRequest) -> None:
    """Close the account's page on this browser."""
    request.session.pop(_KEY, None)
