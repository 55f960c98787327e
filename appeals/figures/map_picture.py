"""The map of Indonesia: which colour each province has, and the words for the colours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.formats import number_format
from django.utils.translation import gettext

from appeals.figures.published import Published

OUTLINES = Path(__file__).parent / "data" / "indonesia.json"
# Split off in 2022, after the map was drawn: each lies within the province it came from.
DRAWN_WITHIN = {"93": "91", "94": "91", "95": "91", "96": "92"}
# From how many complaints on a province has which colour; readable on white and side by side.
_STEPS = ((10, "#bcd9f2"), (100, "#6fa8dc"), (1_000, "#2a6fb0"), (10_000, "#0b3a66"))
NONE, HIDDEN = "#ffffff", "#d5dbe1"


@dataclass(frozen=True, slots=True)
class Shape:
    """A province as it is drawn."""

    code: str
    outline: str
    fill: str


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour and what it means."""

    fill: str
    words: str


def shapes(published: Published) -> list[Shape]:
    """Return every province with the colour of what is told of it."""
    filed = {line.code: line.filed for line in published.provinces}
    is_told = published.total.filed is not None
    return [
        Shape(code, outline, _fill(filed.get(code, 0 if is_told else None)))
        for code, outline in outlines().items()
    ]


def legend() -> list[Swatch]:
    """Return the colours in words, few to many."""
    found = [Swatch(NONE, gettext("tidak ada")), Swatch(HIDDEN, gettext("tidak ditampilkan"))]
    for number, (start, fill) in enumerate(_STEPS):
        is_last = number == len(_STEPS) - 1
        words = (
            gettext("%(start)s atau lebih") % {"start": _n(start)}
            if is_last
            else f"{_n(start)}–{_n(_STEPS[number + 1][0] - 1)}"
        )
        found.append(Swatch(fill, words))
    return found


@lru_cache(maxsize=1)
def outlines() -> Mapping[str, str]:
    """Return each drawn province's outline by its code."""
    found: dict[str, str] = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return found


def _fill(filed: int | None) -> str:
    if filed is None:
        return HIDDEN
    reached = [fill for start, fill in _STEPS if filed >= start]
    return reached[-1] if reached else NONE


def _n(number: int) -> str:
    return number_format(number, force_grouping=True)
