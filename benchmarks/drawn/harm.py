"""What goes wrong with photos: blur, darkness, glare, a screen or a copy in the card's place."""

import io
import math
import random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Pixels = "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"


def blurred(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Put the picture out of focus, or move the hand along one way."""
    strength = max(picture.size) / 1600
    if dice.random() < 0.6:
        return picture.filter(ImageFilter.GaussianBlur(dice.uniform(3.2, 8) * strength))
    return _moved(picture, length=round(dice.uniform(14, 34) * strength), way=dice.uniform(0, 180))


def dark(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Take the light away, as in a room in the evening."""
    return ImageEnhance.Brightness(picture).enhance(dice.uniform(0.12, 0.38))


def with_glare(photo: bytes, dice: random.Random) -> bytes:
    """Let a lamp or the flash shine back from one place of the card, past what sensors tell."""
    picture = Image.open(io.BytesIO(photo)).convert("RGB")
    wide, high = picture.size
    small = Image.new("L", (wide // 8, high // 8))
    x, y = (dice.uniform(0.3, 0.7) * side for side in small.size)
    reach = dice.uniform(0.07, 0.13) * max(small.size)
    long = reach * dice.uniform(1, 2.2)
    ImageDraw.Draw(small).ellipse((x - long, y - reach, x + long, y + reach), fill=255)
    lamp = small.filter(ImageFilter.GaussianBlur(reach * 0.35)).resize(picture.size)
    strong = lamp.point([min(255, round(level * 1.35)) for level in range(256)])
    picture.paste((255, 255, 255), mask=strong)
    return _jpeg(picture, quality=88)


def on_screen(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Show the picture on a screen and take a photo of that: lamps under sensors make waves."""
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float32)
    high, wide = pixels.shape[:2]
    pitch, turn = dice.uniform(1.6, 5.5), math.radians(dice.uniform(-9, 9))
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    across = (x * math.cos(turn) + y * math.sin(turn)) / pitch
    down = (y * math.cos(turn) - x * math.sin(turn)) / (pitch * dice.uniform(0.97, 1.03))
    depth = dice.uniform(0.1, 0.3)
    shine = np.stack(
        [1 - depth * (0.5 + 0.5 * np.cos(2 * math.pi * (across + lamp / 3))) for lamp in range(3)],
        axis=2,
    )
    shine *= (1 - depth * 0.7 * (0.5 + 0.5 * np.cos(2 * math.pi * down)))[:, :, None]
    tint = np.array([dice.uniform(0.92, 1.0), 1.0, dice.uniform(1.0, 1.08)], dtype=np.float32)
    shown = np.clip(pixels * shine * tint, 0, 255).astype(np.uint8)
    return Image.fromarray(shown).filter(ImageFilter.GaussianBlur(dice.uniform(0.3, 0.7)))


def photocopied(card: Image.Image, dice: random.Random) -> Image.Image:
    """Return a sheet with a black and white copy of the card, with the copier's streaks."""
    grey = ImageOps.autocontrast(card.convert("L"), cutoff=2)
    copy = ImageEnhance.Contrast(grey).enhance(dice.uniform(1.3, 2.2)).convert("RGB")
    margin = round(card.width * dice.uniform(0.08, 0.2))
    sheet = Image.new("RGB", (card.width + 2 * margin, card.height + 2 * margin), (250, 250, 248))
    sheet.paste(copy, (margin, margin), card.getchannel("A") if card.mode == "RGBA" else None)
    draw = ImageDraw.Draw(sheet)
    for _ in range(dice.randint(0, 5)):
        x = dice.randrange(sheet.width)
        draw.line((x, 0, x + dice.randint(-3, 3), sheet.height), fill=(200, 200, 200))
    return sheet


def forwarded(photo: bytes) -> bytes:
    """Return the photo as a messenger passes it on: at most 1600 px, quality 70, no EXIF turn."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(photo))).convert("RGB")
    picture.thumbnail((1600, 1600))
    return _jpeg(picture, quality=70)


def shrunk(photo: bytes, dice: random.Random) -> bytes:
    """Return a preview in the photo's place, as some applications send."""
    picture = Image.open(io.BytesIO(photo)).convert("RGB")
    edge = dice.randint(360, 560)
    picture.thumbnail((edge, edge))
    return _jpeg(picture, quality=80)


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _moved(picture: Image.Image, *, length: int, way: float) -> Image.Image:
    """Blend copies along a line: what a hand that moves leaves behind."""
    steps = max(4, length // 2)
    across, down = math.cos(math.radians(way)) * length, math.sin(math.radians(way)) * length
    total = np.zeros((picture.height, picture.width, 3), dtype=np.float32)
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float32)
    for step in range(steps):
        part = step / (steps - 1) - 0.5
        total += np.roll(pixels, (round(down * part), round(across * part)), axis=(0, 1))
    return Image.fromarray((total / steps).astype(np.uint8))
