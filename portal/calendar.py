"""Days in Jakarta: civil dates, working days, national holidays and cuti bersama.

Owns `portal/data/holidays.csv`, a fact per line with its decree. A day beyond the decreed years
counts by its weekday only; `gaps` says when that comes near.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
WARN_BEFORE = timedelta(days=60)

_FILE = Path(__file__).parent / "data" / "holidays.csv"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A free day: `kind` is `national` or `cuti_bersama` (collective leave)."""

    kind: str
    name: str


def civil_date(at: datetime) -> date:
    """Return the day that `at` falls on in Jakarta; `at` must know its zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no civil date")
    return at.astimezone(JAKARTA).date()


def start_of_day(day: date) -> datetime:
    """Return the first moment of `day` in Jakarta."""
    return datetime.combine(day, time.min, JAKARTA)


def end_of_day(day: date) -> datetime:
    """Return the last microsecond of `day` in Jakarta, which still counts."""
    return datetime.combine(day, time.max, JAKARTA)


def is_working_day(day: date) -> bool:
    """Say whether `day` is Monday to Friday and neither a holiday nor cuti bersama."""
    return day.weekday() < 5 and day not in holidays()


def add_working_days(day: date, n: int) -> date:
    """Return the `n`-th working day after `day`; `day` itself is not counted."""
    if n < 0:
        raise ValueError("working days are counted forwards")
    while n:
        day += _DAY
        n -= is_working_day(day)
    return day


def working_days_between(a: date, b: date) -> int:
    """Return how many working days lie after `a` up to and including `b`; negative backwards."""
    if b < a:
        return -working_days_between(b, a)
    return sum(is_working_day(a + _DAY * step) for step in range(1, (b - a).days + 1))


def covered_until() -> date:
    """Return the last day of the last year whose holidays are decreed."""
    return date(max(holidays()).year, 12, 31)


def gaps(day: date) -> list[str]:
    """Return what is missing for clocks that start on `day`, for the system check."""
    end = covered_until()
    if day + WARN_BEFORE <= end:
        return []
    return [f"holidays are known until {end:%Y-%m-%d} only; add the next decree"]


@lru_cache(maxsize=1)
def holidays() -> Mapping[date, Holiday]:
    """Return every day that is decreed free."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        facts = (line for line in lines if not line.startswith("#"))
        return MappingProxyType(
            {
                date.fromisoformat(row["date"]): Holiday(row["kind"], row["name"])
                for row in csv.DictReader(facts)
            }
        )
