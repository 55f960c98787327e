"""A chart of shares with the range that each may truly lie in; templates draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

from appeals.reports.charts import Mark

_LEFT, _RIGHT, _ROW, _AXIS = 8, 300, 44, 22
# What fits on a line of the picture; the table has the whole.
_LONGEST = 44


@dataclass(frozen=True, slots=True)
class Share:
    """One row: words, the share as counted, and the range it may truly lie in; all 0 to 1."""

    label: str
    share: float
    lowest: float
    highest: float
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """Words above; the range as a bar, the share as a point on it, and the share in words."""

    label: Mark
    bar: Mark
    point: Mark
    text: Mark


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Rows over one axis from 0 to 100 percent."""

    rows: Sequence[IntervalRow]
    levels: Sequence[Mark]
    bottom: str
    height: int


def chart(shares: Sequence[Share]) -> IntervalChart:
    """Place one row for each share, in the order given."""
    bottom = len(shares) * _ROW
    return IntervalChart(
        rows=[_row(one, top=number * _ROW) for number, one in enumerate(shares)],
        levels=[
            Mark(_at(_x(level / 100)), _at(bottom + 15), text=f"{level} %")
            for level in (0, 25, 50, 75, 100)
        ],
        bottom=_at(bottom),
        height=bottom + _AXIS,
    )


def percent(share: float) -> str:
    """Return a share in whole percent."""
    return f"{number_format(round(100 * share))} %"


def _row(one: Share, *, top: int) -> IntervalRow:
    label = one.label if len(one.label) <= _LONGEST else f"{one.label[: _LONGEST - 1].rstrip()}…"
    return IntervalRow(
        label=Mark(_at(_LEFT), _at(top + 14), text=label),
        bar=Mark(
            _at(_x(one.lowest)), _at(top + 23), _at(_x(one.highest) - _x(one.lowest)), "10",
            style=one.style,
        ),
        point=Mark(_at(_x(one.share)), _at(top + 28), style=one.style),
        text=Mark(_at(_RIGHT + 12), _at(top + 33), text=percent(one.share)),
    )  # fmt: skip


def _x(share: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * share


def _at(position: float) -> str:
    return f"{position:.1f}"
