"""Draws simple faces, and people who hold a card to the camera; nobody real is shown."""

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

SIZE = (600, 800)
SELFIE_SIZE = (1200, 1600)

_SKINS: tuple[Colour, ...] = ((226, 178, 138), (205, 152, 112), (184, 130, 92), (160, 108, 74))
_HAIRS: tuple[Colour, ...] = ((24, 20, 20), (38, 28, 24), (52, 38, 30))
_CLOTHES: tuple[Colour, ...] = (
    (52, 92, 140), (140, 60, 66), (62, 112, 84), (112, 84, 140), (168, 124, 60), (70, 76, 88),
)  # fmt: skip
_WALLS: tuple[Colour, ...] = ((222, 214, 200), (206, 216, 222), (214, 222, 206), (226, 208, 204))
_RED: Colour = (176, 40, 44)
_BLUE: Colour = (44, 92, 160)


@dataclass(frozen=True, slots=True)
class Look:
    """How a face is drawn: the same seed and sex give the same face."""

    skin: Colour
    hair: Colour
    clothes: Colour
    wears_veil: bool
    has_long_hair: bool
    has_glasses: bool
    width: float
    smile: int


def look(seed: int, *, sex: str) -> Look:
    """Choose a face's features."""
    dice = random.Random(f"look {seed}")  # noqa: S311 - a drawing, not a secret
    is_woman = sex == "f"
    return Look(
        skin=dice.choice(_SKINS),
        hair=dice.choice(_HAIRS),
        clothes=dice.choice(_CLOTHES),
        wears_veil=is_woman and dice.random() < 0.55,
        has_long_hair=is_woman,
        has_glasses=dice.random() < 0.25,
        width=dice.uniform(0.92, 1.06),
        smile=dice.randint(6, 22),
    )


def portrait(seed: int, *, sex: str, background: Colour | None = None) -> Image.Image:
    """Draw head and shoulders before a plain wall, as on a card; SIZE pixels, RGB."""
    behind = background or (_RED if seed % 2 else _BLUE)
    picture = Image.new("RGB", (SIZE[0] * 2, SIZE[1] * 2), behind)
    _person(ImageDraw.Draw(picture), look(seed, sex=sex))
    return picture.resize(SIZE, Image.Resampling.LANCZOS)


def selfie(seed: int, *, sex: str, card: Image.Image) -> Image.Image:
    """Draw the same person at home, holding `card` below the chin; SELFIE_SIZE pixels, RGB."""
    features = look(seed, sex=sex)
    room = _room(seed)
    person = Image.new("RGBA", SELFIE_SIZE)
    _person(ImageDraw.Draw(person), features)
    room.paste(person, (0, 60), person)
    return _holding(room, features, card, seed=seed)


def hand_only(seed: int, *, sex: str, card: Image.Image) -> Image.Image:
    """Draw the same room and hand with the card, and nobody before it: a selfie that failed."""
    return _holding(_room(seed), look(seed, sex=sex), card, seed=seed)


