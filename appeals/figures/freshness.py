"""How fresh the counted days of a span are: since when, and how many are still owed.

A day that was counted after its end and has no mark since stands, however long ago that was.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.db.models.functions import TruncDate

from appeals.figures import slices
from appeals.models import CountedDay, StaleDay
from portal.calendar import JAKARTA


@dataclass(frozen=True, slots=True)
class Freshness:
    """The moment as of which all counted days are right, None for none; and how many days are owed.

    Owed are those never counted, and those that changed since they were.
    """

    as_of: datetime | None
    missing: int


def freshness(first: date, last: date) -> Freshness:
    """Return how fresh the days from `first` to `last` are; those before the first case count."""
    began = slices.first_day()
    if began is None:
        return Freshness(None, 0)
    start = max(first, began)
    is_stale, moves = Q(is_stale=True), Q(counted_on__lte=F("day"))
    counted = (
        CountedDay.objects.filter(day__range=(start, last))
        .annotate(
            is_stale=Exists(StaleDay.objects.filter(day=OuterRef("day"))),
            counted_on=TruncDate("counted_at", tzinfo=JAKARTA),
        )
        .aggregate(
            right=Count("day", filter=~is_stale),
            oldest=Min("counted_at", filter=is_stale | moves),
            newest=Max("counted_at"),
        )
    )
    owed = (last - start).days + 1 - counted["right"]
    return Freshness(counted["oldest"] or counted["newest"], max(0, owed))
