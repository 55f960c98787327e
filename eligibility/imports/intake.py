"""Takes rows in by portions: read, staged by COPY, merged by SQL, each portion whole or not at all.

Portions of one kind of facts wait for each other, so what a merge reads of earlier ones (slots,
current verdicts) cannot change under it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, ClassVar

from django.db import connection, transaction
from django.utils.translation import gettext as _

from eligibility.imports.values import Refused
from eligibility.models import ImportBatch
from portal import audit

PORTION = 5_000
# The first half of the advisory lock; the second is the kind's place in ImportBatch.Kind.
_LOCK = 7_031


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken in, and why, in an officer's words."""

    line: int
    reason: str


@dataclass(slots=True)
class Taken:
    """How an import went so far."""

    read: int = 0
    written: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A DELETE … RETURNING line on the staging table, and why those lines are refused."""

    sql: str
    reason: str


class Intake(ABC):
    """One kind of facts: its columns, how a line is read, and the SQL that merges a portion.

    SQL sees the temp table `staged` (with `line`) and the values batch, at, source, source_date.
    """

    kind: ClassVar[ImportBatch.Kind]
    columns: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]] = ()
    staging: ClassVar[Mapping[str, str]]
    merges: ClassVar[tuple[str, ...]]

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch

    @abstractmethod
    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        """Return the staged values of a line, in the order of `staging`; raises Refused."""

    def checks(self) -> Sequence[Check]:
        """Return what only the database can tell about a line."""
        return ()

    def after(self, *, at: datetime) -> None:
        """Do what must follow in the same transaction; `staged` is still there."""
        return


def begin(
    kind: str, *, source: str, source_date: date, at: datetime, file_sha256: str = ""
) -> ImportBatch:
    """Note that a file of `kind` is being taken in, as `source` knew things on `source_date`."""
    return ImportBatch.objects.create(
        kind=ImportBatch.Kind(kind),
        source=source,
        source_date=source_date,
        file_sha256=file_sha256,
        started_at=at,
    )


def work_through(
    intake: Intake,
    lines: Iterable["Line"],
    *,
    at: datetime,
    refuse: Callable[[Refusal], None],
    show: Callable[[Taken], None],
) -> Taken:
    """Take lines in, portion by portion; refused ones go to `refuse`, progress to `show`.

    Killed in the middle, whole portions stay; the same lines again give the same state.
    """
    taken = Taken()
    left = iter(lines)
    while portion := list(islice(left, PORTION)):
        refusals = _take_portion(intake, portion, at=at)
        for refusal in sorted(refusals, key=lambda refusal: refusal.line):
            refuse(refusal)
        taken.read += len(portion)
        taken.refused += len(refusals)
        taken.written = taken.read - taken.refused
        show(taken)
    _close(intake.batch, taken, at=at)
    return taken


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line: its columns, or why it could not even be split into them."""

    number: int
    row: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


@transaction.atomic
def _take_portion(intake: Intake, portion: Sequence[Line], *, at: datetime) -> list[Refusal]:
    staged, refusals = _read(intake, portion)
    batch = intake.batch
    values: dict[str, Any] = {  # Any: whatever psycopg adapts
        "batch": batch.pk,
        "at": at,
        "source": batch.source.lower()[:40],
        "source_date": batch.source_date,
    }
    with connection.cursor() as cursor:
        place = list(ImportBatch.Kind).index(intake.kind)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, place])
        _stage(cursor, intake, staged)
        for check in intake.checks():
            cursor.execute(check.sql, values)
            refusals += [Refusal(number, check.reason) for (number,) in cursor.fetchall()]
        for merge in intake.merges:
            cursor.execute(merge, values)
        intake.after(at=at)
        cursor.execute("DROP TABLE staged")
    return refusals


def _read(
    intake: Intake, portion: Sequence[Line]
) -> tuple[list[tuple[object, ...]], list[Refusal]]:
    staged: list[tuple[object, ...]] = []
    refusals: list[Refusal] = []
    for line in portion:
        try:
            if line.fault:
                raise Refused(line.fault)
            if any("\0" in value for value in line.row.values()):
                raise Refused(_("Baris ini berisi karakter yang rusak."))
            staged.append((line.number, *intake.read(line.row)))
        except Refused as refused:
            refusals.append(Refusal(line.number, str(refused)))
    return staged, refusals


def _stage(
    cursor: Any,  # noqa: ANN401 - Django's cursor, which hands `copy` on to psycopg's
    intake: Intake,
    staged: Iterable[tuple[object, ...]],
) -> None:
    columns = {"line": "bigint", **intake.staging}
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    cursor.execute(f"CREATE TEMP TABLE staged ({declared}) ON COMMIT DROP")
    with cursor.copy(f"COPY staged ({', '.join(columns)}) FROM STDIN") as copy:
        for row in staged:
            copy.write_row(row)
    cursor.execute("ANALYZE staged")


@transaction.atomic
def _close(batch: ImportBatch, taken: Taken, *, at: datetime) -> None:
    batch.rows_read, batch.rows_written = taken.read, taken.written
    batch.rows_refused = taken.refused
    batch.finished_at = at
    batch.save(update_fields=["rows_read", "rows_written", "rows_refused", "finished_at"])
    audit.record(
        "import.finish",
        by=None,
        subject=batch,
        at=at,
        kind=batch.kind,
        read=taken.read,
        refused=taken.refused,
    )