def _holding(room: Image.Image, features: Look, card: Image.Image, *, seed: int) -> Image.Image:
    width = 560 if card.width > card.height else 420
    held = card.convert("RGBA").resize(
        (width, width * card.height // card.width), Image.Resampling.LANCZOS
    )
    held = held.rotate(seed % 9 - 4, expand=True, resample=Image.Resampling.BICUBIC)
    left, top = (SELFIE_SIZE[0] - held.width) // 2, 1130
    _hand(ImageDraw.Draw(room), features.skin, at=(left - 50, top + held.height // 2))
    room.paste(held, (left, top), held)
    _thumb(ImageDraw.Draw(room), features.skin, at=(left - 6, top + held.height // 2))
    return room


def _room(seed: int) -> Image.Image:
    wall = _WALLS[seed % len(_WALLS)]
    room = Image.new("RGB", SELFIE_SIZE, wall)
    draw = ImageDraw.Draw(room)
    draw.rectangle((60, 130, 330, 560), fill=(236, 242, 246), outline=(150, 130, 108), width=14)
    draw.line((195, 130, 195, 560), fill=(150, 130, 108), width=10)
    draw.rectangle((930, 420, 1200, 440), fill=(128, 92, 62))
    for book in range(6):
        left = 950 + book * 36
        draw.rectangle((left, 270 + book * 13 % 40, left + 28, 420), fill=_CLOTHES[book])
    small = room.resize((room.width // 4, room.height // 4), Image.Resampling.BOX)
    blurred = small.filter(ImageFilter.GaussianBlur(1.2))
    return blurred.resize(SELFIE_SIZE, Image.Resampling.BICUBIC)


def _person(draw: ImageDraw.ImageDraw, look: Look) -> None:
    """Draw on a canvas of 1200 by 1600."""
    wide = look.width
    if look.wears_veil:
        draw.ellipse((290, 190, 910, 1010), fill=look.clothes)
        draw.polygon([(330, 700), (870, 700), (1010, 1330), (190, 1330)], fill=look.clothes)
    elif look.has_long_hair:
        draw.rounded_rectangle((300, 260, 900, 1060), 280, fill=look.hair)
    body = _darker(look.clothes, 0.82) if look.wears_veil else look.clothes
    draw.rounded_rectangle((120, 1120, 1080, 1900), 260, fill=body)
    if look.wears_veil:
        draw.polygon([(360, 860), (840, 860), (880, 1300), (600, 1420), (320, 1300)], look.clothes)
    else:
        draw.rounded_rectangle((500, 900, 700, 1200), 70, fill=_darker(look.skin, 0.86))
        draw.polygon([(500, 1120), (700, 1120), (600, 1240)], fill=_darker(look.skin, 0.86))
    half = 240 * wide
    if not look.wears_veil:
        for side in (-1, 1):
            ear = 600 + side * half
            draw.ellipse((ear - 44, 590, ear + 44, 730), fill=_darker(look.skin, 0.92))
    draw.ellipse((600 - half, 320, 600 + half, 990), fill=look.skin)
    _hair(draw, look, half)
    _face(draw, look)


def _hair(draw: ImageDraw.ImageDraw, look: Look, half: float) -> None:
    if look.wears_veil:
        draw.pieslice((350, 290, 850, 690), 200, 340, fill=look.clothes)
        return
    if not look.has_long_hair:
        draw.chord((600 - half - 12, 268, 600 + half + 12, 880), 196, 344, fill=look.hair)
        for side in (-1, 1):
            temple = 600 + side * (half - 16)
            draw.rounded_rectangle((temple - 18, 470, temple + 18, 590), 18, fill=look.hair)
        return
    draw.pieslice((600 - half - 16, 270, 600 + half + 16, 800), 188, 352, fill=look.hair)
    for side in (-1, 1):
        lock = 600 + side * half
        draw.rounded_rectangle((lock - 40, 480, lock + 40, 1010), 40, fill=look.hair)


def _face(draw: ImageDraw.ImageDraw, look: Look) -> None:
    shade, dark = _darker(look.skin, 0.78), (38, 30, 28)
    for side in (-1, 1):
        eye = 600 + side * 104
        draw.ellipse((eye - 46, 612, eye + 46, 668), fill=(248, 246, 242))
        draw.ellipse((eye - 25, 614, eye + 25, 666), fill=dark)
        draw.ellipse((eye - 2, 622, eye + 12, 636), fill=(255, 255, 255))
        draw.arc((eye - 50, 604, eye + 50, 690), 195, 345, fill=dark, width=7)
        draw.arc((eye - 66, 548, eye + 66, 660), 215, 325, fill=look.hair, width=15)
        if look.has_glasses:
            draw.rounded_rectangle((eye - 86, 580, eye + 86, 706), 40, outline=dark, width=9)
    if look.has_glasses:
        draw.line((582, 630, 618, 630), fill=dark, width=9)
    draw.arc((556, 660, 640, 782), 20, 160, fill=shade, width=10)
    lips = (168, 84, 80) if look.has_long_hair else (156, 92, 80)
    draw.chord((516, 806 - look.smile, 684, 872 + look.smile), 12, 168, fill=lips)
    draw.arc(
        (516, 806 - look.smile, 684, 872 + look.smile), 12, 168, fill=_darker(lips, 0.7), width=5
    )


def _hand(draw: ImageDraw.ImageDraw, skin: Colour, *, at: tuple[int, int]) -> None:
    x, y = at
    draw.polygon([(x - 40, y), (x + 100, y + 40), (x + 40, 1600), (x - 150, 1600)], fill=skin)
    draw.ellipse((x - 50, y - 90, x + 130, y + 150), fill=_darker(skin, 0.95))


def _thumb(draw: ImageDraw.ImageDraw, skin: Colour, *, at: tuple[int, int]) -> None:
    x, y = at
    draw.rounded_rectangle((x - 60, y - 30, x + 84, y + 30), 30, fill=skin)
    draw.rounded_rectangle((x + 44, y - 20, x + 78, y + 20), 14, fill=_darker(skin, 1.12))


def _darker(colour: Colour, by: float) -> Colour:
    red, green, blue = (min(255, round(part * by)) for part in colour)
    return red, green, blue
