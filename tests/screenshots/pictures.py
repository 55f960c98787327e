"""The photos that the complaint carries: one invented person's specimen cards and face."""

from datetime import date
from pathlib import Path

from PIL import Image

from appeals.demonstration import camera, cards, portraits, screens

PERSON = cards.Citizen(
    nik="3174065205980007", name="Ratna Wulandari", sex="f", birth_date=date(1998, 5, 12)
)
KK = "3174060101150002"
_SEED = 11
_CARD = (1000, 750)


def photos(folder: Path) -> list[Path]:
    """Draw the five photos in the order of the form."""
    ektp = cards.ektp(PERSON, portraits.portrait(_SEED, sex=PERSON.sex))
    kk = cards.kk(KK, [PERSON])
    content = {
        "ektp.jpg": camera.card_photo(ektp, seed=_SEED, size=_CARD),
        "kk.jpg": camera.card_photo(kk, seed=_SEED, size=_CARD),
        "selfie-ektp.jpg": _selfie(ektp),
        "selfie-kk.jpg": _selfie(kk),
        "screenshot.png": screens.blocked(reasons=["Lihat alasan lengkap di akun Anda."]),
    }
    for name, photo in content.items():
        (folder / name).write_bytes(photo)
    return [folder / name for name in content]


def _selfie(card: Image.Image) -> bytes:
    picture = portraits.selfie(_SEED, sex=PERSON.sex, card=card)
    picture.thumbnail((900, 1200))
    return camera.developed(picture, seed=_SEED)
