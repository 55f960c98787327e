"""Months in Jakarta time, each named by its first day."""

from datetime import date, datetime, time

from portal.calendar import JAKARTA


def month_of(day: date) -> date:
    """Return the first day of the month that `day` lies in."""
    return day.replace(day=1)


def before(month: date, *, by: int = 1) -> date:
    """Return the month `by` months before `month`."""
    count = month.year * 12 + month.month - 1 - by
    return date(count // 12, count % 12 + 1, 1)


def last_months(month: date, *, count: int) -> list[date]:
    """Return the `count` months of which `month` is the last, oldest first."""
    return [before(month, by=number) for number in reversed(range(count))]


def span(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of `month`, and the first that no longer belongs to it."""
    return _begin(month), _begin(before(month, by=-1))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, JAKARTA)
