"""Days in Jakarta: civil dates, working days and the decreed holidays."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import calendar

FRIDAY = date(2026, 11, 20)
covered_days = st.dates(date(2021, 1, 1), date(2027, 11, 30))


def test_a_civil_day_begins_at_midnight_in_jakarta() -> None:
    assert calendar.civil_date(datetime(2026, 11, 19, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 19)
    assert calendar.civil_date(datetime(2026, 11, 19, 17, tzinfo=UTC)) == FRIDAY


def test_a_moment_without_a_zone_has_no_civil_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar.civil_date(datetime(2026, 11, 20))  # noqa: DTZ001 - the point of the test


def test_the_last_microsecond_still_counts() -> None:
    end = calendar.end_of_day(FRIDAY)
    assert calendar.civil_date(end) == FRIDAY
    assert calendar.civil_date(end + timedelta(microseconds=1)) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (FRIDAY, True),
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 22), False),
        (date(2026, 12, 24), False),  # cuti bersama
        (date(2026, 12, 25), False),
        (date(2027, 1, 1), False),
        (date(2027, 3, 15), False),  # the last day of Idulfitri's leave
        (date(2027, 3, 16), True),
        (date(2025, 8, 18), False),  # added by amendment
        (date(2021, 10, 19), True),  # moved to the 20th by amendment
    ],
)
def test_weekends_holidays_and_cuti_bersama_are_free(day: date, counts: bool) -> None:
    assert calendar.is_working_day(day) is counts


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 1, date(2026, 11, 23)),
        (FRIDAY, 10, date(2026, 12, 4)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2027, 3, 5), 1, date(2027, 3, 16)),  # Nyepi and Idulfitri in one week
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, n: int, end: date) -> None:
    assert calendar.add_working_days(start, n) == end


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        calendar.add_working_days(FRIDAY, -1)


@given(covered_days, st.integers(1, 15))
def test_adding_and_counting_agree(day: date, n: int) -> None:
    end = calendar.add_working_days(day, n)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(day, end) == n
    assert calendar.working_days_between(end, day) == -n


def test_no_working_day_lies_between_a_day_and_itself() -> None:
    assert calendar.working_days_between(FRIDAY, FRIDAY) == 0


def test_beyond_the_decrees_only_the_weekday_counts() -> None:
    assert calendar.is_working_day(date(2028, 8, 17))
    assert not calendar.is_working_day(date(2028, 8, 19))


def test_the_decrees_are_entered_in_full() -> None:
    kinds = Counter((day.year, holiday.kind) for day, holiday in calendar.holidays().items())
    assert {year for year, _ in kinds} == set(range(2021, 2028))
    assert [kinds[year, "national"] for year in range(2021, 2028)] == [15, 16, 16, 19, 17, 17, 18]
    assert [kinds[year, "cuti_bersama"] for year in range(2021, 2028)] == [1, 4, 11, 10, 11, 8, 8]
    assert {kind for _, kind in kinds} == {"national", "cuti_bersama"}


def test_every_day_off_together_is_a_weekday() -> None:
    for day, holiday in calendar.holidays().items():
        assert holiday.kind == "national" or day.weekday() < 5, day


def test_a_missing_decree_is_reported_sixty_days_ahead() -> None:
    assert calendar.covered_until() == date(2027, 12, 31)
    assert calendar.gaps(date(2026, 11, 22)) == []
    assert calendar.gaps(date(2027, 11, 1)) == []
    assert "2027-12-31" in calendar.gaps(date(2027, 11, 2))[0]
