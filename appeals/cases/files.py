"""The files of a case as its owner sees them: how far each is, what may be wrong, who saw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appeals import looks
from appeals.cases import slots
from appeals.evidence import advice, faults, staged
from appeals.evidence.advice import Advice
from appeals.evidence.codes import Code
from appeals.evidence.faults import Fault
from appeals.grounds import asks_of
from appeals.looks import Looks
from appeals.models import Appeal, Evidence


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: what it is, where its check stands, how to mend what is wrong, its looks."""

    evidence: Evidence
    label: str
    # The ground that it is proof for, in plain words.
    proves: str
    fault: Fault | None
    # What may make a file that can be opened hard to use.
    advice: Sequence[Advice]
    is_replaced: bool
    looks: Looks
    # The number of the earlier case that it came with, empty for the case's own.
    earlier: str
    # Where another is sent in its place: the input's name, what lies ready there, the refusal.
    again_field: str
    held: Evidence | None
    refusal: str


def lines(appeal: Appeal, *, refusals: Mapping[int, str]) -> Sequence[FileLine]:
    """Return the files of `appeal` in the order they came, with what was refused by their ids.

    What can be opened of the cases it goes on from follows: a decision may rest on it, too.
    """
    rows = [*appeal.evidence.sent().order_by("pk"), *_inherited(appeal)]
    fault_of = {row.pk: faults.of_row(row) for row in rows}
    for first in (
        Evidence.objects.lost().filter(first_page__in=fault_of).values_list("first_page", flat=True)
    ):
        fault_of[first] = faults.of(Code.LOST)
    own = [row for row in rows if row.appeal_id == appeal.pk]
    whole = [row for row in own if fault_of[row.pk] is None]
    looked = looks.of_documents(rows)
    advice_of = {row.pk: advice.about(row) for row in own}
    again = {row.pk: slots.for_again(row) for row in own if fault_of[row.pk] or advice_of[row.pk]}
    held = staged.held(appeal, [slot.name for slot in again.values()]) if again else {}
    return [
        FileLine(
            evidence=row,
            label=str(Evidence.Kind(row.kind).label),
            proves=str(asks_of(row.ground).plain) if row.ground else "",
            fault=fault_of[row.pk],
            advice=advice_of.get(row.pk, ()),
            is_replaced=any(_replaces(other, row) for other in whole),
            looks=looked[row.pk],
            earlier=number_before(appeal, row),
            again_field=again[row.pk].field if row.pk in again else "",
            held=held.get(again[row.pk].name) if row.pk in again else None,
            refusal=refusals.get(row.pk, ""),
        )
        for row in rows
    ]


def awaits_person(files: Sequence[FileLine]) -> bool:
    """Say whether a file that we lost was not sent again yet."""
    return any(
        line.fault is not None and line.fault.code == Code.LOST and not line.is_replaced
        for line in files
    )


def _replaces(other: Evidence, row: Evidence) -> bool:
    """Say whether `other` came in place of `row`.

    Supporting files stand side by side: only one sent since the fault was known does.
    """
    if (other.kind, other.ground) != (row.kind, row.ground) or other.pk <= row.pk:
        return False
    known_at = row.lost_at or row.dead_at or row.done_at
    if row.kind != Evidence.Kind.SUPPORTING or known_at is None:
        return True
    return other.uploaded_at >= known_at


def number_before(appeal: Appeal, row: Evidence) -> str:
    """Return the number of the case before `appeal` that `row` came with, empty for any other."""
    other, root = row.appeal, appeal.root_id
    if other is None or other.pk == appeal.pk or root is None:
        return ""
    return other.reference if root in {other.pk, other.root_id} else ""


def _inherited(appeal: Appeal) -> list[Evidence]:
    """Return the files that can be opened of the cases `appeal` goes on from."""
    if appeal.root_id is None:
        return []
    ready = Evidence.objects.inherited_by(appeal).filter(state=Evidence.State.READY)
    return list(ready.sent().select_related("appeal").order_by("pk"))
