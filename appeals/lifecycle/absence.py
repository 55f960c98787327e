"""An officer's days away: nothing is handed out, and what is due by then goes to others."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction

from appeals import clocks
from appeals.lifecycle import handing, officers
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Absence, Appeal, Interest
from portal import audit
from portal.models import Role, User

# Longer than a month of leave with holidays; whoever is away for more is no member of the desk
# then, and an administrator shuts their account.
LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Days:
    """From when until when, both days included, and who stands in; nobody: the queue."""

    first: date
    last: date
    stand_in: User | None = None


def announce(officer: User, days: Days, *, by: User, at: datetime) -> Absence:
    """Note that `officer` is away and hand on what is due by then, at once if it begins today.

    Raises NotAllowed unless `by` is the officer or a supervisor, for days that are over, out of
    order or more than LONGEST, for a stand-in who examines no cases or is away themselves then, or
    whom no supervisor names, or where another absence meets these days.
    """
    with transaction.atomic():
        absence = _announce(officer, days, by=by, at=at)
    hand_on(absence, at=at)
    return absence


def _announce(officer: User, days: Days, *, by: User, at: datetime) -> Absence:
    _check_who(officer, by=by)
    User.objects.select_for_update(no_key=True).get(pk=officer.pk)  # so that no two overlap
    if days.last < days.first or days.last < clocks.day_of(at):
        raise NotAllowed(f"user {officer.pk} cannot be away from {days.first} to {days.last}")
    if days.last - days.first >= LONGEST:
        raise NotAllowed(f"user {officer.pk} cannot be away for more than {LONGEST.days} days")
    if _meeting(officer, days).exists():
        raise NotAllowed(f"user {officer.pk} is away already between {days.first} and {days.last}")
    stand_in = days.stand_in
    if stand_in is not None:
        if not by.has_role(Role.SUPERVISOR):  # an officer gives no case to a chosen colleague
            raise NotAllowed(f"user {by.pk} names nobody to stand in")
        is_other = stand_in.pk != officer.pk and stand_in.has_role(*officers.EXAMINERS)
        if not is_other or _meeting(stand_in, days).exists():
            raise NotAllowed(f"user {stand_in.pk} cannot stand in for user {officer.pk}")
    absence = Absence.objects.create(
        officer=officer, first_day=days.first, last_day=days.last, stand_in=stand_in,
        set_by=by, set_at=at,
    )  # fmt: skip
    audit.record(
        "absence.announced", by=by, subject=absence, at=at, officer=officer.pk,
        first_day=days.first.isoformat(), last_day=days.last.isoformat(),
        stand_in=stand_in.pk if stand_in else None,
    )  # fmt: skip
    return absence


@transaction.atomic
def come_back(absence: Absence, *, by: User, at: datetime) -> None:
    """End the absence now.

    Raises NotAllowed as `announce`, for what a supervisor set and no supervisor ends, or if it is
    over already.
    """
    _check_who(absence.officer, by=by)
    if not may_end(absence, by=by):
        raise NotAllowed(f"user {by.pk} may not end absence {absence.pk}")
    ended = Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=at, ended_by=by)
    if not ended:
        raise NotAllowed(f"absence {absence.pk} is over already")
    audit.record("absence.ended", by=by, subject=absence, at=at, officer=absence.officer_id)


def may_end(absence: Absence, *, by: User) -> bool:
    """Say whether `by` may end it: officers what they announced themselves, supervisors any."""
    return absence.set_by_id == absence.officer_id == by.pk or by.has_role(Role.SUPERVISOR)


def hand_on(absence: Absence, *, at: datetime) -> int:
    """Hand on what its officer examines and must decide by its last day; return how many.

    Before the absence begins nothing happens. What the stand-in may not have goes to the queue.
    """
    if not absence.first_day <= clocks.day_of(at) <= absence.last_day:
        return 0
    due = Appeal.objects.in_work_of(absence.officer).filter(due_date__lte=absence.last_day)
    return sum(
        _hand_on(appeal, to=absence.stand_in, by=absence.set_by, at=at)
        for appeal in due.select_related("officer").order_by("due_date", "pk")
    )


def hand_on_all(*, at: datetime) -> int:
    """Hand on what is due of everybody who is away, of whoever left, and what was declared."""
    day = clocks.day_of(at)
    lasting = Absence.objects.filter(ended_at=None, first_day__lte=day, last_day__gte=day)
    absences = lasting.select_related("officer", "stand_in", "set_by").order_by("pk")
    handed = sum(hand_on(absence, at=at) for absence in absences)
    return handed + sum(_hand_on(appeal, to=None, by=None, at=at) for appeal in _stranded())


def _stranded() -> list[Appeal]:
    """Cases whose officer knows the person, or is no member of staff any more."""
    known = Interest.objects.filter(
        appeal__status=Appeal.Status.IN_REVIEW, appeal__officer=models.F("officer")
    )
    left = User.objects.filter(is_active=False)
    rows = Appeal.objects.filter(status=Appeal.Status.IN_REVIEW).select_related("officer")
    return [
        *rows.filter(pk__in=known.values("appeal")).order_by("pk"),
        *rows.filter(officer__in=left).order_by("pk"),
    ]


def _hand_on(appeal: Appeal, *, to: User | None, by: User | None, at: datetime) -> bool:
    """Pass one case on, or release it; False if its officer moved it at this moment."""
    try:
        _check_may_stand_in(to, appeal, at=at)
    except NotAllowed:
        to = None
    try:
        if to is None:
            handing.release(appeal, by=by, at=at)
        else:
            handing.pass_on(appeal, to=to, by=by, at=at)
    except NotAllowed:
        return False
    return True


def _check_may_stand_in(to: User | None, appeal: Appeal, *, at: datetime) -> None:
    if to is not None:
        officers.check_may_receive(to, appeal, at=at)


def _check_who(officer: User, *, by: User) -> None:
    is_own = by.pk == officer.pk and by.has_role(*officers.EXAMINERS)
    if not (is_own or by.has_role(Role.SUPERVISOR)):
        raise NotAllowed(f"user {by.pk} says nothing about the days of user {officer.pk}")


def _meeting(officer: User, days: Days) -> models.QuerySet[Absence]:
    rows = Absence.objects.filter(officer=officer, ended_at=None)
    return rows.filter(first_day__lte=days.last, last_day__gte=days.first)
