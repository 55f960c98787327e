"""Whether an officer may be given a case, or decide it, at this moment; every door asks here."""

from datetime import datetime

from django.conf import settings

from appeals import clocks
from appeals.independence import Bar, bar_between, tie_between
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Absence, Appeal, DeskProfile
from portal.models import Role, User

EXAMINERS = (Role.AGENT, Role.SUPERVISOR)


class Barred(NotAllowed):
    """Something between the officer and the case keeps it from them: `bar` says what."""

    def __init__(self, officer: User, appeal: Appeal, bar: Bar) -> None:
        self.officer = officer
        self.bar = bar
        super().__init__(
            f"user {officer.pk} may not decide appeal {appeal.pk}, nor be its second person: "
            f"{bar.value}"
        )


class HeldByOther(NotAllowed):
    """Another officer examines the case, or a proposal of theirs waits there."""

    def __init__(self, appeal: Appeal) -> None:
        self.appeal = appeal
        super().__init__(f"appeal {appeal.pk} is held by user {appeal.officer_id}")


class Full(NotAllowed):
    """The officer examines as many cases as they may at once."""

    def __init__(self, officer: User, capacity: int) -> None:
        self.officer = officer
        self.capacity = capacity
        super().__init__(f"user {officer.pk} examines {capacity} cases already")


class Away(NotAllowed):
    """The officer is absent today."""

    def __init__(self, officer: User, absence: Absence) -> None:
        self.officer = officer
        self.absence = absence
        super().__init__(f"user {officer.pk} is away until {absence.last_day}")


def check_may_decide(officer: User, appeal: Appeal) -> None:
    """Raise Barred if anything keeps `appeal` from `officer`."""
    if bar := bar_between(officer, appeal):
        raise Barred(officer, appeal, bar)


def check_may_steer(officer: User, *appeals: Appeal) -> None:
    """Raise Barred if the person or the region of one of `appeals` is the officer's own."""
    for appeal in appeals:
        if tie := tie_between(officer, appeal):
            raise Barred(officer, appeal, tie)


def check_may_join(officer: User, *appeals: Appeal) -> None:
    """Raise as `check_may_steer`, or HeldByOther for a colleague's case; supervisors may."""
    check_may_steer(officer, *appeals)
    for appeal in appeals:
        is_free = appeal.officer_id is None and appeal.status != Appeal.Status.FOR_APPROVAL
        if not (is_free or appeal.officer_id == officer.pk or officer.has_role(Role.SUPERVISOR)):
            raise HeldByOther(appeal)


def check_may_receive(officer: User, appeal: Appeal, *, at: datetime) -> None:
    """Raise NotAllowed unless `officer` examines cases; Barred, Away or Full as they say."""
    if not officer.has_role(*EXAMINERS):
        raise NotAllowed(f"user {officer.pk} examines no appeals")
    check_may_decide(officer, appeal)
    check_has_room(officer, at=at)


def check_has_room(officer: User, *, at: datetime) -> None:
    """Raise Away or Full if nothing may be handed to `officer` now.

    Two cases taken at the same moment may pass the limit by one: it keeps work spread, no more.
    """
    if absence := absence_of(officer, at=at):
        raise Away(officer, absence)
    capacity = capacity_of(officer)
    if Appeal.objects.in_work_of(officer)[:capacity].count() >= capacity:
        raise Full(officer, capacity)


def capacity_of(officer: User) -> int:
    """Return how many cases `officer` may examine at once: their own number, or the setting."""
    own = DeskProfile.objects.filter(user=officer).values_list("capacity", flat=True).first()
    return settings.OFFICER_CAPACITY if own is None else own


def absence_of(officer: User, *, at: datetime) -> Absence | None:
    """Return the absence that lasts at `at`, if there is one."""
    day = clocks.day_of(at)
    lasting = Absence.objects.filter(officer=officer, ended_at=None, first_day__lte=day)
    return lasting.filter(last_day__gte=day).order_by("-last_day").first()
