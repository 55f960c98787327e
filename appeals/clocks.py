"""The legal periods of an appeal, in working days and Jakarta dates (domain.md, "Clocks")."""

from datetime import date, datetime, timedelta

from appeals.models import Appeal
from portal import calendar

# UU 30/2014: ten working days for the decision; fourteen days for the person's answer.
DECISION_WORKING_DAYS = 10
ANSWER_DAYS = 14
SECOND_LEVEL_WORKING_DAYS = 10
# With new evidence a decided case is opened again within these calendar days.
REOPEN_DAYS = 10
DRAFT_DAYS = 30


def day_of(at: datetime) -> date:
    """Return the civil day in Jakarta."""
    return calendar.civil_date(at)


def decision_due(at: datetime) -> date:
    """Return the last day for the decision on an appeal filed at `at`."""
    return calendar.add_working_days(day_of(at), DECISION_WORKING_DAYS)


def answer_due(at: datetime) -> date:
    """Return the last day for the person's answer to a question asked at `at`."""
    return day_of(at) + timedelta(days=ANSWER_DAYS)


def second_level_until(decided_at: datetime) -> date:
    """Return the last day to ask for a second-level decision."""
    return calendar.add_working_days(day_of(decided_at), SECOND_LEVEL_WORKING_DAYS)


def reopen_until(decided_at: datetime) -> date:
    """Return the last day to have a decided appeal opened again."""
    return day_of(decided_at) + timedelta(days=REOPEN_DAYS)


def due_after_pause(appeal: Appeal, *, at: datetime) -> date:
    """Return the decision day once the clock runs again at `at`."""
    if appeal.paused_at is None:
        return appeal.due_date
    paused = calendar.working_days_between(day_of(appeal.paused_at), day_of(at))
    return calendar.add_working_days(appeal.due_date, paused)
