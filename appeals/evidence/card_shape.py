"""Looks for the card or sheet in a small picture: what differs from the table, in one piece.

Plain loops over a grid of some thousand cells. Runs only inside the child and in benchmarks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from PIL import Image, ImageChops

Colour = tuple[float, float, float]

_GRID = 5  # pixels of the thumbnail for one cell
_CORNER = 0.07
# How far two corners may differ and still be one table; how far a card differs from it.
_SAME_TABLE = 45
_OTHER_THAN_TABLE = 38
_LEAST_SHARE = 0.015
# A piece of another form than a card's is a card cut off if it is at least this large.
_FIELD_SHARE = 0.12
# A rectangle fills the box of its own spread; hands and faces do not.
_LEAST_FILLED = 0.82
_FLATTEST, _LONGEST = 1.0, 2.2


@dataclass(frozen=True, slots=True)
class Shape:
    """The card's long side in pixels of the thumbnail, 0 where nothing has a card's shape.

    `cut` is the share of the one side of the photo that the card covers most of; None where no
    table is to be seen around it.
    """

    length: float
    cut: float | None


def found(thumbnail: Image.Image) -> Shape:
    """Look for a card in an RGB thumbnail."""
    small = thumbnail.reduce(_GRID)
    wide, high = small.size
    if min(wide, high) < 12:
        return Shape(0, None)
    table = _table(small)
    if table is None:
        return Shape(0, None)
    is_other = _unlike(small, table)
    blob = _largest(is_other, wide)
    length = _length(blob, wide) * _GRID if len(blob) > _LEAST_SHARE * len(is_other) else 0
    if not length and len(blob) < _FIELD_SHARE * len(is_other):
        return Shape(0, None)  # print on a card that fills the photo, or nothing at all
    return Shape(length, _cut(set(blob), wide, high))


def _unlike(small: Image.Image, table: Colour) -> bytes:
    """Return of each cell whether its colour is another than the table's."""
    plain = Image.new("RGB", small.size, (round(table[0]), round(table[1]), round(table[2])))
    red, green, blue = ImageChops.difference(small, plain).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([level > _OTHER_THAN_TABLE for level in range(256)]).tobytes()


def _colours(small: Image.Image) -> list[Colour]:
    flat = small.tobytes()
    return list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))


def _table(small: Image.Image) -> Colour | None:
    """Return the colour that most corners share; None where there is none.

    A card that is cut off may hide two corners: then the other two are the table, as far as the
    middle has another colour.
    """
    wide, high = small.size
    across, down = max(2, round(wide * _CORNER)), max(2, round(high * _CORNER))
    corners = [
        _usual(_colours(small.crop((left, top, left + across, top + down))))
        for left in (0, wide - across)
        for top in (0, high - down)
    ]
    third = small.crop((wide // 3, high // 3, wide - wide // 3, high - high // 3))
    middle = _usual(_colours(third))
    alike = [
        [other for other in corners if _apart(corner, other) < _SAME_TABLE] for corner in corners
    ]
    most = max(alike, key=lambda group: (len(group), _apart(group[0], middle)))
    return _usual(most) if len(most) >= 2 else None


def _usual(colours: Sequence[Colour]) -> Colour:
    red, green, blue = (median(part) for part in zip(*colours, strict=True))
    return red, green, blue


def _apart(one: Colour, other: Colour) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]), abs(one[2] - other[2]))


def _largest(is_other: Sequence[int], wide: int) -> list[int]:
    """Return the places of the largest piece that hangs together."""
    left = {place for place, is_on in enumerate(is_other) if is_on}
    largest: list[int] = []
    while len(left) > len(largest):
        piece = [left.pop()]
        for place in piece:  # grows while it is walked
            x = place % wide
            beside = (place - wide, place + wide, *((place - 1,) if x else ()),
                      *((place + 1,) if x < wide - 1 else ()))  # fmt: skip
            for near in beside:
                if near in left:
                    left.remove(near)
                    piece.append(near)
        if len(piece) > len(largest):
            largest = piece
    return largest


def _length(blob: Sequence[int], wide: int) -> float:
    """Return the long side of the rectangle with the blob's spread, 0 if it is none.

    The spread of a rectangle is a twelfth of each side squared, however it is turned.
    """
    count = len(blob)
    places = [(place % wide, place // wide) for place in blob]
    middle_x, middle_y = (sum(part) / count for part in zip(*places, strict=True))
    xx = sum((x - middle_x) ** 2 for x, _y in places) / count
    yy = sum((y - middle_y) ** 2 for _x, y in places) / count
    xy = sum((x - middle_x) * (y - middle_y) for x, y in places) / count
    turned = sqrt((xx - yy) ** 2 / 4 + xy**2)
    long, short = (sqrt(12 * max((xx + yy) / 2 + turned * way, 1e-9)) for way in (1, -1))
    if count / (long * short) < _LEAST_FILLED or not _FLATTEST <= long / short <= _LONGEST:
        return 0
    return long


def _cut(blob: set[int], wide: int, high: int) -> float:
    """Return the largest share of one side's middle that the blob covers."""
    across = range(round(wide * 0.1), round(wide * 0.9))
    down = range(round(high * 0.1), round(high * 0.9))
    sides = (
        [x in blob for x in across],
        [(high - 1) * wide + x in blob for x in across],
        [y * wide in blob for y in down],
        [y * wide + wide - 1 in blob for y in down],
    )
    return max(sum(side) / max(1, len(side)) for side in sides)
