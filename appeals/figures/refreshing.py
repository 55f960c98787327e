"""When slices are counted: what is owed within a budget, what heals, and all of it by command."""

import logging
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from appeals.figures import month_sums, months, slices
from appeals.figures.stale import recheck_days
from portal import calendar

log = logging.getLogger(__name__)

# A sweep stops after so many seconds; what is left is owed to the next.
BUDGET = 45.0
# So far back a night counts anew what no mark told of: a grant that came in late.
_HEALED = 62


def refresh_slices(*, at: datetime, budget: float = BUDGET) -> int:
    """Count today and what else is owed until the budget is spent; return how many days.

    A day in whose month somebody else counts, and one that fails, is left for the next sweep.
    Months are summed up at the end, once each however many of their days were counted.
    """
    until, counted = time.monotonic() + budget, 0
    for day in slices.owed(at=at):
        try:
            counted += slices.recount(day, at=at)
        except Exception:  # the others must not wait for this one
            log.exception("the figures of %s could not be counted", day)
        if time.monotonic() > until:
            break
    _sum_months(at=at, until=until)
    return counted


def _sum_months(*, at: datetime, until: float) -> None:
    """Sum up the months that wait for it: one at least, others while there is time."""
    for month in month_sums.owed(at=at):
        try:
            month_sums.sum_up(month, at=at)
        except Exception:  # read as its days meanwhile
            log.exception("the month of %s could not be summed up", month)
        if time.monotonic() > until:
            break


def heal_slices(*, at: datetime) -> None:
    """Have the last two months counted anew by the sweeps that follow."""
    today, first = calendar.civil_date(at), slices.first_day()
    if first is not None:
        days = {today - timedelta(days=back) for back in range(1, _HEALED + 1)}
        recheck_days({day for day in days if day >= first})


def rebuild_slices(*, first: date | None, last: date, at: datetime) -> Iterator[tuple[date, int]]:
    """Count every day up to `last` anew, a month a transaction; yield each month and its days.

    A month that somebody else is at when it would be summed up is left to the next sweep.
    """
    began = slices.first_day()
    start = first or began
    if start is None:
        return
    span = (start + timedelta(days=number) for number in range((last - start).days + 1))
    for month, days in groupby(span, months.month_of):
        counted = list(days)
        slices.rebuild(counted, at=at)
        month_sums.sum_up(month, at=at)
        yield month, len(counted)
