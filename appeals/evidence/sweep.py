"""Removes what nobody will ask for again: expired drafts, and files that no row names.

Also compares the store with the rows, both ways, for operators.
"""

import heapq
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Collate

from appeals import legal_holds
from appeals.evidence import intake
from appeals.models import Draft, Evidence
from portal.storage import Missing, evidence_store

# A file is written before its row: younger ones may still be waiting for theirs.
ORPHAN_AGE_SECONDS = 24 * 3600

_NAMES = ("upload_name", "image_name", "thumbnail_name")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A name that only one side knows."""

    name: str
    is_in_store: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A name, and which of the two sides know it."""

    name: str
    is_in_store: bool
    is_in_a_row: bool


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


def remove_orphans(*, older_than_seconds: float = ORPHAN_AGE_SECONDS) -> int:
    """Delete files that no row names and that are older than a day; return how many."""
    store = evidence_store()
    removed = 0
    for mismatch in mismatches():
        if mismatch.is_in_store and store.age_seconds(mismatch.name) >= older_than_seconds:
            store.delete(mismatch.name)
            removed += 1
    store.sweep_temporary(older_than_seconds)
    return removed


def mismatches() -> Iterator[Mismatch]:
    """Yield files without rows and names in rows without files, in order of name.

    Rows and folder are read one after the other, so recent entries may only be on their way.
    """
    for one in compared():
        if one.is_in_store != one.is_in_a_row:
            yield Mismatch(one.name, is_in_store=one.is_in_store)


def compared(*, after: str = "") -> Iterator[Compared]:
    """Yield every name that comes after `after`, in order, with the sides that know it."""
    sides = heapq.merge(
        ((name, True) for name in evidence_store().names(after=after)),
        ((name, False) for name in _names_in_rows(after=after)),
    )
    for name, group in groupby(sides, key=itemgetter(0)):
        found = {in_store for _, in_store in group}
        yield Compared(name, is_in_store=True in found, is_in_a_row=False in found)


def is_orphan(name: str) -> bool:
    """Say whether a file without a row is too old to be waiting for one."""
    with suppress(Missing):
        return evidence_store().age_seconds(name) >= ORPHAN_AGE_SECONDS
    return False


def _names_in_rows(*, after: str) -> Iterator[str]:
    parts = [
        Evidence.objects.exclude(**{column: ""})
        .annotate(name=Collate(F(column), "C"))
        .filter(name__gt=after)
        .values_list("name", flat=True)
        for column in _NAMES
    ]
    ordered = parts[0].union(*parts[1:], all=True).order_by("name")
    yield from ordered.iterator(chunk_size=10_000)
