"""How often decided cases go on: opened again, or taken to the second level."""

from collections.abc import Sequence
from dataclasses import dataclass

from appeals.figures.slice_reading import Read, Sum
from appeals.reports import charts, words


@dataclass(frozen=True, slots=True)
class Line:
    """Decided at the first level, and what of that went on in the same days, in percent."""

    name: str
    decided: int
    reopened: int
    reopened_share: float | None
    banding: int
    banding_share: float | None


@dataclass(frozen=True, slots=True)
class GoingOn:
    """By ground and all together."""

    lines: Sequence[Line]
    together: Line
    chart: charts.RowChart


def of(read: Read) -> GoingOn:
    """Return what a reading of both levels says."""
    both = read.by(lambda cell: f"{cell.level}.{cell.ground}")
    levels = read.by(lambda cell: str(cell.level))
    grounds = sorted({key.partition(".")[2] for key in both})
    lines = [
        line
        for ground in grounds
        if (
            line := _line(
                words.ground_or_none(ground), both.get(f"1.{ground}"), both.get(f"2.{ground}")
            )
        )
    ]
    shown = [
        (line.name, line.reopened, line.banding) for line in lines if line.reopened or line.banding
    ]
    together = _line("", levels.get("1"), levels.get("2")) or Line("", 0, 0, None, 0, None)
    return GoingOn(lines, together, charts.going_on(shown))


def _line(name: str, first: Sum | None, second: Sum | None) -> Line | None:
    first, second = first or Sum(), second or Sum()
    if not (first.taken or first.reopened or second.reopened or second.filed):
        return None
    reopened = first.reopened + second.reopened
    return Line(
        name, first.taken, reopened, _share(reopened, first.taken),
        second.filed, _share(second.filed, first.taken),
    )  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
