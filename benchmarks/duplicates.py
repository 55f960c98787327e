"""Measures how surely photos that were seen before are found, how often wrongly, and how fast.

Prints `duplicates_recall FIGURE 99` (copies found, in percent; a photo that is plain counts as
missed), `duplicates_false_KIND_KIND FIGURE 1` (pairs of different cards of these kinds taken for one
photo, in a million pairs), `duplicates_false FIGURE 1` (the worst of these), `duplicates_ms FIGURE
50` (the median search) and `duplicates_ms_slow FIGURE 50` (what 19 of 20 searches stay below).

The 100,000 photos are ten each of 10,000 drawn cards and faces, a third of each kind: so many pairs
are no independent ones, and one unlucky pair of cards may count a hundred times. Full size takes
about half an hour; `--copies 0`, `--photos 0` and `--rows 0` leave a part out.
Run: python -m benchmarks.duplicates [--copies N] [--photos N] [--rows N]
"""

import argparse
import io
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from appeals.duplicates.bands import FARTHEST
from appeals.evidence import picture
from appeals.evidence.fingerprint import LEAST_WAVE
from appeals.evidence.wire import PLAIN
from benchmarks import lookalikes
from benchmarks.database import VAR, own_database

PHOTOS_A_CARD = 10
_LEAST_FOR_SHAPE = 400  # photos of a kind, to learn from how fingerprints of it are spread
_BLOCK = 2_000
_MISSED = 257  # points: more than there are

Waves = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Photos:
    """Fingerprints of one kind, each as four words, and of which card each is."""

    bits: npt.NDArray[np.uint64]
    cards: npt.NDArray[np.int64]


def sent_on(by: float, *qualities: int) -> Callable[[bytes], bytes]:
    """Return the way of a messenger: smaller by `by`, then compressed once for each quality."""

    def send(content: bytes) -> bytes:
        image = Image.open(io.BytesIO(content)).convert("RGB")
        size = (round(image.width * by), round(image.height * by))
        image = image.resize(size, Image.Resampling.BILINEAR)
        for quality in qualities:
            out = io.BytesIO()
            image.save(out, "JPEG", quality=quality)
            image = Image.open(out)
        return out.getvalue()

    return send


WAYS: Mapping[str, Callable[[bytes], bytes]] = {
    "re-sent": sent_on(1, 75),
    "made smaller": sent_on(0.5, 85),
    "made much smaller": sent_on(0.3, 85),
    "WhatsApp": sent_on(0.8, 60),
    "WhatsApp, weak network": sent_on(0.5, 40),
    "WhatsApp, passed on twice": sent_on(0.8, 60, 55, 50),
}


def recall(copies: int) -> dict[str, list[int]]:
    """Return, way by way, in how many points each copy of a photo differs from it."""
    apart: dict[str, list[int]] = {way: [] for way in WAYS}
    for number in range(copies):
        kind = lookalikes.KINDS[number % len(lookalikes.KINDS)]
        content = lookalikes.large_photo(kind, number)
        original = picture.clean(content).fingerprint
        for way, send in WAYS.items():
            apart[way].append(points_apart(original, picture.clean(send(content)).fingerprint))
    return apart


