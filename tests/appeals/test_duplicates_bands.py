"""Whatever is within the distance shares a key: the promise that the index search rests on."""

import random

import pytest

from appeals.duplicates import bands
from appeals.duplicates.bands import FARTHEST, Space

TELLING = (Space.TELLING,)


def turned(fingerprint: bytes, places: list[int]) -> bytes:
    """Return the fingerprint with the points at `places` turned over."""
    value = int.from_bytes(fingerprint, "big")
    for place in places:
        value ^= 1 << place
    return value.to_bytes(32, "big")


def meets(one: bytes, other: bytes) -> bool:
    """Say whether a search for `one` would come across `other`."""
    return not set(bands.near_keys(one, TELLING)).isdisjoint(bands.keys(other, Space.TELLING))


@pytest.mark.parametrize("seed", range(40))
def test_whatever_differs_in_no_more_points_than_the_limit_shares_a_key(seed: int) -> None:
    dice = random.Random(seed)
    one = dice.randbytes(32)
    assert meets(one, turned(one, dice.sample(range(256), FARTHEST)))


def test_the_worst_spread_of_differences_shares_a_key() -> None:
    one = bytes(32)
    two_a_band = [255 - place for places in bands.PLACES for place in places[:2]]
    for left_out in range(0, len(two_a_band), 2):
        worst = (two_a_band[:left_out] + two_a_band[left_out + 2 :])[:FARTHEST]
        assert meets(one, turned(one, worst))


def test_each_space_is_searched_by_itself() -> None:
    one = random.Random(1).randbytes(32)
    kept = bands.keys(one, Space.ALIKE)
    assert set(bands.near_keys(one, TELLING)).isdisjoint(kept)
    assert set(kept) <= set(bands.near_keys(one, (Space.TELLING, Space.ALIKE)))


def test_every_point_belongs_to_one_band() -> None:
    places = [place for band in bands.PLACES for place in band]
    assert sorted(places) == list(range(256))
