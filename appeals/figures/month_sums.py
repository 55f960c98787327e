"""Sums days of rules and officers up once their month is over, and says which months are.

The only writer of `RuleMonth` and `OfficerMonth`. A sum is read while each of its days is the count
that went into it: counted again, also by a process that knows no sums, its month is days again.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncMonth

from appeals.figures import month_lock, months
from appeals.figures.slice_reading import Cover, cover
from appeals.models import CountedDay, OfficerMonth, RuleMonth
from portal import calendar

_UNSUMMED = Q(summed_as_of=None) | ~Q(summed_as_of=F("counted_at"))
_SUM_UP = (
    """
    INSERT INTO appeals_rulemonth
        (month, level, ground, rule, policy_id, source, batch_id, lifted, upheld, silent)
    SELECT %(month)s, level, ground, rule, policy_id, source, batch_id,
           sum(lifted), sum(upheld), sum(silent)
    FROM appeals_ruleday WHERE day >= %(month)s AND day < %(following)s
    GROUP BY level, ground, rule, policy_id, source, batch_id
    """,
    """
    INSERT INTO appeals_officermonth (month, officer_id, level, decided)
    SELECT %(month)s, officer_id, level, sum(granted + partly + refused + answered)
    FROM appeals_officerday WHERE day >= %(month)s AND day < %(following)s
    GROUP BY officer_id, level
    """,
)


def owed(*, at: datetime) -> list[date]:
    """Return the months that are over and wait for their sum, the one that waits longest first."""
    rows = (
        CountedDay.objects.filter(_UNSUMMED, day__lt=months.month_of(calendar.civil_date(at)))
        .annotate(month=TruncMonth("day"))
        .values_list("month", flat=True)
        .annotate(oldest=Min("counted_at"))
        .order_by("oldest", "month")
    )
    return list(rows)


@transaction.atomic
def sum_up(month: date, *, at: datetime) -> bool:
    """Sum the month up anew, any number of times with the same result.

    False: it is not over, or somebody else counts in it now, and nothing was done.
    """
    following = months.before(month, by=-1)
    if following > calendar.civil_date(at) or not month_lock.take_now(month):
        return False
    for model in (RuleMonth, OfficerMonth):
        model._default_manager.filter(month=month).delete()
    with connection.cursor() as cursor:
        for statement in _SUM_UP:
            cursor.execute(statement, {"month": month, "following": following})
    days = CountedDay.objects.filter(day__gte=month, day__lt=following)
    days.update(summed_as_of=F("counted_at"))
    return True


def summed_up(first: date, last: date) -> Cover:
    """Return which months of the span to read as their sums, and the days beside them."""
    summed = _summed(cover(first, last).months)
    days = cover(first, last, by_day=True).days
    return Cover(summed, [day for day in days if months.month_of(day) not in summed])


def _summed(whole: Sequence[date]) -> list[date]:
    if not whole:
        return []
    days = CountedDay.objects.filter(day__gte=whole[0], day__lt=months.before(whole[-1], by=-1))
    by_month = days.annotate(month=TruncMonth("day")).values_list("month", flat=True)
    return list(by_month.annotate(unsummed=Count("day", filter=_UNSUMMED)).filter(unsummed=0))
