"""Turns an untrusted photo into two clean JPEGs: upright, sRGB, small, without metadata.

Runs only inside the child process (`child`) and in benchmarks. Plain Python and Pillow.
"""

import struct
import warnings
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms

from appeals.evidence import fingerprint, measuring
from appeals.evidence.codes import Code, Rejected
from appeals.evidence.quality import Measures
from appeals.evidence.structure import MOST_PIXELS
from appeals.evidence.wire import LONG_EDGE, PLAIN, THUMBNAIL_EDGE, Pictures

QUALITY = 85
# The decoder may halve while it decodes as long as this much is left of the long edge: the small
# print of a card that fills the photo stays readable at 1600.
LEAST_LONG_EDGE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")  # JPEG covers MPO

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's parsers raise on broken metadata.
_BROKEN = (OSError, ValueError, TypeError, LookupError, SyntaxError, ArithmeticError, struct.error)

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
pillow_heif.options.DECODE_THREADS = 1
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def clean(content: bytes) -> Pictures:
    """Decode `content` once and return what officers may see.

    Raises Rejected where the content does not decode.
    """
    try:
        picture = _decoded(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Rejected(Code.TOO_MANY_PIXELS) from bomb
    except MemoryError as full:
        raise Rejected(Code.TOO_MANY_PIXELS) from full
    except _BROKEN as broken:
        raise Rejected(Code.UNREADABLE) from broken
    return page_of(picture)


def page_of(picture: Image.Image) -> Pictures:
    """Return what is kept of an upright sRGB picture within LONG_EDGE: pixels, nothing else."""
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), reducing_gap=2.0)
    return Pictures(
        _jpeg(picture),
        _jpeg(thumbnail),
        picture.width,
        picture.height,
        _fingerprint(thumbnail),
        _measures(picture, thumbnail),
    )


def _fingerprint(thumbnail: Image.Image) -> bytes:
    """Take the fingerprint; a hint that fails refuses no photo."""
    try:
        return fingerprint.of(thumbnail)
    except Exception:  # noqa: BLE001 - whatever it is, the photo is as good without it
        return PLAIN


def _measures(picture: Image.Image, thumbnail: Image.Image) -> Measures | None:
    """Measure the picture; a hint that fails refuses no photo."""
    try:
        return measuring.measured(picture, thumbnail)
    except Exception:  # noqa: BLE001 - whatever it is, the photo is as good without it
        return None


def _decoded(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        image.draft(image.mode, _draft_size(image.size))
        image.load()
        # Only now: for a PNG, asking for the orientation decodes, and would swallow what is broken.
        upright = _UPRIGHT.get(_orientation(image))
        profile = image.info.get("icc_profile")
        picture = _srgb(_small(image), profile)
    return picture.transpose(upright) if upright is not None else picture


def _draft_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size a JPEG decoder may shrink to by 2, 4 or 8 while it decodes."""
    scale = next((by for by in (8, 4, 2) if max(size) // by >= LEAST_LONG_EDGE), 1)
    return size[0] // scale or 1, size[1] // scale or 1


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _small(image: Image.Image) -> Image.Image:
    """Return the picture within LONG_EDGE in mode L, RGB or CMYK, flattened on white."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode in {"P", "PA"}:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in {"RGBA", "LA"}:
        image = _on_white(_reduced_in_bands(image).convert("RGBA"))
    image.thumbnail((LONG_EDGE, LONG_EDGE), reducing_gap=2.0)
    return image


def _reduced_in_bands(image: Image.Image) -> Image.Image:
    """Divide the size by a whole number, band by band.

    Pillow copies a picture with transparency whole before it resizes it; at 60 megapixels the
    copy alone would break the memory limit.
    """
    factor = max(image.size) // LONG_EDGE
    if factor < 2:
        return image
    small = Image.new(image.mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, 64 * factor):
        bottom = min(top + 64 * factor, image.height)
        band = image.crop((0, top, image.width, bottom))
        small.paste(band.reduce(factor), (0, top // factor))
    return small


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, *_BROKEN):
            converted = None  # not a profile for this kind of picture: the numbers as they are
        if converted is not None:
            return converted
    return image.convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    picture.info.clear()  # Pillow writes comments and profiles from here back into the file
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
