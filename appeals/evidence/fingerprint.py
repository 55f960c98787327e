"""A picture's fingerprint: 256 bits that stay nearly the same when it is sent on or made smaller.

Runs in the image child and in benchmarks; what is done with fingerprints is `appeals.duplicates`'.
"""

from array import array

from PIL import Image

from appeals.evidence.wire import FINGERPRINT_BYTES, PLAIN

SIDE = 16
BITS = SIDE * SIDE
# With fewer points than this unlike the rest any two such pictures would look alike.
LEAST_DETAIL = 32


def of(picture: Image.Image) -> bytes:
    """Return 256 bits: for each of 16 x 16 points, whether it grows brighter to the right.

    Brightness against the neighbour outlasts what messengers do to a picture: another size,
    compression, exposure. A picture that was cut escapes. PLAIN where there is too little on it.
    """
    # In floating point: rounded to 256 greys, smooth surfaces would fall into accidental steps.
    grey = picture.convert("L").convert("F")
    points = array("f", grey.resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes())
    bits = 0
    for row in range(0, len(points), SIDE + 1):
        for place in range(row, row + SIDE):
            bits = bits << 1 | (points[place + 1] > points[place])
    if not LEAST_DETAIL <= bits.bit_count() <= BITS - LEAST_DETAIL:
        return PLAIN
    return bits.to_bytes(FINGERPRINT_BYTES, "big")
