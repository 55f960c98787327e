"""Takes rows in by portions: read, staged by COPY, merged by SQL, each portion whole or not at all.

Portions of one kind of facts wait for each other, so what a merge reads of earlier ones (slots,
current verdicts) cannot change under it. How far a batch is stands in its row after each.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar

from django.db import connection, transaction
from django.utils.translation import gettext as _

from eligibility.imports import senders
from eligibility.imports.values import Refused
from eligibility.models import ImportBatch
from portal import audit
from portal.jobs import nudge

PORTION = 5_000
# The first half of the advisory lock; the second is the kind's place in ImportBatch.Kind.
_LOCK = 7_031
_REASONS_KEPT = 50

# Known again while a screening has it: the row of the change stays locked until the change can be
# seen, so a screening either waits for it or finds it noted anew.
_NOTE = """
    INSERT INTO eligibility_changedaccount (account_id, noted_at)
    SELECT DISTINCT account_id, %(at)s::timestamptz FROM touched ORDER BY account_id
    ON CONFLICT (account_id) DO UPDATE SET noted_at = eligibility_changedaccount.noted_at
"""


class Withdrawn(RuntimeError):
    """The batch was taken back while it was read: nothing more of it may count."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken in, and why, in an officer's words."""

    line: int
    reason: str


@dataclass(slots=True)
class Taken:
    """How an import went so far."""

    read: int = 0
    refused: int = 0
    # Lines that could not even be split into columns: signs of a file that was cut off.
    torn: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def written(self) -> int:
        """How many lines were taken in."""
        return self.read - self.refused


@dataclass(frozen=True, slots=True)
class Check:
    """A DELETE … RETURNING line on the staging table, and why those lines are refused."""

    sql: str
    reason: str


def noting(change: str, *, accounts: str = "SELECT account_id FROM done") -> str:
    """Wrap a change so that the accounts it returns are screened again.

    `accounts` is the SQL that finds them in `done`, the rows the change returns.
    """
    return f"WITH done AS ({change}) INSERT INTO touched {accounts}"


class Intake(ABC):
    """One kind of facts: its columns, how a line is read, and the SQL that merges a portion.

    SQL sees the temp tables `staged` (with `line`) and `touched` (account_id: who is to be
    screened again), and the values batch, at, source, source_date.
    """

    kind: ClassVar[ImportBatch.Kind]
    columns: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]] = ()
    staging: ClassVar[Mapping[str, str]]
    merges: ClassVar[tuple[str, ...]]
    # The tables a file of this kind fills.
    tables: ClassVar[tuple[str, ...]]

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch

    @abstractmethod
    def read(self, row: Mapping[str, str]) -> Sequence[object]:
        """Return the staged values of a line, in the order of `staging`; raises Refused."""

    def news(self, portion: "Sequence[Line]") -> "Sequence[Line]":
        """Return the lines that may say something new; the others need not be read."""
        return portion

    def checks(self) -> Sequence[Check]:
        """Return what only the database can tell about a line."""
        return ()

    def before(self) -> None:
        """Do what must be done to `staged` before it is merged."""
        return

    def after(self, *, at: datetime) -> None:
        """Do what must follow in the same transaction; `staged` and `touched` are still there."""
        return


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line: its columns, or why it could not even be split into them."""

    number: int
    row: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


def work_through(
    intake: Intake,
    lines: Iterable[Line],
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
        refusals = _take_portion(intake, portion, taken, at=at)
        for refusal in sorted(refusals, key=lambda refusal: refusal.line):
            refuse(refusal)
        show(taken)
    return taken


def close(batch: ImportBatch, taken: Taken, *, at: datetime) -> None:
    """Note that everything was taken in; call it in a transaction."""
    batch.finished_at = at
    batch.lines = taken.read
    batch.save(update_fields=["finished_at", "lines"])
    _count(batch, taken)
    audit.record(
        "import.finish",
        by=None,
        subject=batch,
        at=at,
        kind=batch.kind,
        read=taken.read,
        refused=taken.refused,
        removed=batch.rows_removed,
    )


def parameters(
    batch: ImportBatch, *, at: datetime
) -> dict[str, Any]:  # Any: whatever psycopg adapts
    """Return the values that the SQL of merges sees."""
    return {
        "batch": batch.pk,
        "at": at,
        "source": batch.source.lower()[:40],
        "source_date": batch.source_date,
    }


def refresh_statistics(tables: Sequence[str]) -> None:
    """Let the planner know what a file has brought: screening follows it at once.

    What it knew before the first file was empty tables, and plans for those never end.
    """
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"ANALYZE {table}")


def wait_for_others(kind: str) -> None:
    """Wait until no other transaction merges facts of this kind, and keep others waiting."""
    with connection.cursor() as cursor:
        place = list(ImportBatch.Kind).index(ImportBatch.Kind(kind))
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, place])


def wait_for_turn(batch: ImportBatch) -> None:
    """Wait as `wait_for_others` does; raises Withdrawn for a batch taken back meanwhile."""
    wait_for_others(batch.kind)
    if not ImportBatch.objects.filter(pk=batch.pk, withdrawn_at=None).exists():
        raise Withdrawn(f"batch {batch.pk} was taken back")


def note_touched(*, at: datetime) -> None:
    """Ask for those in `touched` to be screened again; the table is gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"at": at})
        is_any = cursor.rowcount > 0
        cursor.execute("DROP TABLE touched")
    if is_any:
        nudge("eligibility.screen_changed_accounts")


