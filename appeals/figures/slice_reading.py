"""Reads slices for reports: whole months as months, the days at the edges as days.

A reading is one query however long the span is, over at most a slice a month and sixty of days;
where each day is told, over the days alone.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from appeals.figures import cells, months, slices
from appeals.figures.cells import Cell
from appeals.models import FigureSlice

Span = FigureSlice.Span
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    """Which days, whose cases, and which cells (places of `figures.cells`)."""

    first: date
    last: date
    places: Sequence[int]
    wave: int = FigureSlice.ALL_WAVES
    province_code: str = FigureSlice.ALL_PROVINCES
    # Each day is told, so that whole months are read as their days, too.
    by_day: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The whole months, by their first days, and the days beside them."""

    months: Sequence[date]
    days: Sequence[date]


@dataclass(slots=True)
class Sum:
    """Counts, and how many took so many working days."""

    filed: int = 0
    reopened: int = 0
    answered: int = 0
    taken: int = 0
    decided: int = 0
    lifted: int = 0
    upheld: int = 0
    ended: int = 0
    answer_days: Counter[int] = field(default_factory=Counter)
    decision_days: Counter[int] = field(default_factory=Counter)

    def add(self, counts: Mapping[str, int]) -> None:
        """Add counts by column."""
        for column, number in counts.items():
            setattr(self, column, getattr(self, column) + number)


@dataclass(frozen=True, slots=True)
class Read:
    """The answer: each cell's sum, and each day's or month's counts, oldest first."""

    cells: Mapping[Cell, Sum]
    spans: Mapping[tuple[date, str], Sum]

    def by(self, key: Callable[[Cell], str]) -> dict[str, Sum]:
        """Return the sums of the cells that have the same key."""
        found: defaultdict[str, Sum] = defaultdict(Sum)
        for cell, one in self.cells.items():
            into = found[key(cell)]
            into.add({column: getattr(one, column) for column in slices.COLUMNS})
            into.answer_days.update(one.answer_days)
            into.decision_days.update(one.decision_days)
        return dict(found)


def cover(first: date, last: date, *, by_day: bool = False) -> Cover:
    """Return the fewest months and days that are the days from `first` to `last`, or the days."""
    whole, days = [], []
    day = first
    while day <= last:
        following = months.before(months.month_of(day), by=-1)
        if not by_day and day.day == 1 and following - _ONE_DAY <= last:
            whole.append(day)
            day = following
        else:
            days.append(day)
            day += _ONE_DAY
    return Cover(whole, days)


def read(question: Question) -> Read:
    """Return the counts of the question's cells; one query."""
    found: dict[int, Sum] = {place: Sum() for place in question.places}
    spans: dict[tuple[date, str], Sum] = {}
    columns = (*slices.COLUMNS, *slices.DAYS)
    rows = FigureSlice.objects.filter(
        _covered(cover(question.first, question.last, by_day=question.by_day)),
        wave=question.wave,
        province_code=question.province_code,
    ).order_by("first")
    answer_days: Counter[str] = Counter()
    decision_days: Counter[str] = Counter()
    for first, span, *values in rows.values_list("first", "span", *columns):
        *arrays, answers, decisions = values
        here = Sum()
        for column, numbers in zip(slices.COLUMNS, arrays, strict=True):
            setattr(here, column, _add(found, numbers, column=column))
        spans[first, span] = here
        answer_days.update(answers)
        decision_days.update(decisions)
    _add_days(found, "answer_days", answer_days)
    _add_days(found, "decision_days", decision_days)
    return Read({cells.ALL[place]: one for place, one in found.items()}, spans)


def by_province(question: Question) -> dict[str, Mapping[str, int]]:
    """Return filed, decided, lifted and upheld of each province, or of the one asked about."""
    measures = ", ".join(f"sum({_measure(column, question.places)})" for column in _MAPPED)
    is_one = question.province_code != FigureSlice.ALL_PROVINCES
    covered = cover(question.first, question.last)
    # Any: the stubs know no arrays.
    asked: list[Any] = [
        question.wave, question.province_code, list(covered.months), list(covered.days),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.province_code, {measures} FROM appeals_figureslice s"  # noqa: S608 - names of ours
            f" WHERE s.wave = %s AND s.province_code {'=' if is_one else '<>'} %s"
            " AND ((s.span = 'm' AND s.first = ANY(%s::date[]))"
            " OR (s.span = 'd' AND s.first = ANY(%s::date[])))"
            " GROUP BY s.province_code",
            asked,
        )
        rows = cursor.fetchall()
    return {
        code: {column: number or 0 for column, number in zip(_MAPPED, numbers, strict=True)}
        for code, *numbers in rows
    }


_MAPPED = ("filed", "decided", "lifted", "upheld")
# Up to so many places, asking for each is faster than unfolding the array.
_FEW_PLACES = 26


def _measure(column: str, places: Sequence[int]) -> str:
    """Return the SQL of a slice's count in these places; all of it is names and numbers of ours."""
    if len(places) == cells.COUNT:
        return f"s.all_{column}"
    numbers = [str(place + 1) for place in places] or ["0"]
    if len(numbers) <= _FEW_PLACES:
        return " + ".join(f"coalesce(s.{column}[{number}], 0)" for number in numbers)
    return (
        f"(SELECT coalesce(sum(u.counted), 0) FROM unnest(s.{column})"  # noqa: S608 - see above
        f" WITH ORDINALITY u(counted, place) WHERE u.place IN ({', '.join(numbers)}))"
    )


def _covered(covered: Cover) -> Q:
    return Q(span=Span.MONTH, first__in=covered.months) | Q(span=Span.DAY, first__in=covered.days)


def _add(found: Mapping[int, Sum], numbers: Sequence[int], *, column: str) -> int:
    """Add an array's counts to the cells asked for; return their sum."""
    total = 0
    for place, one in found.items():
        if place < len(numbers) and (number := numbers[place]):
            setattr(one, column, getattr(one, column) + number)
            total += number
    return total


def _add_days(found: Mapping[int, Sum], column: str, counted: Counter[str]) -> None:
    for key, number in counted.items():
        place, _colon, length = key.partition(":")
        one = found.get(int(place))
        if one is not None:
            getattr(one, column)[int(length)] += number
