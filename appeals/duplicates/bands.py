"""Cuts a fingerprint into bands, so that a plain index finds every one that is nearly the same.

Two fingerprints that differ in at most FARTHEST of 256 points differ in at most one point within
one of the bands: were it two or more in each, there would be more differences than that. So it is
enough to ask for each band as it is, and with each of its points turned over. Plain Python.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum

# Copies that were sent on stay within this, different photos of cards do not (bench-duplicates).
FARTHEST = 18
BANDS = 11
_POINTS = 256
# Points that lie apart: neighbours say nearly the same, which would fill few values of a band.
PLACES: tuple[tuple[int, ...], ...] = tuple(
    tuple(range(band, _POINTS, BANDS)) for band in range(BANDS)
)
_WIDTH = max(len(places) for places in PLACES)
# How many points of each band may differ: together one more than FARTHEST can leave out no band.
_SPARE = FARTHEST + 1 - BANDS
assert 0 <= _SPARE <= BANDS


class Space(IntEnum):
    """Fingerprints that are kept apart in the index."""

    # Cards and faces: each is like itself only.
    TELLING = 0
    # Sheets of paper and screens: alike by nature.
    ALIKE = 1


def keys(fingerprint: bytes, space: Space) -> list[int]:
    """Return one key a band, under which a fingerprint of `space` is found."""
    return [key(space, band, value) for band, value in enumerate(_values(fingerprint))]


def near_keys(fingerprint: bytes, spaces: Sequence[Space]) -> list[int]:
    """Return keys of which everything in `spaces` within FARTHEST of `fingerprint` has one."""
    values = _values(fingerprint)
    return [
        key(space, band, near)
        for space in spaces
        for band, value in enumerate(values)
        for near in _near(band, value)
    ]


def _near(band: int, value: int) -> Iterator[int]:
    yield value
    if band < _SPARE:
        yield from (value ^ (1 << place) for place in range(len(PLACES[band])))


def _values(fingerprint: bytes) -> list[int]:
    points = f"{int.from_bytes(fingerprint, 'big'):0{_POINTS}b}"
    return [int("".join(points[place] for place in places), 2) for places in PLACES]


def key(space: Space, band: int, value: int) -> int:
    """Return the key of a band whose points, the first one highest, make `value`."""
    return (space * BANDS + band) << _WIDTH | value
