"""The days of exports that come by themselves: whole, none left out, none before its time."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from appeals.models import Export, ExportPlan
from appeals.reports import scheduling, spans
from appeals.reports.scheduling import Wanted
from portal.models import User
from tests import builders
from tests.appeals.exports import WANTED, plan
from tests.builders import NOON

pytestmark = pytest.mark.django_db

TUESDAY = NOON + timedelta(days=4)


@pytest.fixture
def supervisor() -> User:
    return builders.officer("supervisor")


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("yesterday", date(2027, 2, 28), date(2027, 2, 28)),
        ("last_week", date(2027, 2, 22), date(2027, 2, 28)),
        ("last_month", date(2027, 2, 1), date(2027, 2, 28)),
    ],
)
def test_a_span_is_whole_days_that_are_over(span: str, first: date, last: date) -> None:
    period = spans.before(date(2027, 3, 1), span)  # a Monday
    assert (period.first, period.last) == (first, last)


def test_the_next_day_of_a_rhythm_is_after_today() -> None:
    new_year = date(2026, 12, 31)
    days = [spans.next_after(new_year, rhythm) for rhythm in ("daily", "weekly", "monthly")]
    # New Year's Day is a Friday: the month's file is for Monday, when somebody is there.
    assert days == [date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 4)]
    assert spans.next_after(date(2027, 1, 4), "weekly") == date(2027, 1, 11)
    assert spans.next_after(date(2027, 1, 31), "monthly") == date(2027, 2, 1)


def test_a_plan_is_run_once_and_missed_days_are_made_up_for_by_one_file(supervisor: User) -> None:
    made = plan(supervisor)
    assert scheduling.due(at=NOON) == []
    for _ in range(2):
        for key in [*scheduling.due(at=TUESDAY), made.pk]:
            scheduling.run(key, at=TUESDAY)
    export = Export.objects.get()
    assert (export.from_date, export.until_date) == (
        NOON.date(),
        TUESDAY.date() - timedelta(days=1),
    )
    made.refresh_from_db()
    assert made.next_date == TUESDAY.date() + timedelta(days=1)


def test_a_week_of_holidays_leaves_no_day_out(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    week = {date(2026, 12, 7) + timedelta(days=back) for back in range(5)}
    monkeypatch.setattr("portal.calendar.holidays", lambda: week)
    made = scheduling.add(
        replace(WANTED, rhythm="weekly", span="last_week"), by=supervisor, at=NOON
    )
    days = []
    for _ in range(3):
        made.refresh_from_db()
        moment = datetime.combine(made.next_date, NOON.timetz())
        export = scheduling.run(made.pk, at=moment)
        assert export is not None
        days.append((made.next_date, export.from_date, export.until_date))
    assert days == [
        (date(2026, 11, 23), date(2026, 11, 16), date(2026, 11, 22)),
        (date(2026, 11, 30), date(2026, 11, 23), date(2026, 11, 29)),
        (date(2026, 12, 14), date(2026, 11, 30), date(2026, 12, 13)),
    ]


def test_a_change_loses_no_day_of_a_file_that_a_holiday_put_off(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday = NOON + timedelta(days=3)
    monkeypatch.setattr("portal.calendar.holidays", lambda: {monday.date()})
    weekly = replace(WANTED, rhythm="weekly", span="last_week")

    def changed(new: Wanted) -> list[tuple[date, date]]:
        Export.objects.all().delete()
        ExportPlan.objects.all().delete()
        made = scheduling.add(weekly, by=supervisor, at=NOON)
        kept = scheduling.change(made, new, by=supervisor, at=monday)
        moment = datetime.combine(kept.next_date, NOON.timetz())
        assert scheduling.run(made.pk, at=moment) is not None
        days = Export.objects.order_by("pk").values_list("from_date", "until_date")
        return list(days)

    owed = (date(2026, 11, 16), date(2026, 11, 22))
    assert changed(replace(weekly, purpose="Untuk rapat mingguan")) == [owed]
    assert changed(WANTED) == [owed, (monday.date(), monday.date())]
    sunday = date(2026, 11, 29)
    assert changed(replace(WANTED, rhythm="weekly")) == [owed, (sunday, sunday)]


def test_another_rhythm_begins_after_the_last_file(supervisor: User) -> None:
    monthly = replace(WANTED, rhythm="monthly", span="last_month")
    made = scheduling.add(monthly, by=supervisor, at=NOON)
    weekly = replace(WANTED, rhythm="weekly", span="last_week")
    scheduling.change(made, weekly, by=supervisor, at=NOON)
    export = scheduling.run(made.pk, at=NOON + timedelta(days=3))
    assert export is not None
    assert (export.from_date, export.until_date) == (date(2026, 11, 1), date(2026, 11, 22))


def test_a_plan_that_looks_back_less_than_its_rhythm_leaves_days_out(supervisor: User) -> None:
    made = scheduling.add(replace(WANTED, rhythm="weekly"), by=supervisor, at=NOON)
    export = scheduling.run(made.pk, at=NOON + timedelta(days=17))
    assert export is not None
    assert export.from_date == export.until_date
