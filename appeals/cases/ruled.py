"""A decision as the person reads it: ground by ground, with the files it rests on and their case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appeals import clocks
from appeals.cases.files import number_before
from appeals.models import Appeal, Decision, Evidence, Outcome


@dataclass(frozen=True, slots=True)
class Relied:
    """A file the outcome rests on; `earlier` is the number of the earlier case it came with."""

    label: str
    sent_at: datetime
    earlier: str


@dataclass(frozen=True, slots=True)
class Line:
    """One ground of the decision."""

    outcome: Outcome
    files: Sequence[Relied]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision as the person reads it."""

    decision: Decision
    lines: Sequence[Line]
    remaining: Sequence[Outcome]
    ladder: Sequence[clocks.Instance]


def standing(appeal: Appeal) -> Decision | None:
    """Return the decision on `appeal` that stands and is in effect, if there is one."""
    return appeal.decisions.filter(voided_at=None).exclude(effective_at=None).first()


def ruled(appeal: Appeal) -> Ruled | None:
    """Return what `standing` decided as its page tells it."""
    decision = standing(appeal)
    if decision is None or decision.effective_at is None:
        return None
    outcomes = list(
        decision.outcomes.select_related("block")
        .prefetch_related("evidence__appeal")
        .order_by("pk")
    )
    return Ruled(
        decision=decision,
        lines=[
            Line(each, [_relied(appeal, row) for row in each.evidence.all()]) for each in outcomes
        ],
        remaining=[each for each in outcomes if each.result == Outcome.Result.UPHELD],
        ladder=clocks.ladder(decision),
    )


def _relied(appeal: Appeal, row: Evidence) -> Relied:
    return Relied(
        label=row.title,
        sent_at=row.uploaded_at,
        earlier=number_before(appeal, row),
    )
