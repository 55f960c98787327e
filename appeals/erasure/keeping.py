"""Why a kind of a case's data may not be erased yet, and until when.

What follows from something that the person may not know (another filing about the same account,
a block nobody told of) counts as plain retention, so that the answer gives nothing away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from appeals import clocks, legal_holds
from appeals.data_requests.retention import ended_at, last_day
from appeals.models import Appeal, Decision, ErasurePart, Outcome
from eligibility.grounds import TWO_PEOPLE
from eligibility.models import Block
from portal import calendar

_Kind, _Keeping = ErasurePart.Kind, ErasurePart.Keeping
# Nothing is decided on these, so no law keeps them.
_AT_ONCE = frozenset({_Kind.DRAFTS, _Kind.FEEDBACK})
# What the office must have at hand for an examiner or a court.
_PAPERS = frozenset({_Kind.RELIED, _Kind.PAPERS})


@dataclass(frozen=True, slots=True)
class Kept:
    """The reason, and its last day where that is known."""

    keeping: ErasurePart.Keeping
    until: date | None = None


def kept(appeal: Appeal, kind: str, *, at: datetime) -> Kept | None:
    """Return the first reason for which `kind` of the case's data stays at `at`, or None."""
    if legal_holds.is_held(appeal):
        return Kept(_Keeping.LEGAL_HOLD)
    if kind in _AT_ONCE:
        return None
    day = calendar.civil_date(at)
    reasons = _reasons(appeal, kind)
    return next((one for one in reasons if one.until is None or one.until >= day), None)


def _reasons(appeal: Appeal, kind: str) -> Iterator[Kept]:
    if _goes_on(appeal):
        yield Kept(_Keeping.OPEN_CASE)
    decision = _standing(appeal)
    if decision is not None:
        yield Kept(_Keeping.WAY_ON, _ways_end(decision))
    if kind in _PAPERS:
        yield Kept(_Keeping.RETENTION, last_day(ended_at(appeal)))
    if decision is not None and _is_in_force(decision):
        yield Kept(_Keeping.IN_FORCE)
    if kind == _Kind.FILES and (keeping := _suspicion(appeal)):
        yield Kept(keeping, last_day(ended_at(appeal)))


def _standing(appeal: Appeal) -> Decision | None:
    """Return the decision on the case, which is its leading case's where it joined one."""
    leading = appeal.merged_into or appeal
    return leading.decisions.filter(voided_at=None).exclude(effective_at=None).first()


def _goes_on(appeal: Appeal) -> bool:
    """Whether the case, or another one of the same matter, is not closed."""
    root = appeal.root_id or appeal.pk
    own = Q(pk__in=[root, appeal.merged_into_id or root]) | Q(root=root) | Q(merged_into=appeal)
    if appeal.merged_into_id:
        own |= Q(root=appeal.merged_into_id)
    matter = Appeal.objects.filter(own)
    return matter.open().exists() or matter.filter(status=Appeal.Status.DECIDED).exists()


def _ways_end(decision: Decision) -> date:
    at = decision.effective_at
    if at is None:
        raise LookupError(f"decision {decision.pk} is not in effect")
    return max(clocks.reopen_until(at), clocks.second_level_until(at))


def _is_in_force(decision: Decision) -> bool:
    """Whether a block that the decision upheld still stands: it may be appealed, late too."""
    upheld = decision.outcomes.filter(result=Outcome.Result.UPHELD).values("block")
    return Block.objects.open().filter(pk__in=upheld).exists()


def _suspicion(appeal: Appeal) -> ErasurePart.Keeping | None:
    said = appeal.lane == Appeal.Lane.MISUSE or appeal.claims.filter(ground__in=TWO_PEOPLE).exists()
    if said:
        return _Keeping.MISUSE
    is_suspected = appeal.contested.filter(block__ground__in=TWO_PEOPLE).exists()
    return _Keeping.RETENTION if appeal.has_rival or is_suspected else None
