"""The dashboard as one value: each chart with its headline, picture and table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from appeals.reports import charts, figures, headlines, words
from appeals.reports.period import Period

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Inflow:
    """What came in and what was decided, day by day."""

    headline: str
    chart: charts.DayChart
    rows: Sequence[figures.Day]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What still owes a decision, by the days left."""

    headline: str
    chart: charts.RowChart
    rows: Sequence[tuple["StrOrPromise", int, str]]
    total: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How decisions ended, by ground: words and counts."""

    headline: str
    chart: charts.RowChart
    rows: Sequence[tuple[str, figures.GroundOutcome]]


@dataclass(frozen=True, slots=True)
class Board:
    """All of it, for the days of `period`."""

    period: Period
    inflow: Inflow
    backlog: Backlog
    outcomes: Outcomes


def of(*, on: date, days: int) -> Board:
    """Return the dashboard of the `days` days up to `on`."""
    period = Period.ending(on, days=days)
    return Board(period, _inflow(period), _backlog(on), _outcomes(period))


def _inflow(period: Period) -> Inflow:
    counted = figures.inflow(period)
    return Inflow(headlines.inflow(counted), charts.days(counted), counted[::-1])


def _backlog(on: date) -> Backlog:
    counted = figures.backlog(on=on)
    bands = [
        (_("Terlambat lebih dari 7 hari"), counted.very_late, "late"),
        (_("Terlambat 1-7 hari"), counted.late, "late"),
        (_("Jatuh tempo hari ini"), counted.today, "today"),
        (_("1-3 hari lagi"), counted.soon, "plain"),
        (_("4-7 hari lagi"), counted.week, "plain"),
        (_("Lebih dari 7 hari lagi"), counted.later, "plain"),
        (_("Waktunya berhenti, menunggu jawaban"), counted.paused, "paused"),
    ]
    return Backlog(headlines.backlog(counted, on=on), charts.backlog(bands), bands, counted.total)


def _outcomes(period: Period) -> Outcomes:
    counted = figures.outcomes(period)
    named = [(words.ground(outcome.ground), outcome) for outcome in counted]
    return Outcomes(headlines.outcomes(counted), charts.outcomes(counted), named)
