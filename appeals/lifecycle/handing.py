"""How a case passes from one officer to another without either asking for it."""

from datetime import datetime

from django.db import transaction

from appeals import conversation, notices
from appeals.lifecycle import officers
from appeals.lifecycle.steps import NotAllowed, move
from appeals.models import Appeal, DeskNews, Interest
from portal import audit
from portal.models import User

Kind = DeskNews.Kind


@transaction.atomic
def reassign(appeal: Appeal, *, to: User, by: User, at: datetime, why: str = "") -> None:
    """Give the case to `to`, whoever holds it; both are told on their desk.

    `why` stays with the case as a note. Raises Barred if `by` is tied to the person, NotAllowed as `officers.check_may_receive` does of
    `to`, if they hold it already, or if `by` is no supervisor; MovedByOther.
    """
    before = appeal.officer
    if before is not None and before.pk == to.pk:
        raise NotAllowed(f"user {to.pk} holds appeal {appeal.pk} already")
    officers.check_may_steer(by, appeal)
    officers.check_may_receive(to, appeal, at=at)
    if appeal.status == Appeal.Status.SUBMITTED:
        move(appeal, "assign", by=by, at=at, officer=to, taken_at=at)
        notices.queue(appeal, notices.Notice.IN_REVIEW, at=at)
    else:
        move(appeal, "reassign", by=by, at=at, officer=to, taken_at=at)
    tell(to, appeal, Kind.GIVEN, by=by, at=at)
    if before is not None:
        tell(before, appeal, Kind.TAKEN, by=by, at=at)
    if why.strip():
        conversation.note(appeal, by=by, text=why, at=at)


@transaction.atomic
def declare_interest(appeal: Appeal, *, by: User, how: str, at: datetime) -> None:
    """Note that `by` knows the person (`how`: Interest.How); no case of theirs is `by`'s again.

    The case goes back to the queue if they examine it. While it waits for somebody, a supervisor
    hands it on, or the portal puts it back as soon as it is to be examined again. Raises
    NotAllowed for whoever examines no cases, MovedByOther.
    """
    if not by.has_role(*officers.EXAMINERS):
        raise NotAllowed(f"user {by.pk} examines no appeals")
    _, is_new = Interest.objects.get_or_create(
        appeal=appeal, officer=by, defaults={"how": Interest.How(how), "at": at}
    )
    if is_new:
        audit.record("interest.declared", by=by, subject=appeal, at=at, how=how)
    if appeal.officer_id == by.pk and appeal.status == Appeal.Status.IN_REVIEW:
        move(appeal, "recuse", by=by, at=at, officer=None, taken_at=None)


@transaction.atomic
def pass_on(appeal: Appeal, *, to: User, by: User | None, at: datetime) -> None:
    """Give the case to `to`, who stands in for its officer. Raises as `reassign`."""
    before = appeal.officer
    officers.check_may_receive(to, appeal, at=at)
    move(appeal, "stand_in", by=by, at=at, officer=to, taken_at=at)
    tell(to, appeal, Kind.STANDING_IN, by=by, at=at)
    if before is not None:
        tell(before, appeal, Kind.PASSED_ON, by=by, at=at)


@transaction.atomic
def release(appeal: Appeal, *, by: User | None, at: datetime) -> None:
    """Put the case back into the queue for its officer, who is told."""
    before = appeal.officer
    move(appeal, "release", by=by, at=at, officer=None, taken_at=None)
    if before is not None:
        tell(before, appeal, Kind.RELEASED, by=by, at=at)


def tell(officer: User, appeal: Appeal, kind: str, *, by: User | None, at: datetime) -> None:
    """Put a line on the officer's desk about what happened to `appeal` without them."""
    DeskNews.objects.create(officer=officer, appeal=appeal, kind=Kind(kind), by=by, at=at)
