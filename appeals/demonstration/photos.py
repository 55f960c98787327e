"""The photos that go with a complaint, as the person's phone would send them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from appeals.demonstration import camera, cards, papers, portraits, screens, words
from appeals.demonstration.cards import Citizen
from appeals.demonstration.people import Person
from appeals.models import Evidence

Kind = Evidence.Kind
# Enough to read the cards; the phone's own size would take several times as long to draw.
_CARD_PIXELS = (1000, 750)
_SELFIE_PIXELS = (900, 1200)
_LETTER_PIXELS = (900, 1200)


def uploads(person: Person, kinds: Sequence[Evidence.Kind]) -> list[SimpleUploadedFile]:
    """Return the invented person's photos of `kinds`; cards are marked as specimens.

    Two at a time, because drawing is most of what loading the demonstration takes.
    """
    with ThreadPoolExecutor(2) as hands:
        return list(hands.map(partial(_upload, person), kinds))


def _upload(person: Person, kind: Evidence.Kind) -> SimpleUploadedFile:
    if kind is Kind.SCREENSHOT:
        # At a moment of their own: two people never have the very same file.
        clock = f"{8 + person.number % 9:02d}.{person.number % 60:02d}"
        picture = screens.blocked(
            reasons=["Lihat alasan lengkap di halaman akun Anda."], clock=clock
        )
        return SimpleUploadedFile(f"Screenshot_{person.number}.png", picture, "image/png")
    return SimpleUploadedFile(f"IMG-{person.number}.jpg", _photo(person, kind), "image/jpeg")


def _photo(person: Person, kind: Evidence.Kind) -> bytes:
    seed = person.number
    if kind is Kind.CONSENT_LETTER:
        letter = papers.consent_letter(person.name, helper=words.HELPER.name)
        return camera.card_photo(letter, seed=seed, size=_LETTER_PIXELS)
    card = _kk(person) if kind in {Kind.KK, Kind.SELFIE_KK} else _ektp(person)
    if kind in {Kind.SELFIE_EKTP, Kind.SELFIE_KK}:
        selfie = portraits.selfie(seed, sex=person.sex, card=card)
        # The two selfies of one person are two photos, too.
        selfie = camera.hand_held(selfie, seed=2 * seed + (kind is Kind.SELFIE_KK))
        selfie.thumbnail(_SELFIE_PIXELS)
        return camera.developed(selfie, seed=seed)
    return camera.card_photo(card, seed=seed, size=_CARD_PIXELS)


@lru_cache(maxsize=4)
def _ektp(person: Person) -> Image.Image:
    return cards.ektp(_citizen(person), portraits.portrait(person.number, sex=person.sex))


@lru_cache(maxsize=4)
def _kk(person: Person) -> Image.Image:
    return cards.kk(person.kk, [_citizen(person)])


def _citizen(person: Person) -> Citizen:
    return Citizen(nik=person.nik, name=person.name, sex=person.sex, birth_date=person.birth_date)
