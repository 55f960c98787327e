"""A day in Jakarta as two moments."""

from datetime import date, datetime, timedelta

from portal import calendar


def span(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of `day`, and the first that no longer belongs to it."""
    return calendar.start_of_day(day), calendar.start_of_day(day + timedelta(days=1))
