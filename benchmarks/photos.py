"""Measures the photo chain's CPU time against one full decode of the same JPEG.

Prints `photos FIGURE TARGET` (the chain divided by the decode, medians of interleaved rounds) and
`photos_usual FIGURE TARGET` (how many times more the chain as usually written costs).
Run: python -m benchmarks.photos [rounds]
"""

import hashlib
import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from appeals.evidence import picture, structure

KEPT = Path(__file__).resolve().parent.parent / "var" / "benchmarks"
SIZE = (4000, 3000)
TARGET = 1.6
TARGET_USUAL = 7.0
ROUNDS = 11


def photo() -> bytes:
    """Return a 12 megapixel JPEG with a phone photo's detail, noise, weight and EXIF turn."""
    dice = np.random.default_rng(20261120)
    shapes = Image.fromarray(dice.integers(0, 256, (48, 64, 3), dtype=np.uint8))
    smooth = np.asarray(shapes.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.int16)
    noisy = smooth + dice.normal(0, 5, (SIZE[1], SIZE[0], 1)).astype(np.int16)
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(
        out, "JPEG", quality=90, exif=exif
    )
    return out.getvalue()


def full_decode(content: bytes) -> None:
    """Decode every pixel once, as the yardstick."""
    Image.open(io.BytesIO(content)).load()


def chain(content: bytes) -> None:
    """Do what intake and the child do with a photo, without store and pipes."""
    structure.inspect(content)
    hashlib.sha256(content).hexdigest()
    made = picture.clean(content)
    structure.whole_frame(made.image)
    structure.whole_frame(made.thumbnail)


def usual_chain(content: bytes) -> None:
    """Do the same as it is usually written: verify, decode whole, turn, shrink, save twice."""
    Image.open(io.BytesIO(content)).verify()
    hashlib.sha256(content).hexdigest()
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    small = upright.resize((1536, 2048), Image.Resampling.LANCZOS)
    small.save(io.BytesIO(), "JPEG", quality=85, optimize=True)
    thumbnail = upright.resize((240, 320), Image.Resampling.LANCZOS)
    thumbnail.save(io.BytesIO(), "JPEG", quality=85, optimize=True)


def seconds(work: Callable[[bytes], None], content: bytes) -> float:
    """Return the CPU time of one run of `work`."""
    began = time.process_time()
    work(content)
    return time.process_time() - began


def main() -> None:
    """Measure, print the lines and keep the raw figures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    content = photo()
    works = (full_decode, chain, usual_chain)
    for work in works:
        work(content)  # imports and caches
    taken: dict[str, list[float]] = {work.__name__: [] for work in works}
    for _ in range(rounds):
        for work in works:
            taken[work.__name__].append(seconds(work, content))
    decode, ours, usual = (statistics.median(taken[work.__name__]) for work in works)
    print(f"photos {ours / decode:.2f} {TARGET}")  # noqa: T201 - the benchmark's answer
    print(f"photos_usual {usual / ours:.2f} {TARGET_USUAL}")  # noqa: T201
    KEPT.mkdir(parents=True, exist_ok=True)
    raw = {"bytes": len(content), "size": SIZE, "seconds": taken}
    (KEPT / "photos.json").write_text(json.dumps(raw, indent=2))


if __name__ == "__main__":
    main()
