"""Hands out the next case: urgent, then oldest due, held by nobody, and theirs to decide."""

from datetime import datetime

from django.db import transaction

from appeals import lifecycle
from appeals.models import Appeal
from portal.models import User


@transaction.atomic
def take_next(officer: User, *, at: datetime) -> Appeal | None:
    """Take the oldest unclaimed case for `officer` and return it; None if there is none.

    A case that another officer is being handed at this moment is skipped, so nobody waits and
    nobody gets the same one. Raises lifecycle.NotAllowed if `officer` may not take cases, Away or
    Full while nothing is handed to them.
    """
    lifecycle.check_has_room(officer, at=at)
    appeal = Appeal.objects.next_for(officer).select_for_update(skip_locked=True, of=("self",))
    found = appeal.first()
    if found is not None:
        lifecycle.take(found, by=officer, at=at)
    return found
