"""What waits for one person's signature, for the first page: each app says what of its rows does.

Owns the list and its order; who may sign, the app that answers knows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.models import User


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing to sign: what it is, where it is signed, and until when."""

    title: str
    address: str
    until: datetime


Ask = Callable[[User, datetime], Iterable[Awaited]]
_ASKED: list[Ask] = []


def add(ask: Ask) -> None:
    """Have `ask` say what waits for a person at a moment; nothing for who may not sign."""
    _ASKED.append(ask)


def of(user: User, *, at: datetime) -> list[Awaited]:
    """Return what waits for the person's signature at `at`, what ends first on top."""
    found = [thing for ask in _ASKED for thing in ask(user, at)]
    return sorted(found, key=lambda thing: thing.until)
