"""Hands out the next case: urgent, then oldest due, held by nobody, and theirs to decide."""

from datetime import datetime

from django.db import transaction

from appeals import lifecycle
from appeals.models import Appeal, DeskProfile
from appeals.querysets import AppealQuerySet
from portal.models import User

# Of each province so many are looked at: others may be handed some of them at this moment.
_AHEAD = 50


@transaction.atomic
def take_next(officer: User, *, at: datetime) -> Appeal | None:
    """Take the oldest unclaimed case for `officer` and return it; None if there is none.

    A case that another officer is being handed at this moment is skipped, so nobody waits and
    nobody gets the same one. Raises lifecycle.NotAllowed if `officer` may not take cases, Away or
    Full while nothing is handed to them.
    """
    lifecycle.check_has_room(officer, at=at)
    appeals = _near(officer, Appeal.objects.next_for(officer))
    found = appeals.select_for_update(skip_locked=True, of=("self",)).first()
    if found is not None:
        lifecycle.take(found, by=officer, at=at)
    return found


def _near(officer: User, rows: AppealQuerySet) -> AppealQuerySet:
    """Take the next `rows` from each province that is the officer's, if only some are.

    Each is read along its own index: where nothing waits in any, nobody else's cases are walked.
    """
    desk = DeskProfile.objects.filter(user=officer).first()
    if desk is None or not desk.only_provinces:
        return rows
    codes = sorted(set(desk.only_provinces))
    first, *others = (rows.filter(province_code=code).values("pk")[:_AHEAD] for code in codes)
    return rows.filter(pk__in=first.union(*others, all=True) if others else first)
