"""What operators ask of a running installation: what is there, what is owed, since when.

Owns the register of sections; each application adds its own, imported from AppConfig.ready.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Now

from portal.leases import OwedQuerySet
from portal.models import AuditLink, OutgoingMessage

Section = Callable[[], Mapping[str, object]]

OwedRows = Callable[[], OwedQuerySet[Any]]  # Any: rows of any owed model

Since = Callable[[], datetime | None]

_sections: dict[str, Section] = {}
_owed: dict[str, OwedRows] = {}
_standing: dict[str, Since] = {}


def register(name: str, section: Section) -> None:
    """Add a section; a second one of the same name replaces the first."""
    _sections[name] = section


def register_owed(name: str, rows: OwedRows) -> None:
    """Add a section for rows that owe work; late ones make the portal not ready."""
    _owed[name] = rows
    register(name, lambda: owed(rows()))


def register_standing(name: str, since: Since) -> None:
    """Add work that may stand still without being late, and without which the portal goes on.

    `since` says since when it does; None: it does not.
    """
    _standing[name] = since


def standing() -> dict[str, datetime]:
    """Return what stands still, and since when."""
    found = {name: since() for name, since in _standing.items()}
    return {name: since for name, since in found.items() if since is not None}


def late(*, after: timedelta) -> list[str]:
    """Return the names of what has been owed for longer than `after`."""
    return [
        name
        for name, rows in _owed.items()
        if rows().owed().filter(due_at__lt=Now() - after).exists()
    ]


def collect() -> dict[str, dict[str, object]]:
    """Return every section's figures."""
    return {name: dict(section()) for name, section in _sections.items()}


def owed(rows: OwedQuerySet[Any]) -> dict[str, object]:  # Any: rows of any owed model
    """Return how many of `rows` are owed and dead, and since when the oldest is due."""
    waiting, dead = Q(done_at=None, dead_at=None), Q(done_at=None, dead_at__isnull=False)
    found: dict[str, Any] = rows.filter(waiting | dead).aggregate(
        owed=Count("pk", filter=waiting),
        dead=Count("pk", filter=dead),
        oldest=Min("due_at", filter=waiting),
    )
    return found


def _audit() -> Mapping[str, object]:
    return {"entries": AuditLink.objects.aggregate(last=Max("position"))["last"] or 0}


register_owed("messages", OutgoingMessage.objects.all)
register("audit", _audit)
register("standing still", standing)
