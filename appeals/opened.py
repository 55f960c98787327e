"""Remembers which cases this browser may open, for two hours after the last look.

Only keys and times go into the session.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest

from appeals import reference
from appeals.models import Appeal

LIFETIME = timedelta(hours=2)
_KEY = "opened_cases"
_MOST = 20


def remember(request: HttpRequest, appeal: Appeal, *, at: datetime) -> None:
    """Let this browser open `appeal`."""
    if str(appeal.pk) not in request.session.get(_KEY, {}):
        request.session.cycle_key()
    _write(request, appeal, at=at)


def case_of(request: HttpRequest, number: str, *, at: datetime) -> Appeal | None:
    """Return the case if this browser may open it, and prolong that."""
    try:
        wanted = reference.parse(number)
    except reference.Malformed:  # also what the database would not even look for
        return None
    appeal = Appeal.objects.filter(reference=wanted).first()
    if appeal is None:
        return None
    until = request.session.get(_KEY, {}).get(str(appeal.pk), 0)
    if until < at.timestamp():
        return None
    _write(request, appeal, at=at)
    return appeal


def cases_of(request: HttpRequest, *, at: datetime) -> list[Appeal]:
    """Return the cases this browser may open now, the one looked at last first."""
    kept = request.session.get(_KEY, {})
    keys = sorted((key for key in kept if kept[key] >= at.timestamp()), key=kept.__getitem__)
    found = Appeal.objects.in_bulk([int(key) for key in keys])
    return [found[int(key)] for key in reversed(keys) if int(key) in found]


def forget_all(request: HttpRequest) -> None:
    """Close every case on this browser."""
    request.session.pop(_KEY, None)


def _write(request: HttpRequest, appeal: Appeal, *, at: datetime) -> None:
    kept = request.session.get(_KEY, {})
    kept = dict(sorted(kept.items(), key=lambda item: item[1])[-_MOST + 1 :])
    request.session[_KEY] = {**kept, str(appeal.pk): (at + LIFETIME).timestamp()}
