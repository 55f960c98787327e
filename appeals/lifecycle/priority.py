"""Who comes first: an officer puts a case of somebody in need before the others, and says why."""

from datetime import datetime

from django.db import transaction

from appeals.lifecycle import officers
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Appeal, Priority, PriorityChange
from portal import audit
from portal.models import Role, User

Reason = PriorityChange.Reason


class AsItWas(NotAllowed):
    """The case has this priority already, or somebody else was faster."""

    def __init__(self, appeal: Appeal) -> None:
        self.appeal = appeal
        super().__init__(f"appeal {appeal.pk} has priority {appeal.priority} already")


@transaction.atomic
def set_priority(
    appeal: Appeal, priority: Priority, *, reason: Reason, by: User, at: datetime
) -> None:
    """Give an open case this priority; its revision stays, since nothing to decide on changes.

    Raises AsItWas, Barred for whoever is tied to the person, or NotAllowed for a case that is over
    and for whoever examines none.
    """
    if not by.has_role(Role.AGENT, Role.SUPERVISOR):
        raise NotAllowed(f"user {by.pk} examines no appeals")
    officers.check_may_steer(by, appeal)
    as_it_was = Appeal.objects.open().filter(pk=appeal.pk).exclude(priority=priority)
    changed = as_it_was.update(priority=priority)
    appeal.refresh_from_db(fields=["priority", "status", "revision"])
    if not changed:
        if appeal.is_open:
            raise AsItWas(appeal)
        raise NotAllowed(f"appeal {appeal.pk} is {appeal.status}")
    PriorityChange.objects.create(appeal=appeal, became=priority, reason=reason, by=by, at=at)
    verb = "put_first" if priority == Priority.URGENT else "put_among_others"
    audit.record(f"appeal.{verb}", by=by, subject=appeal, at=at, reason=Reason(reason).value)
