"""Where each mark of a chart stands, in the units of its picture; templates draw them.

Pictures are 360 units wide, the width of a phone, so that their text is readable there. Positions
are text with a dot, because templates would write numbers with the reader's decimal comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format

from appeals.reports import words
from appeals.reports.figures import Day, GroundOutcome

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WIDTH = 360
_TOP, _BOTTOM, _LEFT, _RIGHT = 26, 150, 30, 352
_ROW = 38
_COUNT_WIDTH = 64
# How wide a figure of the axis, and one of the bold counts beside a bar, is at most; and the gap.
_FIGURE, _BOLD_FIGURE, _GAP = 7.6, 8.2, 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, a point or a place for text."""

    x: str
    y: str
    width: str = "0"
    height: str = "0"
    text: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class DayChart:
    """Bars for what came in, a line for what was decided."""

    bars: Sequence[Mark]
    points: Sequence[Mark]
    line: str
    days: Sequence[Mark]
    levels: Sequence[Mark]
    height: int = 176


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a row's bar: how many, and the style it is drawn in."""

    count: int
    style: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a bar chart: words above, segments one after the other, then the counts."""

    label: Mark
    bars: Sequence[Mark]
    counts: Mark


@dataclass(frozen=True, slots=True)
class RowChart:
    """Horizontal bars from a common zero."""

    rows: Sequence[Row]
    height: int


def days(counted: Sequence[Day], *, dated: str = "j M") -> DayChart:
    """Place the days from left to right, the axis from zero; `dated` is how a day is written."""
    most = _round_up(max((max(day.filed, day.decided) for day in counted), default=0))
    left = max(float(_LEFT), len(_n(most)) * _FIGURE + _GAP)
    step = (_RIGHT - left) / max(1, len(counted))
    scale = (_BOTTOM - _TOP) / most
    middles = [left + step * (number + 0.5) for number in range(len(counted))]
    points = [
        Mark(_at(x), _at(_BOTTOM - day.decided * scale))
        for x, day in zip(middles, counted, strict=True)
    ]
    return DayChart(
        bars=[
            Mark(
                _at(x - step * 0.36),
                _at(_BOTTOM - day.filed * scale),
                _at(step * 0.72),
                _at(day.filed * scale),
            )
            for x, day in zip(middles, counted, strict=True)
        ],
        points=points,
        line=" ".join(f"{point.x},{point.y}" for point in points),
        days=[
            _under(x, date_format(day.day, dated))
            for number, (x, day) in enumerate(zip(middles, counted, strict=True))
            if (len(counted) - 1 - number) % _days_between_labels(len(counted)) == 0
        ],
        levels=[
            Mark(_at(left), _at(_BOTTOM - level * scale), text=_n(level))
            for level in (0, most // 2, most)
        ],
    )


def backlog(bands: Sequence[tuple["StrOrPromise", int, str]]) -> RowChart:
    """Place one bar for each band: words, count and style."""
    return _rows(
        [(str(label), [Segment(count, style)], _n(count)) for label, count, style in bands]
    )


def outcomes(counted: Sequence[GroundOutcome]) -> RowChart:
    """Place one bar for each ground, lifted blocks first."""
    return _rows(
        [
            (
                words.ground(outcome.ground),
                [Segment(outcome.lifted, "lifted"), Segment(outcome.upheld, "upheld")],
                f"{_n(outcome.lifted)} + {_n(outcome.upheld)}",
            )
            for outcome in counted
        ]
    )


def waits(lines: Sequence[tuple[str, int, int]]) -> RowChart:
    """Place a bar for each: the days until half were done, then until nine in ten were."""
    return _rows(
        [
            (name, [Segment(half, "plain"), Segment(nine - half, "upheld")], f"{half} · {nine}")
            for name, half, nine in lines
        ]
    )


def going_on(lines: Sequence[tuple[str, int, int]]) -> RowChart:
    """Place a bar for each: opened again, then taken to the second level."""
    return _rows(
        [
            (
                name,
                [Segment(reopened, "today"), Segment(banding, "plain")],
                f"{_n(reopened)} + {_n(banding)}",
            )
            for name, reopened, banding in lines
        ]
    )


def _rows(lines: Sequence[tuple[str, list[Segment], str]]) -> RowChart:
    most = max((sum(part.count for part in parts) for _label, parts, _text in lines), default=0)
    longest = max((len(text) for _label, _parts, text in lines), default=0)
    count_width = max(float(_COUNT_WIDTH), longest * _BOLD_FIGURE + _GAP)
    scale = (_RIGHT - count_width) / max(1, most)
    rows = []
    for number, (label, parts, text) in enumerate(lines):
        top = number * _ROW
        bars, x = [], 0.0
        for part in parts:
            bars.append(
                Mark(_at(x), _at(top + 18), _at(part.count * scale), "12", style=part.style)
            )
            x += part.count * scale
        rows.append(
            Row(
                Mark("6", _at(top + 12), text=label),
                bars,
                Mark(_at(x + _GAP), _at(top + 28), text=text),
            )
        )
    return RowChart(rows, height=max(1, len(lines)) * _ROW)


def _under(x: float, text: str) -> Mark:
    """Place a day's name below its bar; the last one stays inside the picture."""
    inside = min(x, WIDTH - len(text) * _FIGURE / 2)
    return Mark(_at(inside), _at(_BOTTOM + 16), text=text, style="middle")


def _round_up(most: int) -> int:
    """Return an even number of one leading digit, so that half of it is a whole level."""
    size = int(10 ** max(0, len(str(most)) - 1))
    rounded = -(-most // size) * size
    return max(2, rounded + rounded % 2)


def _days_between_labels(count: int) -> int:
    return max(1, -(-count // 5))


def _at(position: float) -> str:
    return f"{position:.1f}"


def _n(value: int) -> str:
    return number_format(value, force_grouping=True)
