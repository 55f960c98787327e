"""Who has a case open at this moment, kept in the cache for a minute: no row, no lock.

Officers who examine cases only. Two marks at one moment may overwrite each other; the next beat of
the lost one brings it back. Without the cache nobody is shown, and nothing else changes.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core.cache import cache
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals.review.history import name_of
from portal.models import User
from portal.outage import NO_ANSWER, Outage

# Longer than two beats of the page's script.
SECONDS = 60
# Since when officers look, as seconds, by their keys.
_Seen = dict[int, int]

_outage = Outage()


def note(case: int, *, by: User, at: datetime) -> frozenset[int]:
    """Note that `by` has the case open at `at`; return the keys of the others who do."""
    if _outage.is_on():
        return frozenset()
    now = int(at.timestamp())
    try:
        seen = _still(cache.get(_key(case)), now=now)
        cache.set(_key(case), {**seen, by.pk: now}, timeout=SECONDS)
    except NO_ANSWER:
        _outage.begin()
        return frozenset()
    return frozenset(seen.keys() - {by.pk})


def readers_of(cases: Collection[int], *, but: User, at: datetime) -> Mapping[int, frozenset[int]]:
    """Return the keys of who has each of `cases` open, without `but`; one question to the cache."""
    if not cases or _outage.is_on():
        return {}
    now = int(at.timestamp())
    try:
        kept = cache.get_many([_key(case) for case in cases])
    except NO_ANSWER:
        _outage.begin()
        return {}
    found = {case: _still(kept.get(_key(case)), now=now).keys() - {but.pk} for case in cases}
    return {case: frozenset(keys) for case, keys in found.items() if keys}


def names_of(officers: Iterable[int]) -> dict[int, str]:
    """Return how colleagues call these officers, by key; no query where there is none."""
    keys = set(officers)
    if not keys:
        return {}
    rows = User.objects.filter(pk__in=keys, is_active=True).order_by("pk")
    return {row.pk: str(name_of(row)) for row in rows}


def in_words(officers: Collection[int]) -> str:
    """Say who else reads the case, "" where nobody does."""
    names = list(names_of(officers).values())
    if not names:
        return ""
    return ngettext(
        "%(who)s sedang membaca kasus ini.", "%(who)s sedang membaca kasus ini.", len(names)
    ) % {"who": get_text_list(names, _("dan"))}


def _key(case: int) -> str:
    return f"presence:{case}"


def _still(seen: _Seen | None, *, now: int) -> _Seen:
    """Leave out who has not been heard of for a minute."""
    return {key: at for key, at in (seen or {}).items() if now - at < SECONDS}
