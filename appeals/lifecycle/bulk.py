"""One verb for many cases: all of them or none, each checked and written down by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from appeals.lifecycle import ending, speaking
from appeals.lifecycle.handing import reassign
from appeals.lifecycle.priority import set_priority
from appeals.lifecycle.steps import MovedByOther, NotAllowed
from appeals.models import Appeal, Priority, PriorityChange
from eligibility import holds
from portal.models import AuditEntry, Role, User

MOST = 100
_EXAMINERS = (Role.AGENT, Role.SUPERVISOR)


class NeverOpened(NotAllowed):
    """No officer has looked at the case: nobody closes it unseen."""


class NotMoot(NotAllowed):
    """A block of the case still stands, or it is about none and owes an answer."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that the verb does not fit, and lifecycle's own word for it."""

    appeal: Appeal
    why: NotAllowed


class SomeRefused(NotAllowed):
    """At least one of the cases was refused, so nothing was done to any."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        self.refused = refused
        super().__init__(f"refused for appeals {[one.appeal.pk for one in refused]}")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done to each of the cases; `ends` says whether it ends them."""

    act: Callable[[Appeal], object]
    ends: bool = False


def assign(*, to: User, by: User, at: datetime) -> Order:
    """Give each case to `to`, who is told of each."""
    return Order(lambda appeal: reassign(appeal, to=to, by=by, at=at))


def prioritise(
    priority: Priority, *, reason: PriorityChange.Reason, by: User, at: datetime
) -> Order:
    """Give each case this priority."""
    return Order(lambda appeal: set_priority(appeal, priority, reason=reason, by=by, at=at))


def note(text: str, *, by: User, at: datetime) -> Order:
    """Add the same internal note to each case."""
    return Order(lambda appeal: speaking.note(appeal, by=by, text=text, at=at))


def close_moot(*, by: User, at: datetime) -> Order:
    """Close each case whose blocks others have ended, once an officer has opened it."""

    def end(appeal: Appeal) -> None:
        if not _was_opened(appeal):
            raise NeverOpened(f"no officer has opened appeal {appeal.pk}")
        if not Appeal.objects.made_moot().filter(pk=appeal.pk).exists():
            raise NotMoot(f"appeal {appeal.pk} is not moot")
        ending.void(appeal, by=by, at=at)

    return Order(end, ends=True)


def carry_out(order: Order, appeals: Sequence[Appeal]) -> None:
    """Do it to all of `appeals`, as they were read, or to none.

    Raises SomeRefused, which names each case that is refused and why; NotAllowed beyond MOST.
    """
    with transaction.atomic():
        if refused := _tried(order, appeals):
            raise SomeRefused(refused)


def rehearse(order: Order, appeals: Sequence[Appeal]) -> list[Refused]:
    """Return which cases would be refused, and why; nothing is kept or sent."""
    with transaction.atomic():
        refused = _tried(order, appeals)
        transaction.set_rollback(True)
    return refused


def _tried(order: Order, appeals: Sequence[Appeal]) -> list[Refused]:
    if len(appeals) > MOST:
        raise NotAllowed(f"{len(appeals)} cases at once are too many")
    if order.ends:  # accounts first and in order: filings and steps that end a case do so, too
        for key in sorted({appeal.account_id for appeal in appeals if appeal.account_id}):
            holds.lock(key)
    refused = []
    for appeal in sorted(appeals, key=lambda row: row.pk):
        try:
            with transaction.atomic():
                order.act(_as_it_was_read(appeal))
        except NotAllowed as why:
            refused.append(Refused(appeal, why))
    return refused


def _as_it_was_read(appeal: Appeal) -> Appeal:
    """Return the locked row; raise MovedByOther if the case has gone on since it was read.

    A row of its own: what is tried and taken back must leave no trace in the one that was read.
    """
    rows = Appeal.objects.select_for_update(no_key=True, of=("self",))
    now = rows.get(pk=appeal.pk)
    if now.revision != appeal.revision:
        raise MovedByOther(now, now.steps.select_related("by").order_by("-pk").first())
    return now


def _was_opened(appeal: Appeal) -> bool:
    return AuditEntry.objects.filter(
        subject_type=Appeal._meta.label_lower,
        subject_id=str(appeal.pk),
        action="case.viewed",
        actor__groups__name__in=_EXAMINERS,
    ).exists()
