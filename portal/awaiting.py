"""What waits for one person's signature, for the first page: each app says what of its rows does.

Owns the list and its order; who may sign, the app that answers knows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.models import User

# Of one kind; each app asks for one more, to know whether there are others.
MOST = 10


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing to sign: what it is, where it is signed, and until when if there is a last day."""

    title: str
    address: str
    until: datetime | None = None


Ask = Callable[[User, datetime], Iterable[Awaited]]
_ASKED: list[Ask] = []


def add(*asks: Ask) -> None:
    """Have each of `asks` say what waits for a person at a moment; nothing for who may not sign."""
    _ASKED.extend(asks)


def cut(found: Sequence[Awaited], *, rest: Awaited) -> list[Awaited]:
    """Return the first of one kind, and the way to the others where there are more."""
    return [*found[:MOST], rest] if len(found) > MOST else list(found)


def of(user: User, *, at: datetime) -> list[Awaited]:
    """Return what waits for the person's signature at `at`, what ends first on top."""
    found = [thing for ask in _ASKED for thing in ask(user, at)]
    return sorted(found, key=lambda thing: (thing.until is None, thing.until or at))
