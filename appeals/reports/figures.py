"""The dashboard's figures, each one aggregate query; nothing here is drawn or worded."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from appeals.models import Appeal, Decision, Outcome
from appeals.querysets import PAUSED
from appeals.reports.period import Period
from portal.calendar import JAKARTA


@dataclass(frozen=True, slots=True)
class Day:
    """How many appeals came in and how many decisions took effect on a day; `ended` without one."""

    day: date
    filed: int
    decided: int
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """The open appeals by the days left until their decision day, and the oldest such day.

    The fields from `very_late` to `later` count appeals whose clock runs; `paused` those that
    wait for the person or for another institution.
    """

    very_late: int
    late: int
    today: int
    soon: int
    week: int
    later: int
    paused: int
    oldest_due: date | None

    @property
    def overdue(self) -> int:
        """How many are past their decision day."""
        return self.very_late + self.late

    @property
    def total(self) -> int:
        """How many owe a decision."""
        running = self.overdue + self.today + self.soon + self.week + self.later
        return running + self.paused


@dataclass(frozen=True, slots=True)
class GroundOutcome:
    """How many blocks of one ground were lifted and upheld by decisions."""

    ground: str
    lifted: int
    upheld: int

    @property
    def total(self) -> int:
        """How many blocks were decided on."""
        return self.lifted + self.upheld


def inflow(period: Period) -> list[Day]:
    """Return appeals filed and decisions in effect on each day of the period."""
    filed = _per_day(Appeal.objects.all(), "submitted_at", period)
    decided = _per_day(Decision.objects.filter(voided_at=None), "effective_at", period)
    return [Day(day, filed.get(day, 0), decided.get(day, 0)) for day in period.days()]


def backlog(*, on: date) -> Backlog:
    """Return the open appeals by the calendar days left on `on`."""
    running = ~Q(status__in=PAUSED)

    def due(first: int | None, last: int | None) -> Count:
        days = running
        if first is not None:
            days &= Q(due_date__gte=on + timedelta(days=first))
        if last is not None:
            days &= Q(due_date__lte=on + timedelta(days=last))
        return Count("pk", filter=days)

    return Backlog(
        **Appeal.objects.open().aggregate(
            very_late=due(None, -8),
            late=due(-7, -1),
            today=due(0, 0),
            soon=due(1, 3),
            week=due(4, 7),
            later=due(8, None),
            paused=Count("pk", filter=~running),
            oldest_due=Min("due_date", filter=running),
        )
    )


def outcomes(period: Period) -> list[GroundOutcome]:
    """Return how the decisions in effect in the period ended, by ground, most decided first."""
    rows = (
        Outcome.objects.filter(
            decision__voided_at=None,
            decision__effective_at__gte=period.start,
            decision__effective_at__lt=period.end,
        )
        .values("block__ground")
        .annotate(
            lifted=Count("pk", filter=Q(result=Outcome.Result.LIFTED)),
            upheld=Count("pk", filter=Q(result=Outcome.Result.UPHELD)),
        )
        .order_by()
    )
    counted = [GroundOutcome(row["block__ground"], row["lifted"], row["upheld"]) for row in rows]
    return sorted(counted, key=lambda outcome: (-outcome.total, outcome.ground))


def _per_day(
    rows: QuerySet[Appeal] | QuerySet[Decision], moment: str, period: Period
) -> dict[date, int]:
    inside = rows.filter(**{f"{moment}__gte": period.start, f"{moment}__lt": period.end})
    days = inside.annotate(day=TruncDate(moment, tzinfo=JAKARTA)).values("day").order_by()
    return {row["day"]: row["counted"] for row in days.annotate(counted=Count("pk"))}
