"""The drawn cards and faces: the same each time, marked as specimens, taken as photos."""

import io
import itertools
from datetime import date

import pytest
from PIL import Image, ImageChops

from appeals.demonstration import camera, cards, portraits, screens
from appeals.evidence import picture, structure

CITIZEN = cards.Citizen("3171015205980001", "Siti Contoh", "f", date(1998, 5, 12))


def ektp() -> Image.Image:
    """Draw a card."""
    return cards.ektp(CITIZEN, portraits.portrait(7, sex="f"))


def test_the_same_seed_gives_the_same_photo() -> None:
    assert camera.card_photo(ektp(), seed=3) == camera.card_photo(ektp(), seed=3)
    assert camera.card_photo(ektp(), seed=3) != camera.card_photo(ektp(), seed=4)


@pytest.mark.parametrize("size", [(1600, 1200), (900, 1200)])
def test_a_card_is_photographed_in_the_size_of_a_phone(size: tuple[int, int]) -> None:
    frame = structure.inspect(camera.card_photo(ektp(), seed=1, size=size))
    assert (frame.width, frame.height) == size


def test_a_turned_selfie_stands_upright_after_the_examination() -> None:
    selfie = portraits.selfie(7, sex="f", card=ektp())
    clean = picture.clean(camera.developed(selfie, seed=1, turned=True))
    assert (clean.width, clean.height) == portraits.SELFIE_SIZE


@pytest.mark.parametrize("sex", ["f", "m"])
def test_faces_differ_by_seed(sex: str) -> None:
    faces = [portraits.portrait(seed, sex=sex) for seed in (2, 4, 6, 8)]
    for one, other in itertools.pairwise(faces):
        assert ImageChops.difference(one, other).getbbox()


def test_every_card_carries_the_specimen_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = ektp(), cards.kk("3171012304150003", [CITIZEN])
    monkeypatch.setattr(cards, "MARK", " ")
    bare = ektp(), cards.kk("3171012304150003", [CITIZEN])
    for marked, unmarked in zip(drawn, bare, strict=True):
        assert ImageChops.difference(marked.convert("RGB"), unmarked.convert("RGB")).getbbox()


def test_a_screenshot_is_a_whole_png() -> None:
    content = screens.blocked(reasons=["Data Kemdikbud mencatat Anda masih bersekolah."])
    assert Image.open(io.BytesIO(content)).size == screens.SIZE
    assert structure.inspect(content).kind == "PNG"
