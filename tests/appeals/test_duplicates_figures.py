"""What the benchmark of duplicates counts, on fingerprints made up for it."""

import numpy as np
import pytest

from appeals.duplicates.bands import FARTHEST
from appeals.evidence.fingerprint import LEAST_WAVE
from appeals.evidence.wire import PLAIN
from benchmarks import duplicates

KEPT = bytes([1]) * len(PLAIN)


def waves(*cards: int, strength: float = 2 * LEAST_WAVE) -> duplicates.Waves:
    """Return ten photos of each card, whose bits are the lowest so many ones."""
    rows = [[1] * ones + [-1] * (256 - ones) for ones in cards for _ in range(10)]
    return np.array(rows, dtype=np.float32) * strength


@pytest.mark.parametrize(("one", "other"), [(PLAIN, PLAIN), (PLAIN, KEPT), (KEPT, PLAIN)])
def test_a_plain_photo_counts_as_missed(one: bytes, other: bytes) -> None:
    assert duplicates.points_apart(one, other) > 256
    assert duplicates.points_apart(KEPT, KEPT) == 0


def test_pairs_are_counted_for_each_two_kinds() -> None:
    apart = duplicates.apart_by_kinds({"ektp": waves(0, 5, 100), "kk": waves(200)})
    assert {kinds: sum(counts) for kinds, counts in apart.items()} == {
        "ektp_ektp": 300, "ektp_kk": 300, "kk_kk": 0,
    }  # fmt: skip
    assert (apart["ektp_ektp"][5], apart["ektp_ektp"][0]) == (100, 0)
    wrong = duplicates.wrongly_alike(apart)
    assert FARTHEST >= 5
    assert wrong == {"ektp_ektp": pytest.approx(1e6 / 3), "ektp_kk": 0, "kk_kk": 0}


def test_plain_photos_are_no_pair() -> None:
    apart = duplicates.apart_by_kinds({"ektp": waves(0, 0, strength=LEAST_WAVE / 2)})
    assert sum(apart["ektp_ektp"]) == 0
