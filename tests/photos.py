"""Builders of photos as phones really send them, and of files made to hurt; all from code."""

import io
import random
import struct
import zlib
from typing import Any

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

pillow_heif.register_heif_opener()

PLACE = "-6.175110,106.865036"
SECRET = b"rahasia-yang-tidak-boleh-ikut"


def upload(content: bytes, name: str = "foto.jpg") -> SimpleUploadedFile:
    """Wrap bytes as a browser's upload that claims to be a JPEG."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def scene(size: tuple[int, int] = (800, 600), mode: str = "RGB") -> Image.Image:
    """Draw a picture whose upper left quarter is red and whose rest is grey-green."""
    picture = Image.new("RGB", size, (90, 120, 100))
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=(220, 30, 30))
    return picture.convert(mode)


def patchwork(seed: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Draw a colourful picture with something everywhere; another one for each seed."""
    patches = random.Random(seed).randbytes(32 * 24 * 3)
    return Image.frombytes("RGB", (32, 24), patches).resize(size, Image.Resampling.BICUBIC)


def encoded(picture: Image.Image, fmt: str = "JPEG", **options: Any) -> bytes:
    """Return the picture's bytes in a format."""
    out = io.BytesIO()
    picture.save(out, fmt, **options)
    return out.getvalue()


def jpeg(size: tuple[int, int] = (800, 600), **options: Any) -> bytes:
    """Return an honest JPEG."""
    return encoded(scene(size), **options)


# --- Honest photos ----------------------------------------------------------------------------
def turned(orientation: int) -> bytes:
    """Return the scene stored so that EXIF `orientation` shows it upright again."""
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose values that undo it
    picture = scene()
    if orientation in back:
        picture = picture.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(picture, exif=exif)


def talkative() -> bytes:
    """Return a JPEG that tells where, when, with what and by whom, in every place it can."""
    content = encoded(
        scene(),
        exif=_talkative_exif(),
        comment=SECRET,
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>",
    )
    return content + b"<script>" + SECRET + b"</script>"


def talkative_png() -> bytes:
    """Return a PNG with a secret in every kind of chunk that takes words, and behind its end."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_text("Comment", SECRET.decode(), zip=True)
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return encoded(scene(), "PNG", pnginfo=notes, exif=_talkative_exif()) + SECRET


def talkative_webp() -> bytes:
    """Return a WebP with a secret in its EXIF and XMP, and behind its end."""
    return encoded(scene(), "WEBP", exif=_talkative_exif(), xmp=SECRET) + SECRET


def talkative_heic() -> bytes:
    """Return a HEIC with a secret in its EXIF and XMP, and in a box of its own behind them."""
    box = struct.pack(">I", 8 + len(SECRET)) + b"free" + SECRET
    return encoded(scene(), "HEIF", exif=_talkative_exif(), xmp=SECRET) + box


def _talkative_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x8825] = {1: "S", 2: (6.0, 10.0, 30.0), 3: "E", 4: (106.0, 51.0, 54.0)}
    return exif


def swapped_profile() -> bytes:
    """Return a colour profile in which the numbers of red mean green, and those of green red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", profile, 128)[0]
    places = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def many_in_one() -> bytes:
    """Return an MPO, as phones with two lenses write."""
    return encoded(scene(), "MPO", save_all=True, append_images=[scene()])


def deep_png() -> bytes:
    """Return a PNG with 16 bits of grey, upper left dark and the rest half bright."""
    dark, bright = struct.pack("<H", 1_000), struct.pack("<H", 40_000)
    rows = (dark * 200 + bright * 200) * 150 + bright * 400 * 150
    return encoded(Image.frombytes("I;16", (400, 300), rows), "PNG")


def see_through_palette() -> bytes:
    """Return a palette PNG whose background is transparent."""
    picture = Image.new("P", (400, 300), 0)
    picture.putpalette([0, 0, 0, 220, 30, 30])
    picture.paste(1, (0, 0, 200, 150))
    return encoded(picture, "PNG", transparency=0)


# --- Files made to hurt -----------------------------------------------------------------------
def png_chunk(name: bytes, body: bytes) -> bytes:
    """Return one PNG chunk."""
    crc = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)


def png(width: int, height: int, pixels: bytes, *more: bytes) -> bytes:
    """Return a grey PNG of any claimed size around compressed `pixels`."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    parts = (b"\x89PNG\r\n\x1a\n", header, *more)
    return b"".join((*parts, png_chunk(b"IDAT", pixels), png_chunk(b"IEND", b"")))


def bomb_png() -> bytes:
    """Return a PNG of some kilobytes that unfolds to 20,000 by 20,000 pixels."""
    packer = zlib.compressobj(9)
    rows = [packer.compress(bytes(20_001)) for _ in range(20_000)]
    return png(20_000, 20_000, b"".join((*rows, packer.flush())))


def many_scans(count: int = 2_000) -> bytes:
    """Return a progressive JPEG that repeats its last scan `count` times."""
    content = jpeg((640, 480), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * count + b"\xff\xd9"


def half_grey() -> bytes:
    """Return half a JPEG with an end marker, so that its structure looks whole."""
    content = jpeg((1600, 1200), quality=95)
    return content[: len(content) // 2] + b"\xff\xd9"


def moving(fmt: str) -> bytes:
    """Return an animation."""
    other = scene().transpose(Image.Transpose.ROTATE_180)
    return encoded(scene(), fmt, save_all=True, append_images=[other], duration=100)


def svg() -> bytes:
    """Return a drawing that runs a script."""
    return b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


def zip_archive() -> bytes:
    """Return an empty-looking archive."""
    return b"PK\x03\x04" + bytes(200)


def pdf() -> bytes:
    """Return the beginning of a PDF."""
    return b"%PDF-1.7\n" + bytes(200)


def film() -> bytes:
    """Return the beginning of an MP4."""
    return struct.pack(">I", 24) + b"ftypisom" + bytes(4) + b"isommp42" + bytes(200)