def points_apart(one: bytes, other: bytes) -> int:
    """Return in how many points two fingerprints differ; a PLAIN one is not kept, so never found."""
    if PLAIN in (one, other):
        return _MISSED
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def photographed(photos: int) -> dict[str, Waves]:
    """Return the waves of so many photos by kind: PHOTOS_A_CARD of each card, in their order."""
    cards = range(max(photos // len(lookalikes.KINDS) // PHOTOS_A_CARD, 1))
    found = {}
    with ProcessPoolExecutor() as hands:
        for kind in lookalikes.KINDS:
            waves = partial(lookalikes.waves, kind, photos_a_card=PHOTOS_A_CARD)
            rows = [row for rows in hands.map(waves, cards, chunksize=10) for row in rows]
            found[kind] = np.array(rows, dtype=np.float32)
    return found


def apart_by_kinds(waves: Mapping[str, Waves]) -> dict[str, list[int]]:
    """Return for each two kinds how many pairs of different cards differ in how many points.

    Each two kinds by themselves: in one sum the many pairs of unlike kinds would hide that cards of
    one kind are taken for each other. Plain photos are left out, as the portal keeps none of them.
    """
    kept = {kind: _kept(rows) for kind, rows in waves.items()}
    return {
        f"{one}_{other}": _apart(kept[one], kept[other], is_one_kind=one == other)
        for one, other in combinations_with_replacement(kept, 2)
    }


def wrongly_alike(apart: Mapping[str, list[int]]) -> dict[str, float]:
    """Return for each two kinds how many of a million pairs are taken for one photo."""
    return {
        kinds: 1e6 * sum(counts[: FARTHEST + 1]) / max(sum(counts), 1)
        for kinds, counts in apart.items()
    }


def _kept(rows: Waves) -> _Photos:
    median = np.sort(np.abs(rows), axis=1)[:, rows.shape[1] // 2]
    bits = np.packbits(rows > 0, axis=1).view(np.uint64)
    is_kept = median >= LEAST_WAVE
    return _Photos(bits=bits[is_kept], cards=(np.arange(len(rows)) // PHOTOS_A_CARD)[is_kept])


def _apart(one: _Photos, other: _Photos, *, is_one_kind: bool) -> list[int]:
    """Count the pairs by distance; within a kind each once, and none of one card with itself."""
    counts = np.zeros(257, dtype=np.int64)
    for first in range(0, len(one.bits), _BLOCK):
        some = slice(first, first + _BLOCK)
        rest = slice(first if is_one_kind else 0, None)
        points = np.zeros((len(one.bits[some]), len(other.bits[rest])), dtype=np.uint16)
        for word in range(4):
            points += np.bitwise_count(one.bits[some, None, word] ^ other.bits[None, rest, word])
        if is_one_kind:
            points = points[one.cards[some, None] < other.cards[None, rest]]
        counts += np.bincount(points.ravel(), minlength=257)
    found: list[int] = counts.tolist()
    return found


def search(waves: Mapping[str, Waves], *, rows: int) -> list[float]:
    """Return how many milliseconds each of some searches among `rows` fingerprints took."""
    with own_database("duplicates"):
        from benchmarks import many_fingerprints  # noqa: PLC0415 - needs Django set up

        table = many_fingerprints.fill(many_fingerprints.drawn(waves, rows=rows))
        return many_fingerprints.milliseconds(table)


def main() -> None:
    """Measure, print the lines and keep the raw figures."""
    asked = _asked()
    raw: dict[str, object] = {"asked": vars(asked)}
    if asked.copies:
        apart = recall(asked.copies)
        raw["copies"] = apart
        every = [points for way in apart.values() for points in way]
        _say("recall", 100 * sum(points <= FARTHEST for points in every) / len(every), 99)
    least = _LEAST_FOR_SHAPE * len(lookalikes.KINDS)
    waves = photographed(max(asked.photos, least)) if asked.photos or asked.rows else {}
    if asked.photos:
        raw["pairs"] = by_kinds = apart_by_kinds(waves)
        wrong = wrongly_alike(by_kinds)
        for kinds, figure in wrong.items():
            _say(f"false_{kinds}", figure, 1)
        _say("false", max(wrong.values()), 1)
    if asked.rows:
        taken = search(waves, rows=asked.rows)
        raw["milliseconds"] = taken
        _say("ms", float(np.median(taken)), 50)
        _say("ms_slow", float(np.percentile(taken, 95)), 50)
    VAR.mkdir(parents=True, exist_ok=True)
    (Path(VAR) / "duplicates.json").write_text(json.dumps(raw))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=300, help="photos to copy in each way")
    parser.add_argument(
        "--photos", type=int, default=100_000, help="photos to compare, ten of a card"
    )
    parser.add_argument("--rows", type=int, default=5_000_000, help="fingerprints to search")
    return parser.parse_args()


def _say(name: str, figure: float, target: int) -> None:
    print(f"duplicates_{name} {figure:.2f} {target}", flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
