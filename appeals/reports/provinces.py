"""The provinces: a map that tells where blocks are complained about, and the list beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.figures.map_picture import DRAWN_WITHIN, outlines
from portal import regions

_SHADES = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A province: what was filed and decided there; `share` is lifted among those, in percent."""

    name: str
    filed: int
    decided: int
    lifted: int
    share: int | None


@dataclass(frozen=True, slots=True)
class Shape:
    """A province as it is drawn; shade 0 is none, 4 the most."""

    outline: str
    shade: int
    words: str


@dataclass(frozen=True, slots=True)
class Provinces:
    """The ranking, most first, the shapes, and what each shade means."""

    lines: Sequence[Line]
    shapes: Sequence[Shape]
    legend: Sequence[tuple[int, str]]
    drawn_within: Sequence[tuple[str, str]]


def of(counted: Mapping[str, Mapping[str, int]]) -> Provinces:
    """Return the map and its ranking of what `slice_reading.by_province` counted."""
    lines = sorted(
        (_line(code, one) for code, one in counted.items()),
        key=lambda line: (-line.filed, -line.decided, line.name),
    )
    filed = {code: one["filed"] for code, one in counted.items()}
    step = _step(max((filed.get(code, 0) for code in outlines()), default=0))
    shapes = [
        Shape(outline, _shade(filed.get(code, 0), step), _words(code, filed.get(code, 0)))
        for code, outline in outlines().items()
    ]
    within = [(name(new), name(old)) for new, old in DRAWN_WITHIN.items()]
    return Provinces(lines, shapes, _legend(step), within)


def name(code: str) -> str:
    """Return a province's name, or that the NIK names none."""
    return regions.province_name(code) or _("Tidak terbaca dari NIK")


def _line(code: str, one: Mapping[str, int]) -> Line:
    judged = one["lifted"] + one["upheld"]
    share = round(100 * one["lifted"] / judged) if judged else None
    return Line(name(code), one["filed"], one["decided"], one["lifted"], share)


def _words(code: str, filed: int) -> str:
    return f"{name(code)}: {_n(filed)}"


def _step(most: int) -> int:
    """Return how wide a shade is: a quarter of the most, rounded up to one or two digits."""
    quarter = -(-most // _SHADES) or 1
    size = int(10 ** max(0, len(str(quarter)) - 2))
    return -(-quarter // size) * size


def _shade(filed: int, step: int) -> int:
    return min(_SHADES, -(-filed // step))


def _legend(step: int) -> list[tuple[int, str]]:
    bands = [
        (shade, f"{_n((shade - 1) * step + 1)}–{_n(shade * step)}" if step > 1 else _n(shade))
        for shade in range(1, _SHADES + 1)
    ]
    return [(0, _("tidak ada")), *bands]


def _n(number: int) -> str:
    return number_format(number, force_grouping=True)
