"""How a worker and its image child talk over pipes: a file in, clean pages or a code out.

Plain Python. Neither side believes the other's lengths.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import BinaryIO

from appeals.evidence.codes import Code, Rejected
from appeals.evidence.quality import Measures

READY = b"R"
PHOTOS_PER_CHILD = 50  # then a fresh child takes over, whatever the last photos left behind
MOST_PHOTO_BYTES = 64 * 1024 * 1024
MOST_PICTURE_BYTES = 16 * 1024 * 1024
# The most that a clean picture and its thumbnail may measure.
LONG_EDGE = 2048
THUMBNAIL_EDGE = 320
FINGERPRINT_BYTES = 32
# The fingerprint of what tells nothing apart: a wall, a dark room, a blank sheet; or not taken.
PLAIN = bytes(FINGERPRINT_BYTES)
MOST_PAGES = 10

_PHOTO = struct.Struct("!I")
_ANSWER = struct.Struct("!20sB")  # code or nothing, number of pages
_PAGE = struct.Struct("!IIII")  # lengths of both pictures, width, height
# Whether it was measured, and what came out.
_MEASURES = struct.Struct(f"!?{len(fields(Measures))}d")


class Garbled(RuntimeError):
    """The other side ended or said something that the protocol does not know."""


class Gone(RuntimeError):
    """The other side had ended before the first byte of a photo went out."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """One clean page and its thumbnail as JPEG bytes; width and height are the page's.

    A photo is one page, a document has up to MOST_PAGES. `fingerprint` is 32 bytes that the
    module of that name takes, or PLAIN.
    """

    image: bytes
    thumbnail: bytes
    width: int
    height: int
    fingerprint: bytes = PLAIN
    measures: Measures | None = None


def send_photo(stream: BinaryIO, content: bytes) -> None:
    """Hand a photo to the child; raises Gone when it had ended before."""
    try:
        stream.write(_PHOTO.pack(len(content)))
        stream.flush()
    except OSError as end:
        raise Gone("the child had ended before it got anything") from end
    stream.write(content)
    stream.flush()


def receive_photo(stream: BinaryIO) -> bytes | None:
    """Wait for the next photo; None once the worker has closed the pipe."""
    head = stream.read(_PHOTO.size)
    if len(head) < _PHOTO.size:
        return None
    (length,) = _PHOTO.unpack(head)
    return exactly(stream, length, most=MOST_PHOTO_BYTES)


def send_pages(stream: BinaryIO, pages: Sequence[Pictures]) -> None:
    """Answer with clean pages, in their order."""
    stream.write(_ANSWER.pack(b"", len(pages)))
    for page in pages:
        stream.write(_PAGE.pack(len(page.image), len(page.thumbnail), page.width, page.height))
        stream.write(page.image)
        stream.write(page.thumbnail)
        stream.write(page.fingerprint)
        _send_measures(stream, page.measures)
    stream.flush()


def send_code(stream: BinaryIO, code: Code) -> None:
    """Answer that the photo cannot be used."""
    stream.write(_ANSWER.pack(code.value.encode(), 0))
    stream.flush()


def receive_answer(stream: BinaryIO) -> tuple[Pictures, ...]:
    """Wait for the child's pages, at least one; raises Rejected with its code, or Garbled."""
    head = exactly(stream, _ANSWER.size, most=_ANSWER.size)
    code, count = _ANSWER.unpack(head)
    if code := code.rstrip(b"\0"):
        raise Rejected(_code(code))
    if not 0 < count <= MOST_PAGES:
        raise Garbled(f"{count} pages announced, 1 to {MOST_PAGES} are allowed")
    return tuple(_receive_page(stream) for _ in range(count))


def _receive_page(stream: BinaryIO) -> Pictures:
    head = exactly(stream, _PAGE.size, most=_PAGE.size)
    image_length, thumbnail_length, width, height = _PAGE.unpack(head)
    image = exactly(stream, image_length, most=MOST_PICTURE_BYTES)
    thumbnail = exactly(stream, thumbnail_length, most=MOST_PICTURE_BYTES)
    seen = exactly(stream, FINGERPRINT_BYTES, most=FINGERPRINT_BYTES)
    return Pictures(image, thumbnail, width, height, seen, _receive_measures(stream))


def _send_measures(stream: BinaryIO, measures: Measures | None) -> None:
    none = (0.0,) * len(fields(Measures))
    figures = none if measures is None else astuple(measures)
    stream.write(_MEASURES.pack(measures is not None, *figures))


def _receive_measures(stream: BinaryIO) -> Measures | None:
    was_measured, *figures = _MEASURES.unpack(exactly(stream, _MEASURES.size, most=_MEASURES.size))
    if not all(map(math.isfinite, figures)):
        raise Garbled("a measure is no number")
    return Measures(*figures) if was_measured else None


def _code(value: bytes) -> Code:
    try:
        return Code(value.decode("ascii", "replace"))
    except ValueError:
        raise Garbled("the child answered with an unknown code") from None


def exactly(stream: BinaryIO, length: int, *, most: int) -> bytes:
    """Read `length` bytes; raises Garbled if more than `most` were announced or fewer come."""
    if length > most:
        raise Garbled(f"{length} bytes announced, at most {most} are allowed")
    content = stream.read(length)
    if len(content) < length:
        raise Garbled("the other side ended in the middle")
    return content
