"""How fresh the counted days of a span are: since when, and how many are still owed.

A day that was counted after its end and has not changed since stands, however long ago that was;
that the night looks at it again says nothing against it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.db.models.functions import TruncDate

from appeals.figures import slices, what_counts
from appeals.models import CountedDay, StaleDay
from portal.calendar import JAKARTA


@dataclass(frozen=True, slots=True)
class Freshness:
    """The moment as of which all counted days are right, None for none; and how many days are owed.

    Owed are those never counted, and those that changed since they were. `outdated` are right by
    the definitions of their time; the sweeps count them anew, the last one here is `until`.
    """

    as_of: datetime | None
    missing: int
    outdated: int = 0
    until: date | None = None


def freshness(first: date, last: date) -> Freshness:
    """Return how fresh the days from `first` to `last` are; those before the first case count."""
    began = slices.first_day()
    if began is None:
        return Freshness(None, 0)
    start = max(first, began)
    is_stale, moves = Q(is_stale=True), Q(counted_on__lte=F("day"))
    is_outdated = Q(version__lt=what_counts.VERSION)
    changed = StaleDay.objects.filter(day=OuterRef("day"), to_be_sure=False)
    counted = (
        CountedDay.objects.filter(day__range=(start, last))
        .annotate(
            is_stale=Exists(changed),
            counted_on=TruncDate("counted_at", tzinfo=JAKARTA),
        )
        .aggregate(
            right=Count("day", filter=~is_stale),
            oldest=Min("counted_at", filter=is_stale | moves),
            newest=Max("counted_at"),
            outdated=Count("day", filter=is_outdated & ~is_stale),
            until=Max("day", filter=is_outdated & ~is_stale),
        )
    )
    owed = (last - start).days + 1 - counted["right"]
    return Freshness(
        counted["oldest"] or counted["newest"], max(0, owed), counted["outdated"], counted["until"]
    )
