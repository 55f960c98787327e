"""The files of a case as its owner sees them: how far each is, and how often staff opened it."""

from collections.abc import Sequence
from dataclasses import dataclass

from appeals import looks
from appeals.evidence import faults
from appeals.evidence.faults import Fault
from appeals.grounds import asks_of
from appeals.looks import Looks
from appeals.models import Appeal, Evidence


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: what it is, where its check stands, the fix when it cannot be opened, its looks."""

    evidence: Evidence
    label: str
    # The ground that it is proof for, in plain words.
    proves: str
    fault: Fault | None
    is_replaced: bool
    looks: Looks


def lines(appeal: Appeal) -> Sequence[FileLine]:
    """Return the files of `appeal` in the order they came."""
    rows = list(appeal.evidence.order_by("pk"))
    fault_of = {row.pk: faults.of_row(row) for row in rows}
    latest = {(row.kind, row.ground): row.pk for row in rows if fault_of[row.pk] is None}
    looked = looks.counted(rows)
    return [
        FileLine(
            evidence=row,
            label=str(Evidence.Kind(row.kind).label),
            proves=str(asks_of(row.ground).plain) if row.ground else "",
            fault=fault_of[row.pk],
            is_replaced=latest.get((row.kind, row.ground), 0) > row.pk,
            looks=looked[row.pk],
        )
        for row in rows
    ]
