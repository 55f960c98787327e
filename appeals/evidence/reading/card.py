"""Finds the values of an e-KTP or a family card among the lines that were read; plain Python."""

import math
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from appeals.evidence.reading import numbers
from appeals.evidence.reading.wire import Line

_DATE = re.compile(r"(?<!\w)([\dOoDIl|SsBZ]{2})\s?[-–./ ]\s?([\dOoDIl|SsBZ]{2})\s?[-–./ ]\s?"
                   r"([\dOoDIl|SsBZ]{4})(?!\w)")  # fmt: skip
_NAME_LABEL = re.compile(r"^\W*N[aA@][mM][aA@]\b\W*")
_NAME_REST = re.compile(r"[^A-Z .,'’\-]")
_ALIKE = 0.7  # of a label, and the words that a card has there
_NOT_BORN_BEFORE = 1900
_FAMILY_HEADS = ("kartukeluarga", "keluarga", "namakepalakeluarga")
_NIKS_OF_A_FAMILY = 3  # two stand on one sheet with a card and its copy, or with another number
_TALL = 1.8  # times the label's height: a mark across the card, no value


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it was read, and how sure the machine is of its line; days as in ISO 8601."""

    text: str
    percent: int
    is_repaired: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What was found; None: it wasn't."""

    nik: Value | None = None
    kk: Value | None = None
    name: Value | None = None
    birth_date: Value | None = None

    @property
    def values(self) -> Mapping[str, Value]:
        """The values that were found, by their names."""
        named = {"nik": self.nik, "kk": self.kk, "name": self.name, "birth_date": self.birth_date}
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line where it would stand if the card lay straight."""

    line: Line
    left: float
    middle: float
    height: float


def found(lines: Sequence[Line], *, is_family_card: bool) -> Card:
    """Return the values of the card: of a family card its number, else the holder's own.

    Of a family card that was sent as an e-KTP nothing: whose of its members it is about, a
    machine cannot say, and its own number is no NIK.
    """
    placed = _straightened(lines)
    if is_family_card:
        return Card(kk=_kk(placed))
    if _shows_family_card(placed):
        return Card()
    return Card(nik=_nik(placed), name=_name(placed), birth_date=_birth_date(placed))


def _shows_family_card(placed: Sequence[_Placed]) -> bool:
    """Say so by the headings, or by several NIKs where the headings are cut off."""
    clear = (numbers.nik(one.line.text) for one in placed)
    niks = {number.digits for number in clear if number and not number.is_repaired}
    if len(niks) >= _NIKS_OF_A_FAMILY:
        return True
    return any(_is_alike(one.line.text, head) for one in placed for head in _FAMILY_HEADS)


def _nik(placed: Sequence[_Placed]) -> Value | None:
    """Return the number that was read clearly and stands highest, as it does on the card."""
    read = [
        Value(number.digits, one.line.percent, number.is_repaired)
        for one in placed
        if (number := numbers.nik(one.line.text))
    ]
    return min(read, key=lambda value: value.is_repaired, default=None)


def _kk(placed: Sequence[_Placed]) -> Value | None:
    """Return the card's own number: what is below it, in the table, are its members' NIKs."""
    read = [(one, number) for one in placed if (number := numbers.kk(one.line.text))]
    labelled = [(one, number) for one, number in read if numbers.has_label(one.line.text)]
    beside = [(one, number) for one, number in read if _has_label_beside(one, placed)]
    alone = read if len(read) == 1 and _is_in_the_head(read[0][0], placed) else []
    one, number = next(iter([*labelled, *beside, *alone]), (None, None))
    if one is None or number is None:
        return None
    return Value(number.digits, one.line.percent, number.is_repaired)


def _has_label_beside(number: _Placed, placed: Sequence[_Placed]) -> bool:
    return any(
        re.fullmatch(r"\W*N[o0O]\W*", one.line.text) and _is_same_row(one, number)
        for one in placed
        if one.left < number.left
    )


def _is_in_the_head(one: _Placed, placed: Sequence[_Placed]) -> bool:
    middles = [other.middle for other in placed]
    return one.middle < min(middles) + (max(middles) - min(middles)) / 4


def _name(placed: Sequence[_Placed]) -> Value | None:
    for label in placed:
        inline = _NAME_LABEL.match(label.line.text)
        if not inline and not _is_alike(label.line.text, "nama"):
            continue
        rest = _NAME_LABEL.sub("", label.line.text) if inline else ""
        parts = [one.line for one in _beside(label, placed)]
        texts = [rest, *(part.text for part in parts)]
        name = " ".join(filter(None, (_as_name(text) for text in texts)))
        if name:
            return Value(name, min(line.percent for line in (label.line, *parts)))
    return None


def _as_name(text: str) -> str:
    return " ".join(_NAME_REST.sub(" ", text.upper()).strip(" .,'’-").split())


def _birth_date(placed: Sequence[_Placed]) -> Value | None:
    """Return the date beside its label, or else the earliest: others are of issue and expiry."""
    for label in placed:
        if "lahir" in label.line.text.lower() or _is_alike(label.line.text, "tempattgllahir"):
            row = [label, *_beside(label, placed)]
            if dates := list(_dates(row)):
                return dates[0]
    return min(_dates(placed), key=lambda value: value.text, default=None)


def _dates(placed: Sequence[_Placed]) -> Iterator[Value]:
    for one in placed:
        for match in _DATE.finditer(one.line.text):
            day, month, year = (numbers.as_digits(part) for part in match.groups())
            is_clear = all(part.isdigit() for part in match.groups())
            try:
                born = date(int(year), int(month), int(day))
            except ValueError:
                continue
            if born.year >= _NOT_BORN_BEFORE:
                yield Value(born.isoformat(), one.line.percent, not is_clear)


def _beside(label: _Placed, placed: Sequence[_Placed]) -> list[_Placed]:
    """Return what stands in the label's row to its right, from left to right."""
    row = [
        one
        for one in placed
        if one is not label
        and one.left > label.left
        and one.height < _TALL * label.height
        and _is_same_row(label, one)
    ]
    return sorted(row, key=lambda one: one.left)


def _is_same_row(one: _Placed, other: _Placed) -> bool:
    return abs(one.middle - other.middle) < 0.6 * max(one.height, other.height)


def _is_alike(text: str, label: str) -> bool:
    letters = re.sub(r"[^a-z]", "", text.lower()).replace("rn", "m")
    if not letters or len(letters) > len(label) + 2:
        return False
    return SequenceMatcher(None, letters, label).ratio() >= _ALIKE


def _straightened(lines: Sequence[Line]) -> list[_Placed]:
    """Turn the lines by the angle that most of their length has; return them from the top down."""
    turned = [_angle(line) for line in lines for _ in range(1 + len(line.text) // 4)]
    angle = statistics.median(turned) if turned else 0.0
    cos, sin = math.cos(-angle), math.sin(-angle)
    placed = []
    for line in lines:
        across = [x * cos - y * sin for x, y in line.corners]
        down = [x * sin + y * cos for x, y in line.corners]
        height = (down[3] + down[2] - down[0] - down[1]) / 2
        placed.append(_Placed(line, min(across), sum(down) / 4, abs(height)))
    return sorted(placed, key=lambda one: one.middle)


def _angle(line: Line) -> float:
    (x0, y0), (x1, y1) = line.corners[:2]
    return math.atan2(y1 - y0, x1 - x0)
