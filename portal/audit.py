"""The trail of what was done, seen and changed, and the proof that nobody altered it.

Owns writing entries and recomputing the hash chain. The chain itself is appended inside
PostgreSQL at commit (migration 0002), where the same triggers refuse every change.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from portal.models import AuditEntry, User

Detail: TypeAlias = str | int | bool | list[str] | list[int] | None

# What a personal value looks like: sixteen digits, an e-mail address, a mobile number.
_PERSONAL = re.compile(r"(?<![0-9a-f])\d{16}(?![0-9a-f])|@|(?<!\w)(?:\+62|62|0)8\d{7,}(?!\w)")
_CHAIN = """
    SELECT link.position, link.digest, entry.id,
           (extract(epoch FROM entry.at) * 1000000)::bigint, entry.action, entry.actor_id,
           entry.subject_type, entry.subject_id, entry.details::text
    FROM portal_auditlink link LEFT JOIN portal_auditentry entry ON entry.id = link.entry_id
    ORDER BY link.position
"""
_WITHOUT_LINK = """
    SELECT min(entry.id) FROM portal_auditentry entry
    WHERE NOT EXISTS (SELECT FROM portal_auditlink link WHERE link.entry_id = entry.id)
"""
_ROWS_AT_A_TIME = 5_000


class Personal(ValueError):
    """A detail looks like a NIK, a telephone number or an e-mail address."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the chain does not hold, and what is wrong there."""

    position: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What recomputing the chain showed: links read, the last digest, the first fault."""

    count: int
    head_digest: str
    first_fault: Fault | None


def record(
    action: str,
    *,
    by: User | None,
    subject: Model | None = None,
    at: datetime,
    **details: Detail,
) -> None:
    """Write that `by` did `action` to `subject` (None: the machine, or nobody in particular).

    `details` are ids, codes and counts. Raises Personal when one looks like personal data.
    """
    _refuse_personal(action, details)
    AuditEntry.objects.create(
        at=at,
        action=action,
        actor=by,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        details=details,
    )


def record_each(
    action: str,
    *,
    by: User | None,
    subject_type: str,
    keys: Iterable[int],
    at: datetime,
    **details: Detail,
) -> None:
    """Write the same entry for each row of a model, named by its label; one statement.

    Raises Personal as `record` does.
    """
    _refuse_personal(action, details)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at,
            action=action,
            actor=by,
            subject_type=subject_type,
            subject_id=str(key),
            details=details,
        )
        for key in keys
    )


def verify(*, known: Iterable[tuple[int, str]] = ()) -> Verdict:
    """Recompute the whole chain, row by row, and return what was found.

    `known` are positions with the digests noted down earlier, outside the database: they show
    an end cut off or a chain rewritten from there on, which no chain can show by itself.
    """
    expected = dict(known)
    count, digest, fault = 0, b"", None
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_CHAIN)
        for position, stored, *entry in _streamed(cursor):
            count += 1
            fault = fault or _fault_of_link(count, position, entry)
            digest = hashlib.sha256(digest + _canonical(entry)).digest()
            if fault is None and bytes(stored) != digest:
                fault = Fault(position, "the entry or its digest was changed")
            if fault is None and expected.pop(position, digest.hex()) != digest.hex():
                fault = Fault(position, "the digest differs from the one noted down earlier")
            digest = bytes(stored)
    if fault is None and expected:
        fault = Fault(min(expected), "a position noted down earlier is missing")
    return Verdict(count, digest.hex(), fault or _entry_without_link(count))


def _streamed(cursor: CursorWrapper) -> Iterator[tuple[Any, ...]]:  # Any: what the columns hold
    while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
        yield from rows


def is_personal(text: str) -> bool:
    """Say whether a NIK, a telephone number or an e-mail address seems to stand in `text`."""
    return _PERSONAL.search(text) is not None


def _refuse_personal(action: str, details: Mapping[str, Detail]) -> None:
    for name, value in details.items():
        if _looks_personal(value):
            raise Personal(f"audit detail {name!r} of {action} looks like personal data")


def _looks_personal(value: Detail) -> bool:
    parts = value if isinstance(value, list) else [value]
    return any(isinstance(part, str | int) and is_personal(str(part)) for part in parts)


def _fault_of_link(count: int, position: int, entry: list[Any]) -> Fault | None:
    if position != count:
        return Fault(count, "a link is missing")
    if entry[0] is None:
        return Fault(position, "the entry is missing")
    return None


def _canonical(columns: list[Any]) -> bytes:  # Any: what the columns hold
    """Return the bytes that the trigger hashes: each column with its length before it."""
    encoded = ["" if value is None else str(value) for value in columns]
    return b"".join(b"%d:%b" % (len(part.encode()), part.encode()) for part in encoded)


def _entry_without_link(count: int) -> Fault | None:
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_LINK)
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    return Fault(count + 1, f"entry {row[0]} has no link")
