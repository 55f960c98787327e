"""Measures how surely photos that were seen before are found, how often wrongly, and how fast.

Prints `duplicates_recall FIGURE 99` (copies found, in percent), `duplicates_false FIGURE 1` (pairs
of different cards taken for one photo, in a million pairs), `duplicates_ms FIGURE 50` (the median
search) and `duplicates_ms_slow FIGURE 50` (what 19 of 20 searches stay below). Full size takes
about half an hour; `--copies 0`, `--photos 0` and `--rows 0` leave a part out.
Run: python -m benchmarks.duplicates [--copies N] [--photos N] [--rows N]
"""

import argparse
import io
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from appeals.duplicates.bands import FARTHEST
from appeals.evidence import picture
from benchmarks import lookalikes
from benchmarks.database import VAR, own_database

PHOTOS_A_CARD = 10
_LEAST_FOR_SHAPE = 400  # photos of a kind, to learn from how fingerprints of it are spread
_BLOCK = 2_000


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
        original = int.from_bytes(picture.clean(content).fingerprint, "big")
        for way, send in WAYS.items():
            copy = int.from_bytes(picture.clean(send(content)).fingerprint, "big")
            apart[way].append((original ^ copy).bit_count())
    return apart


def photographed(photos: int) -> dict[str, npt.NDArray[np.float32]]:
    """Return the waves of so many photos by kind: PHOTOS_A_CARD of each card, in their order."""
    cards = range(max(photos // len(lookalikes.KINDS) // PHOTOS_A_CARD, 1))
    found = {}
    with ProcessPoolExecutor() as hands:
        for kind in lookalikes.KINDS:
            waves = partial(lookalikes.waves, kind, photos_a_card=PHOTOS_A_CARD)
            rows = [row for rows in hands.map(waves, cards, chunksize=10) for row in rows]
            found[kind] = np.array(rows, dtype=np.float32)
    return found


def wrongly_alike(waves: Mapping[str, npt.NDArray[np.float32]]) -> tuple[int, int, list[int]]:
    """Return how many pairs of different cards look the same, of how many, and all by distance."""
    bits = np.concatenate([np.packbits(rows > 0, axis=1) for rows in waves.values()])
    cards = np.concatenate([
        np.arange(len(rows)) // PHOTOS_A_CARD + place * 10**7
        for place, rows in enumerate(waves.values())
    ])  # fmt: skip
    wide = bits.view(np.uint64).reshape(len(bits), 4)
    counts = np.zeros(257, dtype=np.int64)
    for first in range(0, len(wide), _BLOCK):
        some = slice(first, first + _BLOCK)
        apart = np.zeros((len(wide[some]), len(wide) - first), dtype=np.uint16)
        for word in range(4):
            apart += np.bitwise_count(wide[some, None, word] ^ wide[None, first:, word])
        counts += np.bincount(apart[cards[some, None] < cards[None, first:]], minlength=257)
    return int(counts[: FARTHEST + 1].sum()), int(counts.sum()), counts.tolist()


def search(waves: Mapping[str, npt.NDArray[np.float32]], *, rows: int) -> list[float]:
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
        wrong, pairs, raw["pairs"] = wrongly_alike(waves)
        _say("false", 1e6 * wrong / pairs, 1)
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
    parser.add_argument("--photos", type=int, default=100_000, help="photos to compare")
    parser.add_argument("--rows", type=int, default=5_000_000, help="fingerprints to search")
    return parser.parse_args()


def _say(name: str, figure: float, target: int) -> None:
    print(f"duplicates_{name} {figure:.2f} {target}", flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
