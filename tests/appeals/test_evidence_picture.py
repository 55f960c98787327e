"""What the child makes of a photo: upright, sRGB, small, and nothing of the original but pixels."""

import io
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from appeals.evidence import picture, wire
from appeals.evidence.codes import Rejected
from tests import photos
from tests.appeals.test_evidence_structure import HONEST


def shown(content: bytes) -> Image.Image:
    """Return the clean picture, opened."""
    return Image.open(io.BytesIO(picture.clean(content).image))


def colour(image: Image.Image, *place: int) -> tuple[int, ...]:
    """Return the pixel at x and y."""
    pixel = image.getpixel((place[0], place[1]))
    assert isinstance(pixel, tuple)
    return pixel


def is_red(pixel: tuple[int, ...]) -> bool:
    """Say whether an RGB pixel is the scene's red, after JPEG."""
    return pixel[0] > 180 and max(pixel[1], pixel[2]) < 90


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_stands_upright(orientation: int) -> None:
    image = shown(photos.turned(orientation))
    assert image.size == (800, 600)
    assert is_red(colour(image, 100, 100))
    assert not is_red(colour(image, 700, 100))
    assert not is_red(colour(image, 100, 500))


@pytest.mark.parametrize("name", HONEST)
def test_the_pictures_hold_pixels_and_nothing_else(name: str) -> None:
    clean = picture.clean(HONEST[name]())
    for content in (clean.image, clean.thumbnail):
        image = Image.open(io.BytesIO(content))
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert content.endswith(b"\xff\xd9")
        for left in (photos.SECRET, b"Exif", b"ICC_PROFILE", b"http:", b"script", b"\xff\xfe"):
            assert left not in content[:2000]


@pytest.mark.parametrize(
    "build",
    [photos.talkative, photos.talkative_png, photos.talkative_webp, photos.talkative_heic],
)
def test_the_secret_in_every_corner_does_not_survive(build: Callable[[], bytes]) -> None:
    content = build()
    assert photos.SECRET in content
    clean = picture.clean(content)
    assert photos.SECRET not in clean.image + clean.thumbnail
    assert b"Exif" not in clean.image + clean.thumbnail


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_colours_of_another_profile_are_shown_as_they_were_meant(fmt: str) -> None:
    image = shown(photos.encoded(photos.scene(), fmt, icc_profile=photos.swapped_profile()))
    red, green, _ = colour(image, 100, 100)
    assert green > 150 > red
    assert "icc_profile" not in image.info


def test_of_several_pictures_in_one_file_the_first_is_shown() -> None:
    other = photos.scene().transpose(Image.Transpose.ROTATE_180)
    content = photos.encoded(photos.scene(), "MPO", save_all=True, append_images=[other])
    assert is_red(colour(shown(content), 100, 100))


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((4000, 3000), (2000, 1500)),
        ((3000, 4000), (1500, 2000)),
        ((8160, 6144), (2040, 1536)),
        ((3000, 2000), (2048, 1365)),
        ((1600, 1200), (1600, 1200)),
    ],
)
def test_a_large_photo_is_shrunk_to_2048_at_most(
    size: tuple[int, int], becomes: tuple[int, int]
) -> None:
    clean = picture.clean(photos.jpeg(size))
    assert (clean.width, clean.height) == becomes
    assert max(Image.open(io.BytesIO(clean.thumbnail)).size) == 320


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    image = shown(photos.deep_png())
    assert abs(colour(image, 300, 200)[0] - 40_000 // 256) < 6
    assert colour(image, 50, 50)[0] < 12


def test_what_is_transparent_becomes_white() -> None:
    image = shown(photos.see_through_palette())
    assert min(colour(image, 300, 250)) > 240
    assert is_red(colour(image, 50, 50))


def test_a_large_see_through_picture_is_flattened_band_by_band() -> None:
    content = photos.encoded(photos.scene((4100, 3001), "RGBA"), "PNG", compress_level=1)
    image = shown(content)
    assert image.size == (2048, 1500)
    assert is_red(colour(image, 900, 700))
    assert not is_red(colour(image, 900, 800))


def test_cmyk_shows_the_same_colours() -> None:
    image = shown(photos.encoded(photos.scene(mode="CMYK")))
    assert is_red(colour(image, 100, 100))


def test_a_broken_colour_profile_is_ignored() -> None:
    image = shown(photos.encoded(photos.scene(), icc_profile=b"no profile at all"))
    assert is_red(colour(image, 100, 100))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_exif_is_ignored() -> None:
    image = shown(photos.encoded(photos.scene(), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"))
    assert image.size == (800, 600)


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_half_a_photo_does_not_decode(fmt: str) -> None:
    content = photos.encoded(photos.scene((1600, 1200)), fmt)
    with pytest.raises(Rejected):
        picture.clean(content[: len(content) // 2])


@pytest.mark.parametrize("pixels", [b"x", b"no pixels", zlib.compress(bytes(9)), b""])
def test_a_png_whose_pixels_are_missing_is_unreadable(pixels: bytes) -> None:
    with pytest.raises(Rejected, match="unreadable"):
        picture.clean(photos.png(900, 900, pixels))


def test_a_bomb_that_came_this_far_is_refused_before_its_pixels() -> None:
    with pytest.raises(Rejected, match="too_many_pixels"):
        picture.clean(photos.bomb_png())


def test_a_hint_that_fails_refuses_no_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("appeals.evidence.picture.fingerprint.of", fail)
    monkeypatch.setattr("appeals.evidence.picture.measuring.measured", fail)
    pictures = picture.clean(photos.jpeg())
    assert (pictures.width, pictures.fingerprint, pictures.measures) == (800, wire.PLAIN, None)
