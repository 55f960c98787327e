"""What operators ask of a running installation: what is there, what is owed, since when.

Owns the register of sections; each application adds its own from AppConfig.ready.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Max, Min, Q

from portal.leases import OwedQuerySet
from portal.models import AuditLink, OutgoingMessage

Section = Callable[[], Mapping[str, object]]

_sections: dict[str, Section] = {}


def register(name: str, section: Section) -> None:
    """Add a section; a second one of the same name replaces the first."""
    _sections[name] = section


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


def _messages() -> Mapping[str, object]:
    return owed(OutgoingMessage.objects.all())


def _audit() -> Mapping[str, object]:
    return {"entries": AuditLink.objects.aggregate(last=Max("position"))["last"] or 0}


register("messages", _messages)
register("audit", _audit)
