"""A fingerprint outlasts what messengers do to a picture and tells different pictures apart."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageFilter

from appeals.evidence import fingerprint, picture, wire
from tests import photos


def differing(one: bytes, other: bytes) -> int:
    """Return in how many of 256 points two fingerprints differ."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.resize((400, 300)),
        lambda image: image.filter(ImageFilter.GaussianBlur(2)),
        lambda image: image.point(lambda value: value * 0.8 + 20),
        lambda image: Image.open(io.BytesIO(photos.encoded(image, quality=30))),
        lambda image: image.convert("L"),
    ],
    ids=["smaller", "softer", "paler", "compressed", "grey"],
)
def test_a_copy_keeps_its_fingerprint(change: Callable[[Image.Image], Image.Image]) -> None:
    image = photos.patchwork(1)
    assert differing(fingerprint.of(image), fingerprint.of(change(image))) <= 12


def test_different_pictures_have_different_fingerprints() -> None:
    assert differing(fingerprint.of(photos.patchwork(1)), fingerprint.of(photos.patchwork(2))) > 60


@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_plain_picture_has_none(colour: str) -> None:
    assert fingerprint.of(Image.new("RGB", (320, 240), colour)) == wire.PLAIN
    assert fingerprint.of(photos.scene()) == wire.PLAIN


def test_the_child_takes_it_from_the_upright_picture() -> None:
    upright = picture.clean(photos.encoded(photos.patchwork(3), quality=95)).fingerprint
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = photos.patchwork(3).transpose(Image.Transpose.ROTATE_90)
    turned = picture.clean(photos.encoded(lying, exif=exif, quality=95)).fingerprint
    assert upright != wire.PLAIN
    assert differing(upright, turned) <= 4
