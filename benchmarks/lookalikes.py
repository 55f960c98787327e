"""Draws many different cards and faces, photographs them, and says what each photo looks like.

Small on purpose: 160 pixels of a photo are ten times what its fingerprint sees. Card, table,
light, grain and JPEG are those of the demonstration; names and numbers are invented at random.
"""

import io
import random
from datetime import date
from functools import lru_cache

from PIL import Image

from appeals.demonstration import camera, cards, portraits
from appeals.demonstration.cards import Citizen
from appeals.evidence import fingerprint

KINDS = ("ektp", "kk", "selfie")
SIZE = (160, 120)
# A face takes as long to draw as everything else; with another background it is another one.
_FACES = 400
_PLACES = ("KOTA CONTOH", "KABUPATEN CONTOH", "CONTOH BARAT", "CONTOH TIMUR", "CONTOH SELATAN")
_SYLLABLES = ("SI", "TI", "BU", "DI", "AG", "US", "DE", "WI", "RI", "NA", "JO", "KO", "WA", "HYU")


def card(kind: str, number: int, *, shrink: int = 4) -> Image.Image:
    """Return the card, or the person who holds one, of `number`, a quarter of its size."""
    person = _citizen(number)
    if kind == "kk":
        members = [person, *(_citizen(number, member) for member in range(1, 1 + number % 6))]
        full = cards.kk(person.nik, members)
    elif kind == "ektp":
        full = cards.ektp(person, _face(number % _FACES, person.sex))
    else:
        held = card("ektp", number, shrink=shrink)
        full = portraits.selfie(number, sex=person.sex, card=held)
    return full.resize((full.width // shrink, full.height // shrink), Image.Resampling.BOX)


def photo(kind: str, drawn: Image.Image, *, seed: int) -> bytes:
    """Return a small JPEG of what `card` has drawn; each seed holds the camera another way."""
    if kind == "selfie":
        return camera.developed(camera.hand_held(drawn, seed=seed), seed=seed)
    return camera.card_photo(drawn, seed=seed, size=SIZE)


def waves(kind: str, number: int, *, photos_a_card: int) -> list[list[float]]:
    """Return the waves of each photo of one card; the sign of each is a bit of its fingerprint."""
    drawn = card(kind, number)
    contents = (
        photo(kind, drawn, seed=number * photos_a_card + time) for time in range(photos_a_card)
    )
    return [fingerprint.waves(Image.open(io.BytesIO(content))) for content in contents]


def large_photo(kind: str, number: int) -> bytes:
    """Return the photo of a card, or of who holds it, as the demonstration's people send it."""
    drawn = card(kind, number, shrink=1)
    if kind == "selfie":
        return camera.developed(camera.hand_held(drawn, seed=number), seed=number)
    return camera.card_photo(drawn, seed=number)


@lru_cache(maxsize=_FACES)
def _face(number: int, sex: str) -> Image.Image:
    return portraits.portrait(number, sex=sex).resize((230, 306), Image.Resampling.BOX)


def _citizen(number: int, member: int = 0) -> Citizen:
    dice = random.Random(f"citizen {number} {member}")  # noqa: S311 - nobody's number
    return Citizen(
        nik="".join(dice.choices("0123456789", k=16)),
        name=" ".join("".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(2)),
        sex=dice.choice("fm"),
        birth_date=date(1962, 1, 1).replace(
            year=dice.randint(1962, 2007), month=dice.randint(1, 12), day=dice.randint(1, 28)
        ),
        birth_place=dice.choice(_PLACES),
        address=f"JL. CONTOH NO. {dice.randint(1, 400)}",
        district=dice.choice(_PLACES),
        regency=dice.choice(_PLACES),
        province=dice.choice(("PROVINSI CONTOH", "CONTOH RAYA", "NUSA CONTOH")),
    )
