"""A picture's fingerprint: 256 bits that stay nearly the same when it is sent on or made smaller.

Runs in the image child and in benchmarks; what is done with fingerprints is `appeals.duplicates`'.
"""

from array import array
from collections.abc import Sequence
from math import cos, pi, sqrt
from operator import mul

from PIL import Image

from appeals.evidence.wire import FINGERPRINT_BYTES, PLAIN

# Waves of 10 to 25 half periods across and down the picture. Longer ones see what all cards share,
# their edges, shading and table; shorter ones what messengers blur.
_FIRST, _SIDE = 10, 16
_GRID = 48
# A picture whose waves are weaker than this, in greys of 256, has nothing on it.
LEAST_WAVE = 1.0
_WAVES = tuple(
    tuple(
        cos(pi * wave * (2 * place + 1) / (2 * _GRID)) * sqrt(2 / _GRID) for place in range(_GRID)
    )
    for wave in range(_FIRST, _FIRST + _SIDE)
)


def of(picture: Image.Image) -> bytes:
    """Return 256 bits: whether each of 16 x 16 waves (DCT) begins bright in the picture, or dark.

    That outlasts another size, compression and exposure; a picture that was cut escapes. PLAIN
    where there is nothing to compare. The usual difference hash of 256 bits asks neighbours for
    the brighter one; photos of two cards, whose layout is the same, were too often within the
    distance of copies by it (docs/evidence.md).
    """
    found = waves(picture)
    if sorted(map(abs, found))[len(found) // 2] < LEAST_WAVE:
        return PLAIN
    bits = 0
    for value in found:
        bits = bits << 1 | (value > 0)
    return bits.to_bytes(FINGERPRINT_BYTES, "big")


def waves(picture: Image.Image) -> list[float]:
    """Return how strong each wave is in the picture; below nothing where it begins dark."""
    grey = picture.convert("L").convert("F")
    points = array("f", grey.resize((_GRID, _GRID), Image.Resampling.BOX).tobytes())
    across = [_against(points[row : row + _GRID]) for row in range(0, len(points), _GRID)]
    return [value for column in zip(*across, strict=True) for value in _against(column)]


def _against(line: Sequence[float]) -> list[float]:
    """Return how strongly, and in which sense, each wave is in a line of points."""
    return [sum(map(mul, line, wave)) for wave in _WAVES]
