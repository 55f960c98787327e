"""Remembers which cases this browser may open, for two hours after the last look.

Only keys, times and the edition of the case's link go into the session: a renewed link ends it.
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
    if str(appeal.pk) not in _kept(request):
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
    if not _is_open(_kept(request).get(str(appeal.pk)), appeal, at=at):
        return None
    _write(request, appeal, at=at)
    return appeal


def cases_of(request: HttpRequest, *, at: datetime) -> list[Appeal]:
    """Return the cases this browser may open now, the one looked at last first."""
    kept = _kept(request)
    found = Appeal.objects.in_bulk([int(key) for key in kept])
    keys = sorted(kept, key=lambda key: kept[key][0])
    cases = [found[int(key)] for key in reversed(keys) if int(key) in found]
    return [case for case in cases if _is_open(kept[str(case.pk)], case, at=at)]


def forget_all(request: HttpRequest) -> None:
    """Close every case on this browser."""
    request.session.pop(_KEY, None)


def _write(request: HttpRequest, appeal: Appeal, *, at: datetime) -> None:
    kept = dict(sorted(_kept(request).items(), key=lambda item: item[1][0])[-_MOST + 1 :])
    until = (at + LIFETIME).timestamp()
    request.session[_KEY] = {**kept, str(appeal.pk): (until, appeal.link_edition)}


def _kept(request: HttpRequest) -> dict[str, tuple[float, int]]:
    """Return until when this browser may open which case, and by which edition of its link."""
    kept = request.session.get(_KEY, {})
    # Sessions from before links had editions hold the time alone.
    return {
        key: (one, 1) if isinstance(one, (int, float)) else (one[0], one[1])
        for key, one in kept.items()
    }


def _is_open(kept: tuple[float, int] | None, appeal: Appeal, *, at: datetime) -> bool:
    return kept is not None and kept[0] >= at.timestamp() and kept[1] == appeal.link_edition
