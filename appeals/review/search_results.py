"""Keeps what a search found for some minutes, so that its page has an address without a number.

In the officer's own session, under a random key: keys of cases, and the words typed, sealed.
"""

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from portal.fields import Unreadable, open_random, seal_random

_PLACE = "queue-search"
_PURPOSE = "queue-search"
_KEPT_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Found:
    """What was typed and the keys of the cases it led to; None: it could not be searched."""

    typed: str
    cases: list[int] | None


def keep(session: SessionBase, found: Found, *, at: datetime) -> str:
    """Keep `found` in place of the last search and return the key that it lies under."""
    key = secrets.token_urlsafe(9)
    session[_PLACE] = {
        "key": key,
        "typed": b64encode(seal_random(found.typed.encode(), purpose=_PURPOSE)).decode(),
        "cases": found.cases,
        "until": (at + _KEPT_FOR).isoformat(),
    }
    return key


def kept(session: SessionBase, key: str, *, at: datetime) -> Found | None:
    """Return what lies under `key`, or None once it is over or another search took its place."""
    row = session.get(_PLACE)
    if row is None or row["key"] != key or datetime.fromisoformat(row["until"]) < at:
        return None
    try:
        typed = open_random(b64decode(row["typed"]), purpose=_PURPOSE).decode()
    except Unreadable:
        return None
    return Found(typed, row["cases"])
