"""Pictures before anything went wrong: the card on a table, the selfie, and what is no card."""

import random
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFilter

from appeals.demonstration import camera, cards, papers, portraits

Size = tuple[int, int]
Colour = tuple[int, int, int]

ACROSS: Size = (1600, 1200)
UPRIGHT: Size = (1200, 1600)
SELFIES = ("selfie_ektp", "selfie_kk")

_NAMES = ("Siti", "Budi", "Rahmawati", "Agus", "Dewi", "Putri", "Joko", "Wulan", "Eko", "Lestari")
_TELEPHONE = Image.new("RGB", (1012, 638), (40, 44, 52))  # its back
_CLOTHS: tuple[Colour, ...] = (
    (214, 208, 196), (120, 40, 52), (58, 70, 92), (176, 186, 170), (62, 58, 56), (148, 120, 84),
)  # fmt: skip


def citizen(dice: random.Random) -> cards.Citizen:
    """Invent somebody; their numbers have the length of real ones and belong to nobody."""
    return cards.Citizen(
        nik="".join(str(dice.randrange(10)) for _ in range(16)),
        name=" ".join(dice.sample(_NAMES, dice.randint(1, 3))),
        sex=dice.choice("fm"),
        birth_date=date(1965, 1, 1) + timedelta(days=dice.randrange(14_000)),
        birth_place=dice.choice(("KOTA CONTOH", "CONTOH BARU", "CONTOHAN")),
        address=f"JL. CONTOH NO. {dice.randint(1, 240)}",
    )


def card_of(kind: str, dice: random.Random) -> Image.Image:
    """Draw the card or sheet that a photo of `kind` is of."""
    person = citizen(dice)
    if kind in {"kk", "selfie_kk"}:
        family = [person, *(citizen(dice) for _ in range(dice.randint(1, 5)))]
        return cards.kk("".join(str(dice.randrange(10)) for _ in range(16)), family)
    if kind in {"ektp", "selfie_ektp"}:
        return cards.ektp(person, portraits.portrait(dice.randrange(999), sex=person.sex))
    return papers.consent_letter(person.name, helper=" ".join(dice.sample(_NAMES, 2)))


def ground(size: Size, dice: random.Random) -> Image.Image:
    """Draw what the card lies on: wood, plain cloth, or cloth with a pattern."""
    if dice.random() < 0.5:
        return camera.table(size, dice)
    colour = dice.choice(_CLOTHS)
    cloth = Image.new("RGB", size, colour)
    if dice.random() < 0.5:
        _pattern(cloth, colour, dice)
    return cloth.filter(ImageFilter.BoxBlur(1))


def on_table(
    card: Image.Image,
    dice: random.Random,
    *,
    share: float | None = None,
    shift: tuple[float, float] | None = None,
) -> Image.Image:
    """Lay the card down as people do: turned a little, seen from its lower edge."""
    size = ACROSS if card.width > card.height else UPRIGHT
    sheet = camera.lying(
        card,
        size,
        share=dice.uniform(0.6, 0.85) if share is None else share,
        angle=dice.uniform(-6, 6),
        lean=dice.uniform(1.0, 1.1),
        shift=(dice.uniform(-0.02, 0.02), dice.uniform(-0.02, 0.02)) if shift is None else shift,
    )
    return camera.laid(sheet, ground(size, dice))


def selfie(card: Image.Image, dice: random.Random) -> Image.Image:
    """Draw somebody who holds `card`."""
    return portraits.selfie(dice.randrange(9_999), sex=dice.choice("fm"), card=card)


def without_face(card: Image.Image, dice: random.Random) -> Image.Image:
    """Draw what people send in the place of a selfie: their hand, the card alone, or hidden by it."""
    seed, sex = dice.randrange(9_999), dice.choice("fm")
    way = dice.randrange(3)
    if way == 0:
        return portraits.hand_only(seed, sex=sex, card=card)
    if way == 1:
        return on_table(card, dice)
    picture = portraits.selfie(seed, sex=sex, card=_TELEPHONE)
    width = dice.randint(700, 800)
    held = card.convert("RGBA").resize((width, max(560, width * card.height // card.width)))
    held = held.rotate(dice.uniform(-6, 6), resample=Image.Resampling.BICUBIC, expand=True)
    picture.paste(held, (600 - held.width // 2, 680 - held.height // 2), held)
    return picture


def without_card(kind: str, dice: random.Random) -> Image.Image:
    """Draw what people send by mistake in the place of a card."""
    if kind in SELFIES:
        return selfie(_TELEPHONE, dice)
    ways = (_only_table, _only_face, _landscape)
    return dice.choice(ways)(dice)


def _only_table(dice: random.Random) -> Image.Image:
    return ground(ACROSS, dice)


def _only_face(dice: random.Random) -> Image.Image:
    return selfie(_TELEPHONE, dice)


def _landscape(dice: random.Random) -> Image.Image:
    """Draw a sky, hills and a house."""
    picture = Image.new("RGB", ACROSS, (dice.randint(120, 190), 190, 225))
    draw = ImageDraw.Draw(picture)
    for layer in range(4):
        top = 500 + layer * 150
        ridge = [(x, top + dice.randint(-90, 90)) for x in range(0, ACROSS[0] + 200, 200)]
        shade = (70 - layer * 10, 130 - layer * 20, 60)
        draw.polygon([(0, ACROSS[1]), *ridge, (ACROSS[0], ACROSS[1])], fill=shade)
    left = dice.randint(200, 900)
    draw.rectangle((left, 720, left + 360, 980), fill=(214, 198, 170))
    draw.polygon([(left - 40, 720), (left + 180, 560), (left + 400, 720)], fill=(150, 70, 50))
    return picture.filter(ImageFilter.BoxBlur(1))


def _pattern(cloth: Image.Image, colour: Colour, dice: random.Random) -> None:
    """Draw stripes, checks or flowers on the cloth."""
    draw = ImageDraw.Draw(cloth)
    red, green, blue = (min(255, round(part * dice.choice((0.7, 0.85, 1.25)))) for part in colour)
    step, width = dice.randint(60, 160), dice.randint(6, 30)
    way = dice.randrange(3)
    for at in range(0, max(cloth.size), step):
        if way < 2:
            draw.line((at, 0, at, cloth.height), fill=(red, green, blue), width=width)
        if way == 1:
            draw.line((0, at, cloth.width, at), fill=(red, green, blue), width=width)
        if way == 2:
            for row in range(0, cloth.height, step):
                x, y = at + dice.randint(-20, 20), row + dice.randint(-20, 20)
                draw.ellipse((x, y, x + width * 2, y + width * 2), fill=(red, green, blue))
