"""What is drawn anew for each look at a clean picture: the mark of who looks, or a blur.

Reads only pictures that the child made and `decoder` checked: JPEGs within LONG_EDGE. Runs in the
web process, a few at a time.
"""

import math
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore

from PIL import Image, ImageDraw, ImageFont

from appeals.evidence.wire import LONG_EDGE

BLURRED_EDGE = 24  # a card's number is then less than one pixel high
_FONT = Path(__file__).parent.parent / "letters" / "fonts" / "dejavu-sans-latin-400-normal.woff"
# Each picture takes up to 40 MB while it is drawn.
_AT_ONCE = BoundedSemaphore(2)
_DEGREES = 28
_STRENGTH = 0.2
_QUALITY = 88
_BLURRED_QUALITY = 60
# What Pillow's JPEG reader raises on bytes that are none.
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


class Unfit(ValueError):
    """The stored bytes are not one of our clean pictures."""


def marked(content: bytes, words: str) -> bytes:
    """Return the clean JPEG with `words` over it: light, aslant, again and again, in its pixels.

    Raises Unfit.
    """
    with _AT_ONCE:
        picture = _read(content)
        pattern = _pattern(picture.size, words)
        light = pattern.point([round(value * _STRENGTH) for value in range(256)])
        # Black is seen on paper, white on dark cloth; side by side on both.
        picture.paste((255, 255, 255), (1, 1), light)
        picture.paste((0, 0, 0), (0, 0), light)
        return _jpeg(picture, quality=_QUALITY)


def blurred(content: bytes) -> bytes:
    """Return a picture in which nobody reads a number or knows a face. Raises Unfit."""
    with _AT_ONCE:
        picture = _read(content)
        picture.thumbnail((BLURRED_EDGE, BLURRED_EDGE), Image.Resampling.BOX, reducing_gap=None)
        return _jpeg(picture, quality=_BLURRED_QUALITY)


def _read(content: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(content), formats=("JPEG",)) as stored:
            if max(stored.size) > LONG_EDGE:
                raise Unfit(f"a clean picture has at most {LONG_EDGE} px, not {stored.size}")
            return stored.convert("RGB")
    except _BROKEN as broken:
        raise Unfit("the stored picture is no whole JPEG") from broken


def _pattern(size: tuple[int, int], words: str) -> Image.Image:
    """Return a mask with the words in even lines, so that every larger cut-out holds some."""
    height = max(14, max(size) // 64)
    stamp = _stamp(words, height)
    pattern = Image.new("L", size, 0)
    down = height * 6
    # As wide as brings the next stamp onto a line that another one began further down.
    rise = math.tan(math.radians(_DEGREES))
    across = round(math.ceil((stamp.width + height) * rise / down) * down / rise)
    for top in range(-stamp.height, size[1], down):
        for left in range(-(across // 2), size[0], across):
            pattern.paste(255, (left, top), stamp)
    return pattern


def _stamp(words: str, height: int) -> Image.Image:
    font = ImageFont.truetype(str(_FONT), height)
    box = font.getbbox(words)
    line = Image.new("L", (int(box[2]) + height, height * 2), 0)
    ImageDraw.Draw(line).text((height // 2, height // 4), words, font=font, fill=255)
    return line.rotate(_DEGREES, Image.Resampling.BILINEAR, expand=True)


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
