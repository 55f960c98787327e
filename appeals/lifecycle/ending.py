"""The other ways an appeal ends, and closing a decided one."""

from datetime import datetime, timedelta

from django.db import transaction

from appeals import clocks, notices
from appeals.lifecycle import joining
from appeals.lifecycle.decision import open_contested_blocks
from appeals.lifecycle.steps import MovedByOther, NotAllowed, move
from appeals.models import Appeal, Decision
from eligibility import holds
from portal.models import User


@transaction.atomic
def withdraw(appeal: Appeal, *, at: datetime) -> None:
    """End the appeal because the person asks for it.

    What another address filed and the portal folded into it goes on by itself.
    """
    end(appeal, "withdraw", by=None, at=at)
    notices.queue(appeal, notices.Notice.WITHDRAWN, at=at)
    joining.part(appeal, at=at)


@transaction.atomic
def void(appeal: Appeal, *, by: User, at: datetime) -> None:
    """End an appeal whose blocks are all gone, so that nothing is left to decide.

    Raises NotAllowed while a contested block still stands or is proposed.
    """
    if open_contested_blocks(appeal):
        raise NotAllowed(f"appeal {appeal.pk} still contests an open block")
    end(appeal, "void", by=by, at=at)
    _tell(appeal, notices.Notice.VOID, at=at)


@transaction.atomic
def close_moot(appeal: Appeal, *, at: datetime) -> None:
    """End an appeal because others have ended every block it contests; the person is told.

    Raises NotAllowed while one stands or is proposed, and for an appeal about no block: that one
    still owes an answer.
    """
    if open_contested_blocks(appeal) or not appeal.contested.exists():
        raise NotAllowed(f"appeal {appeal.pk} is not moot")
    end(appeal, "close_moot", by=None, at=at)
    _tell(appeal, notices.Notice.VOID, at=at)


def close_all_moot(*, at: datetime, ended_since: datetime | None = None) -> int:
    """Close every open appeal made moot, or by blocks ended since then; return how many."""
    closed = 0
    for appeal in Appeal.objects.made_moot(ended_since=ended_since).order_by("pk").iterator():
        try:
            close_moot(appeal, at=at)
        except NotAllowed:  # somebody was faster
            continue
        closed += 1
    return closed


@transaction.atomic
def close(appeal: Appeal, *, by: User | None, at: datetime) -> None:
    """Close a decided appeal; only now does the hold on the account end."""
    move(appeal, "close", by=by, at=at, closed_at=at)
    _release(appeal, at=at)


def close_settled(*, at: datetime) -> int:
    """Close every decided appeal whose time for the second level is over; return how many."""
    closed = 0
    # No ten working days are shorter than this; holidays make them longer.
    long_ago = at - timedelta(days=clocks.SECOND_LEVEL_WORKING_DAYS * 7 / 5)
    for appeal in Appeal.objects.settled_before(long_ago).order_by("pk").iterator():
        decided_at = appeal.decided_at
        if decided_at is None or clocks.second_level_until(decided_at) >= clocks.day_of(at):
            continue
        try:
            close(appeal, by=None, at=at)
        except MovedByOther:
            continue
        closed += 1
    return closed


def end(appeal: Appeal, verb: str, *, by: User | None, at: datetime, **values: Appeal) -> None:
    """Take the step `verb`, which ends the appeal; lifecycle's own, inside a transaction."""
    move(appeal, verb, by=by, at=at, closed_at=at, paused_at=None, **values)
    # A proposal still waiting for its second signature dies with the appeal.
    Decision.objects.filter(appeal=appeal, effective_at=None, voided_at=None).update(voided_at=at)
    _release(appeal, at=at)


def _tell(appeal: Appeal, notice: notices.Notice, *, at: datetime) -> None:
    notices.queue(appeal, notice, at=at)
    joining.tell_joined(appeal, notice, at=at)


def _release(appeal: Appeal, *, at: datetime) -> None:
    if appeal.account is not None:
        holds.release(appeal.account, reference=appeal.reference, at=at)