def make_touched() -> None:
    """Make the empty temp table `touched`."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE touched (account_id bigint) ON COMMIT DROP")


@transaction.atomic
def _take_portion(
    intake: Intake, portion: Sequence[Line], taken: Taken, *, at: datetime
) -> list[Refusal]:
    staged, refusals = _read(intake, intake.news(portion))
    values = parameters(intake.batch, at=at)
    with connection.cursor() as cursor:
        wait_for_turn(intake.batch)
        _stage(cursor, intake, staged)
        for check in intake.checks():
            cursor.execute(check.sql, values)
            refusals += [Refusal(number, check.reason) for (number,) in cursor.fetchall()]
        intake.before()
        make_touched()
        senders.note_earlier(cursor, intake.batch)
        for merge in intake.merges:
            cursor.execute(merge, values)
        senders.note_this(cursor, intake.batch, _accounts(portion, refusals))
        intake.after(at=at)
        cursor.execute("DROP TABLE staged")
        note_touched(at=at)
    taken.read += len(portion)
    taken.refused += len(refusals)
    taken.torn += sum(bool(line.fault) for line in portion)
    taken.reasons.update(refusal.reason for refusal in refusals)
    _count(intake.batch, taken)
    return refusals


def _accounts(portion: Sequence[Line], refusals: Sequence[Refusal]) -> set[str]:
    """Return the numbers of the accounts that the lines taken in are about."""
    refused = {refusal.line for refusal in refusals}
    return {
        name
        for line in portion
        if line.number not in refused
        and (name := line.row.get("external_id", "").strip())
        and "\0" not in name
    }


def _count(batch: ImportBatch, taken: Taken) -> None:
    batch.rows_read, batch.rows_written = taken.read, taken.written
    batch.rows_refused = taken.refused
    batch.refusals = dict(taken.reasons.most_common(_REASONS_KEPT))
    batch.save(update_fields=["rows_read", "rows_written", "rows_refused", "refusals"])


def _read(
    intake: Intake, portion: Sequence[Line]
) -> tuple[list[tuple[object, ...]], list[Refusal]]:
    staged: list[tuple[object, ...]] = []
    refusals: list[Refusal] = []
    for line in portion:
        try:
            if line.fault:
                raise Refused(line.fault)
            if "\0" in "".join(line.row.values()):
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
