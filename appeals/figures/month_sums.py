"""Sums days of rules and officers up once their month is over, and says which months are.

The only writer of `RuleMonth` and `OfficerMonth`. The present month stays days: its sum would be
written anew each minute.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Model

from appeals.figures import months
from appeals.figures.slice_reading import Cover, cover
from appeals.models import OfficerMonth, RuleMonth

_SUMMED = (RuleMonth, OfficerMonth)
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


def sum_up(month: date, *, on: date) -> None:
    """Sum the month up anew, unless `on` lies in it or before; wants a transaction."""
    following = months.before(month, by=-1)
    for model in _SUMMED:
        model._default_manager.filter(month=month).delete()
    if following <= on:
        with connection.cursor() as cursor:
            for statement in _SUM_UP:
                cursor.execute(statement, {"month": month, "following": following})


def summed_up(model: type[Model], first: date, last: date) -> Cover:
    """Return which months of the span to read from `model`, and the days beside them."""
    whole = cover(first, last).months
    summed = _summed(model, whole) if whole else []
    days = cover(first, last, by_day=True).days
    return Cover(summed, [day for day in days if months.month_of(day) not in summed])


def _summed(model: type[Model], whole: Sequence[date]) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one.month FROM unnest(%s::date[]) one (month) WHERE EXISTS"  # noqa: S608 - a table of ours
            f" (SELECT 1 FROM {model._meta.db_table} summed WHERE summed.month = one.month)",
            [list(whole)],
        )
        return [month for (month,) in cursor.fetchall()]
