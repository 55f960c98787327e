"""Removes what nobody will ask for again: expired drafts, and files that no row names.

Of such files it owns what one is, in slices of names; the night's walk over them is `nightly`'s.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from django.db import transaction

from appeals import legal_holds
from appeals.evidence import intake
from appeals.models import Draft, Evidence
from portal.storage import Damaged, Missing, Withheld, evidence_store

log = logging.getLogger(__name__)

# A file is written before its row: younger ones may still be waiting for theirs.
ORPHAN_AGE_SECONDS = 24 * 3600
NAMES_A_SLICE = 1_000
# Interrupted writes leave few files. More without a row than this are another database's, or
# those of days that a restored one has forgotten.
_FEW, _FEW_SHARE, _MOST = 20, 0.01, 1_000

_NAMES = ("upload_name", "image_name", "thumbnail_name")


class TooMany(Exception):
    """So many files have no row that this must be the wrong store or database; none was deleted."""


class OutOfOrder(Exception):
    """The store lists names out of order, so nobody can say which of them were seen."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some names of the store: how many, those of orphans, and where to go on; None at the end."""

    names: int
    orphans: Sequence[str]
    last_name: str | None


def remove_expired_drafts(*, at: datetime) -> int:
    """Delete drafts past their day with their photos; return how many."""
    removed = 0
    for draft_id in Draft.objects.expired(at=at).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            # Locked, so that a person who sends the form at this moment wins or loses whole.
            draft = (
                Draft.objects.expired(at=at)
                .select_for_update(skip_locked=True)
                .filter(pk=draft_id)
                .first()
            )
            if draft is not None and not _is_held(draft):
                intake.remove_all(draft)
                draft.delete()
                removed += 1
    return removed


def _is_held(draft: Draft) -> bool:
    """Say whether it is about a case of which nothing may be deleted."""
    return draft.about is not None and legal_holds.is_held(draft.about)


def orphans(*, after: str = "", older_than_seconds: float = ORPHAN_AGE_SECONDS) -> Slice:
    """Look for files without a row, older than a day, among the next names of the store.

    Raises Unavailable, and OutOfOrder.
    """
    names = list(islice(evidence_store().names(after=after), NAMES_A_SLICE))
    if any(later <= earlier for earlier, later in pairwise([after, *names])):
        raise OutOfOrder(f"the store lists names after {after!r} out of order")
    known = _in_rows(names)
    found = [n for n in names if n not in known and _is_old(n, seconds=older_than_seconds)]
    return Slice(len(names), found, names[-1] if len(names) == NAMES_A_SLICE else None)


def expect_few(count: int, *, of: int) -> None:
    """Raise TooMany unless `count` orphans among `of` files may be what interrupted writes left."""
    if count > min(_MOST, max(_FEW, _FEW_SHARE * of)):
        raise TooMany(f"{count} of {of} files have no row")


def remove(names: Sequence[str]) -> int:
    """Delete those of `names` that still no row names; return how many. Raises Unavailable."""
    return sum(_remove(name) for name in names)


def remove_orphans(*, older_than_seconds: float = ORPHAN_AGE_SECONDS, believe: bool = False) -> int:
    """Delete all files that no row names and that are older than a day; return how many.

    All are counted before the first one goes. Raises Unavailable, OutOfOrder, and TooMany unless
    `believe`.
    """
    counted = list(every_slice(older_than_seconds=older_than_seconds))
    found = [name for one in counted for name in one.orphans]
    if not believe:
        expect_few(len(found), of=sum(one.names for one in counted))
    return remove(found)


def every_slice(*, older_than_seconds: float = ORPHAN_AGE_SECONDS) -> Iterator[Slice]:
    """Look through the whole store, a slice at a time; raises Unavailable and OutOfOrder."""
    after: str | None = ""
    while after is not None:
        one = orphans(after=after, older_than_seconds=older_than_seconds)
        yield one
        after = one.last_name


def _remove(name: str) -> bool:
    if _in_rows([name]):
        return False
    try:
        evidence_store().delete(name)
    except Withheld:
        log.warning("the store does not let us delete file %s, which no row names", name)
        return False
    return True


def _is_old(name: str, *, seconds: float) -> bool:
    # One that has vanished since it was listed is nobody's concern; one of unknown age stays.
    with suppress(Missing, Damaged, Withheld):
        return evidence_store().age_seconds(name) >= seconds
    return False


def _in_rows(names: Sequence[str]) -> set[str]:
    """Return those of `names` that rows name; each column has an index of those not empty."""
    return {
        name
        for column in _NAMES
        for name in Evidence.objects.exclude(**{column: ""})
        .filter(**{f"{column}__in": names})
        .values_list(column, flat=True)
    }
