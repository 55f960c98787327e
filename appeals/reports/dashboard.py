"""The dashboard as one value: each chart with its headline, picture and table.

Reads slices and what jobs counted, never a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from appeals.figures import cells, months, slice_reading
from appeals.figures.freshness import Freshness, freshness
from appeals.figures.slice_reading import Question, Read, Sum
from appeals.models import FigureSlice
from appeals.reports import charts, going_on, headlines, provinces, standing, waits, words
from appeals.reports.figures import Day, GroundOutcome
from appeals.reports.filters import NONE, Filters

# More days than that are told by month.
_MOST_DAYS = 92


@dataclass(frozen=True, slots=True)
class Inflow:
    """What came in and what left, day by day or month by month, newest first."""

    headline: str
    chart: charts.DayChart
    rows: Sequence[Day]
    by_month: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How decisions ended, by ground: words and counts."""

    headline: str
    chart: charts.RowChart
    rows: Sequence[tuple[str, GroundOutcome]]


@dataclass(frozen=True, slots=True)
class Board:
    """All of it, for what `filters` ask; each part with the sentence that it says."""

    freshness: Freshness
    inflow: Inflow
    standing: tuple[str, standing.Standing]
    answers: tuple[str, waits.Waits]
    decisions: tuple[str, waits.Waits]
    outcomes: Outcomes
    provinces: tuple[str, provinces.Provinces]
    # Opened again: part of the inflow, not of the provinces.
    reopened: int
    going_on: tuple[str, going_on.GoingOn]


def of(filters: Filters) -> Board:
    """Return the dashboard; some queries over slices, as many for one case as for millions."""
    question = asked(filters)
    read = slice_reading.read(replace(question, by_day=not _is_by_month(filters)))
    # Bandings beside the decisions of the first level, whatever level is asked for.
    both = read
    if filters.level:
        both = slice_reading.read(asked(replace(filters, level="")))
    now, answers, decisions = standing.of(), waits.until_answer(read), waits.until_decision(read)
    where, on = provinces.of(slice_reading.by_province(question)), going_on.of(both)
    return Board(
        freshness=freshness(filters.first, filters.last),
        inflow=_inflow(filters, read),
        standing=(headlines.standing(now), now),
        answers=(headlines.answers(answers), answers),
        decisions=(headlines.decisions(decisions), decisions),
        outcomes=_outcomes(read),
        provinces=(headlines.provinces(where), where),
        reopened=sum(one.reopened for one in read.cells.values()),
        going_on=(headlines.going_on(on), on),
    )


def asked(filters: Filters) -> Question:
    """Return the question that the filters ask of the slices."""
    wave, province, ground = filters.wave, filters.province, filters.ground
    return Question(
        first=filters.first,
        last=filters.last,
        places=cells.places(
            levels=[int(filters.level)] if filters.level else [],
            channels=[filters.channel] if filters.channel else [],
            grounds=[] if not ground else ["" if ground == NONE else ground],
        ),
        wave=_wave(wave),
        province_code=FigureSlice.ALL_PROVINCES if not province else province.replace(NONE, ""),
    )


def _wave(asked_for: str) -> int:
    if not asked_for:
        return FigureSlice.ALL_WAVES
    return FigureSlice.NO_WAVE if asked_for == NONE else int(asked_for)


def _is_by_month(filters: Filters) -> bool:
    return (filters.last - filters.first).days >= _MOST_DAYS


def _inflow(filters: Filters, read: Read) -> Inflow:
    by_month = _is_by_month(filters)
    sums: dict[date, Sum] = {}
    for day in filters.period.days():
        sums.setdefault(months.month_of(day) if by_month else day, Sum())
    for (first, _span), one in read.spans.items():
        into = sums[months.month_of(first) if by_month else first]
        into.filed += one.filed + one.reopened
        into.taken += one.taken
        into.ended += one.ended
    counted = [Day(first, one.filed, one.taken, one.ended) for first, one in sums.items()]
    chart = charts.days(counted, dated="M y" if by_month else "j M")
    return Inflow(headlines.flow(counted), chart, counted[::-1], by_month)


def _outcomes(read: Read) -> Outcomes:
    counted = sorted(
        (
            GroundOutcome(ground, one.lifted, one.upheld)
            for ground, one in read.by(lambda cell: cell.ground).items()
            if ground and one.lifted + one.upheld
        ),
        key=lambda outcome: (-outcome.total, outcome.ground),
    )
    named = [(words.ground(outcome.ground), outcome) for outcome in counted]
    return Outcomes(headlines.outcomes(counted), charts.outcomes(counted), named)
