"""The mark of a photo's viewer, and the blur, are in the pixels."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from appeals.evidence import marking
from tests import photos

WORDS = "Rini (petugas1) · PRK-7K3M2Q9XD · 22-11-2026 23.15.07 WIB"


def read(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=("JPEG",)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).stddev)


@pytest.mark.parametrize("size", [(2048, 1536), (800, 600), (120, 90)])
def test_the_mark_changes_the_pixels_and_keeps_the_size(size: tuple[int, int]) -> None:
    clean = photos.jpeg(size, quality=95)
    marked = read(marking.marked(clean, WORDS))
    assert marked.size == size
    assert difference(marked, read(clean)) > 2


def test_every_quarter_of_the_picture_carries_the_mark() -> None:
    clean = photos.jpeg((1600, 1200), quality=95)
    marked = read(marking.marked(clean, WORDS))
    for box in ((0, 0, 800, 600), (800, 0, 1600, 600), (0, 600, 800, 1200), (800, 600, 1600, 1200)):
        assert difference(marked.crop(box), read(clean).crop(box)) > 2


def test_two_viewers_get_two_pictures() -> None:
    clean = photos.jpeg((800, 600), quality=95)
    one = read(marking.marked(clean, WORDS))
    assert difference(one, read(marking.marked(clean, WORDS.replace("Rini", "Bayu")))) > 2


def test_the_mark_is_seen_on_white_and_on_black() -> None:
    for colour in ("white", "black"):
        clean = photos.encoded(Image.new("RGB", (800, 600), colour), quality=95)
        assert difference(read(marking.marked(clean, WORDS)), read(clean)) > 2


def test_the_blur_keeps_less_than_a_number_needs() -> None:
    blur = read(marking.blurred(photos.jpeg((320, 240))))
    assert blur.size == (24, 18)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8 no picture", photos.jpeg((400, 300))[:2000], photos.jpeg((2049, 10)),
     photos.encoded(photos.scene((40, 30)), "PNG")],
    ids=["empty", "not a picture", "cut", "too large", "another kind"],
)  # fmt: skip
def test_nothing_but_our_own_clean_picture_is_read(content: bytes) -> None:
    with pytest.raises(marking.Unfit):
        marking.marked(content, WORDS)


def test_nothing_of_the_words_is_left_in_the_file_itself() -> None:
    assert b"Rini" not in marking.marked(photos.jpeg(), WORDS)
