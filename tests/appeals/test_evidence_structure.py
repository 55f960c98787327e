"""The walk through a photo's structure: whole photos pass, everything else is named."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals.evidence import structure
from appeals.evidence.codes import Code, Rejected
from tests import documents, photos

HONEST: dict[str, Callable[[], bytes]] = {
    "jpeg": photos.jpeg,
    "progressive": lambda: photos.jpeg(progressive=True),
    "rotated": lambda: photos.turned(6),
    "with metadata and an appendix": photos.talkative,
    "png with words in every chunk": photos.talkative_png,
    "webp with metadata and an appendix": photos.talkative_webp,
    "heic with metadata and an appendix": photos.talkative_heic,
    "cmyk": lambda: photos.encoded(photos.scene(mode="CMYK")),
    "grey": lambda: photos.encoded(photos.scene(mode="L")),
    "mpo": photos.many_in_one,
    "png": lambda: photos.encoded(photos.scene(), "PNG"),
    "16-bit png": photos.deep_png,
    "palette png": photos.see_through_palette,
    "webp": lambda: photos.encoded(photos.scene(), "WEBP"),
    "lossless webp": lambda: photos.encoded(photos.scene(), "WEBP", lossless=True),
    "webp with exif": lambda: photos.encoded(photos.scene(), "WEBP", exif=b"Exif\0\0MM\0*"),
    "heic": lambda: photos.encoded(photos.scene(), "HEIF"),
}
HOSTILE: dict[str, tuple[Callable[[], bytes], Code]] = {
    "nothing": (lambda: b"", Code.EMPTY),
    "pdf": (photos.pdf, Code.IS_PDF),
    "pdf after a preamble": (lambda: b"\n\njunk " + photos.pdf(), Code.IS_PDF),
    "zip": (photos.zip_archive, Code.IS_ARCHIVE),
    "film": (photos.film, Code.IS_VIDEO),
    "sound": (lambda: b"OggS" + bytes(100), Code.IS_SOUND),
    "svg": (photos.svg, Code.IS_PAGE),
    "html": (lambda: b"\xef\xbb\xbf  <!doctype html><script>", Code.IS_PAGE),
    "shell script": (lambda: b"#!/bin/sh\nrm", Code.IS_PAGE),
    "html before a jpeg": (lambda: b"<script></script>" + photos.jpeg(), Code.IS_PAGE),
    "wave sound": (lambda: b"RIFF\x40\0\0\0WAVE" + bytes(90), Code.IS_SOUND),
    "avi film": (lambda: b"RIFF\x40\0\0\0AVI " + bytes(90), Code.IS_VIDEO),
    "voice note": (lambda: b"\0\0\0\x18ftypM4A " + bytes(90), Code.IS_SOUND),
    "avif": (lambda: b"\0\0\0\x18ftypavif" + bytes(90), Code.IS_OTHER_IMAGE),
    "lossless jpeg": (
        lambda: photos.jpeg().replace(b"\xff\xc0", b"\xff\xc3", 1),
        Code.IS_OTHER_IMAGE,
    ),
    "jpeg without pixels": (lambda: b"\xff\xd8\xff\xe0\0\2\xff\xd9", Code.UNREADABLE),
    "png without pixels": (
        lambda: photos.png(900, 900, b"").replace(b"IDAT", b"tEXt"),
        Code.UNREADABLE,
    ),
    "webp without pixels": (lambda: b"RIFF\x04\0\0\0WEBP" + bytes(90), Code.UNREADABLE),
    "heic without pixels": (lambda: b"\0\0\0\x10ftypheic\0\0\0\0", Code.UNREADABLE),
    "gif": (lambda: photos.encoded(photos.scene(), "GIF"), Code.IS_OTHER_IMAGE),
    "bmp": (lambda: photos.encoded(photos.scene(), "BMP"), Code.IS_OTHER_IMAGE),
    "noise": (lambda: b"\x99\x88\x77" * 99, Code.NOT_A_PHOTO),
    "bomb png": (photos.bomb_png, Code.TOO_MANY_PIXELS),
    "huge header": (lambda: photos.png(2**31 - 1, 2**31 - 1, b"x"), Code.TOO_MANY_PIXELS),
    "no width": (lambda: photos.png(0, 900, b"x"), Code.UNREADABLE),
    "icon": (lambda: photos.jpeg((64, 64)), Code.TOO_SMALL),
    "thousands of scans": (photos.many_scans, Code.TOO_COMPLEX),
    "moving gif": (lambda: photos.moving("GIF"), Code.IS_OTHER_IMAGE),
    "pdf in the place of a card": (documents.letter, Code.IS_PDF),
    "moving png": (lambda: photos.moving("PNG"), Code.ANIMATED),
    "moving webp": (lambda: photos.moving("WEBP"), Code.ANIMATED),
    "jpeg of segments only": (lambda: b"\xff\xd8" + b"\xff\xe1\0\2" * 50_000, Code.TOO_COMPLEX),
    "png of chunks only": (
        lambda: photos.png(900, 900, b"x", *[photos.png_chunk(b"tEXt", b"")] * 20_000),
        Code.TOO_COMPLEX,
    ),
    "jpeg with two frames": (
        lambda: photos.jpeg()[:-2] + photos.jpeg()[2:],
        Code.TOO_COMPLEX,
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_photo_passes(name: str) -> None:
    frame = structure.inspect(HONEST[name]())
    assert frame.width >= 400
    assert frame.height >= 300


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_name(name: str) -> None:
    build, code = HOSTILE[name]
    with pytest.raises(Rejected) as refusal:
        structure.inspect(build())
    assert refusal.value.code == code


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_part_of_a_photo_is_refused_as_unreadable(fmt: str, share: float) -> None:
    content = photos.encoded(photos.scene(), fmt)
    with pytest.raises(Rejected) as refusal:
        structure.inspect(content[: int(len(content) * share)])
    assert refusal.value.code == Code.UNREADABLE


@pytest.mark.parametrize(("size", "passes"), [((8000, 7500), True), ((8001, 7500), False)])
def test_sixty_megapixels_are_the_limit(size: tuple[int, int], passes: bool) -> None:
    content = photos.png(*size, b"x")
    if passes:
        assert structure.inspect(content).width == size[0]
    else:
        with pytest.raises(Rejected, match="too_many_pixels"):
            structure.inspect(content)


def test_the_size_is_the_one_that_the_decoder_will_meet() -> None:
    for fmt in ("JPEG", "PNG", "WEBP", "HEIF"):
        frame = structure.inspect(photos.encoded(photos.scene((642, 480)), fmt))
        assert (frame.width, frame.height) == (642, 480)


@given(
    start=st.sampled_from(
        [
            b"",
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
            b"RIFF\x40\0\0\0WEBPVP8X",
            b"\0\0\0\x18ftypheic",
        ]
    ),
    rest=st.binary(max_size=400),
)
def test_no_bytes_at_all_raise_anything_but_rejected(start: bytes, rest: bytes) -> None:
    try:
        structure.inspect(start + rest)
    except Rejected:
        pass


@given(position=st.integers(0, 3000), value=st.integers(0, 255))
def test_a_flipped_byte_never_raises_anything_but_rejected(position: int, value: int) -> None:
    for content in _SMALL:
        changed = bytearray(content)
        changed[position % len(changed)] = value
        try:
            structure.inspect(bytes(changed))
        except Rejected:
            pass


_SMALL = [photos.encoded(photos.scene((400, 300)), fmt) for fmt in ("JPEG", "PNG", "WEBP", "HEIF")]
