"""Days that come again: which a plan's file is about, and when the next one is asked for."""

from collections.abc import Mapping
from datetime import date, timedelta

from appeals.models import ExportPlan
from appeals.reports.period import Period
from portal.calendar import add_working_days, is_working_day

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_YEAR = timedelta(days=365)
_LENGTH: Mapping[str, int] = {
    ExportPlan.Rhythm.DAILY: 1, ExportPlan.Span.YESTERDAY: 1,
    ExportPlan.Rhythm.WEEKLY: 7, ExportPlan.Span.LAST_WEEK: 7,
    ExportPlan.Rhythm.MONTHLY: 31, ExportPlan.Span.LAST_MONTH: 31,
}  # fmt: skip


def before(day: date, span: str) -> Period:
    """Return the whole days of ExportPlan.Span `span` that are over on `day`."""
    if span == ExportPlan.Span.YESTERDAY:
        return Period(day - _DAY, day - _DAY)
    if span == ExportPlan.Span.LAST_WEEK:
        monday = _monday(day)
        return Period(monday - _WEEK, monday - _DAY)
    last = day.replace(day=1) - _DAY
    return Period(last.replace(day=1), last)


def suits(span: str, rhythm: str) -> bool:
    """Say whether files of the rhythm are about other days each time: `span` is no longer."""
    return _LENGTH[span] <= _LENGTH[rhythm]


def going_on(day: date, plan: ExportPlan) -> Period:
    """Return the days of the plan's next file, asked for on `day`: none is missed between two.

    Where a holiday or a standstill moved the file, it begins after the days of the last one, a
    year back at most. A plan that asks more seldom than it looks back means to leave days out.
    """
    period = before(day, plan.span)
    if plan.asked_until is None or not goes_on(plan):
        return period
    first = max(plan.asked_until + _DAY, period.last - _YEAR)
    return Period(min(first, period.first), period.last)


def goes_on(plan: ExportPlan) -> bool:
    """Say whether the plan's files are about every day: it looks back as far as its rhythm."""
    return _LENGTH[plan.span] >= _LENGTH[plan.rhythm]


def is_owed(day: date, plan: ExportPlan) -> bool:
    """Say whether a file of the plan was due by `day`, working day or not, and not asked for."""
    turn = {ExportPlan.Rhythm.WEEKLY: _monday(day), ExportPlan.Rhythm.MONTHLY: day.replace(day=1)}
    due = before(turn.get(ExportPlan.Rhythm(plan.rhythm), day), plan.span)
    return plan.asked_until is not None and plan.asked_until < due.last


def next_after(day: date, rhythm: str) -> date:
    """Return the first day after `day` on which something of ExportPlan.Rhythm `rhythm` is due."""
    if rhythm == ExportPlan.Rhythm.DAILY:
        return day + _DAY
    if rhythm == ExportPlan.Rhythm.WEEKLY:
        return _working(_monday(day) + _WEEK)
    return _working((day.replace(day=1) + timedelta(days=32)).replace(day=1))


def _working(day: date) -> date:
    """Return the first working day from `day` on: a file is kept for one day only."""
    return day if is_working_day(day) else add_working_days(day, 1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
