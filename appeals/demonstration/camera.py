"""Makes drawings look like phone photos: on a table, a little askew, with light, noise and blur."""

import io
import math
import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

SIZE = (1600, 1200)

_TABLES: tuple[Colour, ...] = ((126, 92, 64), (96, 84, 74), (168, 150, 128), (84, 96, 100))


def card_photo(card: Image.Image, *, seed: int, size: tuple[int, int] = SIZE) -> bytes:
    """Return a JPEG of `card` lying on a table."""
    dice = random.Random(f"card {seed}")  # noqa: S311 - a drawing, not a secret
    share, angle = dice.uniform(0.76, 0.84), dice.uniform(-4, 4)
    sheet = lying(card, size, share=share, angle=angle, lean=dice.uniform(1.0, 1.05))
    return developed(laid(sheet, table(size, dice)), seed=seed)


def laid(sheet: Image.Image, ground: Image.Image) -> Image.Image:
    """Put what lies on a clear `sheet` onto `ground`, which has its size, with a shadow."""
    shadow = _quarter(sheet.getchannel("A")).filter(ImageFilter.GaussianBlur(4))
    darkness = Image.new("L", shadow.size)
    darkness.paste(shadow.point(lambda alpha: alpha * 0.55), (3, 4))
    ground.paste((10, 8, 6), mask=darkness.resize(ground.size, Image.Resampling.BILINEAR))
    ground.paste(sheet, mask=sheet)
    return ground


def hand_held(picture: Image.Image, *, seed: int) -> Image.Image:
    """Return a part of `picture`, a little askew: nobody holds a phone twice the same way."""
    dice = random.Random(f"arm {seed}")  # noqa: S311 - a drawing, not a secret
    by = dice.uniform(0.84, 0.96)
    width, height = round(picture.width * by), round(picture.height * by)
    left, top = dice.randint(0, picture.width - width), dice.randint(0, picture.height - height)
    wall = picture.convert("RGB").getpixel((picture.width // 2, 2))
    turned = picture.convert("RGB").rotate(
        dice.uniform(-5, 5), Image.Resampling.BICUBIC, fillcolor=wall
    )
    return turned.crop((left, top, left + width, top + height))


def developed(picture: Image.Image, *, seed: int, turned: bool = False) -> bytes:
    """Return `picture` as a phone's JPEG: lit from one side, noisy, slightly soft.

    With `turned` the pixels lie on their side and EXIF says so, as phones do.
    """
    dice = random.Random(f"light {seed}")  # noqa: S311 - a drawing, not a secret
    soft = picture.convert("RGB").filter(ImageFilter.BoxBlur(dice.uniform(0.2, 0.5)))
    pixels = np.asarray(soft, dtype=np.float32)
    height, width = pixels.shape[:2]
    across = np.linspace(dice.uniform(0.9, 1.0), dice.uniform(0.98, 1.08), width, dtype=np.float32)
    down = np.linspace(dice.uniform(0.96, 1.04), dice.uniform(0.9, 1.0), height, dtype=np.float32)
    warmth = np.array([dice.uniform(0.99, 1.04), 1.0, dice.uniform(0.94, 1.01)], dtype=np.float32)
    lit = pixels * (across[None, :] * down[:, None])[:, :, None] * warmth
    lit += _grain(height, width, seed=seed)[:, :, None]
    np.clip(lit, 0, 255, out=lit)
    photo = Image.fromarray(lit.astype(np.uint8))
    exif = Image.Exif()
    exif[0x010F] = "Contoh"  # the maker: what examination must take out again
    if turned:
        photo = photo.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = 6
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def _grain(
    height: int, width: int, *, seed: int
) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """Return noise, repeated from a small tile: drawing every pixel's own takes a second."""
    tile = np.random.default_rng(seed).standard_normal((256, 256), dtype=np.float32) * 3
    return np.tile(tile, (height // 256 + 1, width // 256 + 1))[:height, :width]


def table(size: tuple[int, int], dice: random.Random) -> Image.Image:
    """Draw a wooden table seen from above."""
    colour = dice.choice(_TABLES)
    small = (size[0] // 4, size[1] // 4)
    wood = Image.new("RGB", small, colour)
    draw = ImageDraw.Draw(wood)
    for _ in range(90):  # the grain
        y, by = dice.randrange(small[1]), dice.uniform(0.86, 1.1)
        red, green, blue = (min(255, int(part * by)) for part in colour)
        ends = (0, y, small[0], y + dice.randint(-4, 4))
        draw.line(ends, fill=(red, green, blue), width=dice.randint(1, 2))
    return wood.filter(ImageFilter.GaussianBlur(0.7)).resize(size, Image.Resampling.BILINEAR)


def _quarter(mask: Image.Image) -> Image.Image:
    return mask.resize((mask.width // 4, mask.height // 4), Image.Resampling.BILINEAR)


def lying(
    card: Image.Image,
    size: tuple[int, int],
    *,
    share: float,
    angle: float,
    lean: float,
    shift: tuple[float, float] = (0, 0),
) -> Image.Image:
    """Return the card on a clear sheet of `size`: turned, seen from its lower edge.

    It fills `share` of the sheet; `angle` is in degrees; `lean` is how much shorter its far edge
    looks; `shift` moves it by shares of the sheet.
    """
    scale = min(share * size[0] / card.width, share * size[1] / card.height)
    turn = math.radians(angle)
    corners: list[float] = []
    for x, y, by in ((-1, -1, lean), (-1, 1, 1.0), (1, 1, 1.0), (1, -1, lean)):
        across = (x / 2 - shift[0]) * size[0] / scale * by
        down = (y / 2 - shift[1]) * size[1] / scale
        corners.append(card.width / 2 + across * math.cos(turn) - down * math.sin(turn))
        corners.append(card.height / 2 + across * math.sin(turn) + down * math.cos(turn))
    return card.convert("RGBA").transform(
        size, Image.Transform.QUAD, tuple(corners), resample=Image.Resampling.BICUBIC
    )
