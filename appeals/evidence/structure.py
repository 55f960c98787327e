"""Walks a photo's structure without decoding it: is it whole, how large, how complicated.

Plain Python over bytes, no decoder: what passes here may meet the decoder in its child process.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from mmap import mmap

from appeals.evidence import sniff
from appeals.evidence.codes import Code, Rejected

MOST_PIXELS = 60_000_000
MOST_PIXELS_WEBP = 24_000_000  # its decoder keeps several copies; more breaks the memory limit
MOST_SCANS = 50  # ordinary progressive JPEGs have ten
MOST_PARTS = 10_000  # segments, chunks or boxes: whole phone photos have some dozens
LEAST_LONG_EDGE = 300
LEAST_SHORT_EDGE = 50
TAIL = 4096  # a PDF's end marker may be followed by blanks, or by what a mail server added

Bytes = bytes | memoryview | mmap


@dataclass(frozen=True, slots=True)
class Frame:
    """What the header promises the decoder: kind of file, width and height in pixels."""

    kind: str
    width: int
    height: int


def inspect(content: Bytes) -> Frame:
    """Return the frame of a whole photo within the limits; raise Rejected otherwise."""
    frame = whole_frame(content)
    pixels, edges = frame.width * frame.height, (frame.width, frame.height)
    if pixels > (MOST_PIXELS_WEBP if frame.kind == sniff.WEBP else MOST_PIXELS):
        raise Rejected(Code.TOO_MANY_PIXELS)
    if max(edges) < LEAST_LONG_EDGE or min(edges) < LEAST_SHORT_EDGE:
        raise Rejected(Code.TOO_SMALL)
    return frame


def inspect_document(content: Bytes) -> None:
    """Raise Rejected for a PDF that was cut short; what it holds, only the child looks at."""
    if b"%%EOF" not in bytes(content[-TAIL:]):
        raise Rejected(Code.PDF_BROKEN)


def whole_frame(content: Bytes) -> Frame:
    """Return the frame of a photo that is whole, of any size; raise Rejected otherwise."""
    if not len(content):
        raise Rejected(Code.EMPTY)
    kind = sniff.photo_kind(bytes(content[: sniff.HEAD]))
    try:
        width, height = _WALKS[kind](content)
    except (IndexError, ValueError) as cut_short:
        raise Rejected(Code.UNREADABLE) from cut_short
    if not width or not height:
        raise Rejected(Code.UNREADABLE)
    return Frame(kind, width, height)


# --- JPEG (ITU-T T.81, annex B) ---------------------------------------------------------------
# In compressed data FF is followed by 00 or a restart marker; anything else is the next marker.
# (A class of what may follow, without repetition: twenty times faster than the negated one.)
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])", re.DOTALL)
_FRAME_MARKERS = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
_UNSUPPORTED_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF}
_START, _END, _SCAN, _TEMPORARY = 0xD8, 0xD9, 0xDA, 0x01


def _jpeg(content: Bytes) -> tuple[int, int]:
    """Follow the first image to its end marker; what comes after it is never decoded.

    Cameras append second images (MPO), films and notes there; re-encoding leaves them behind.
    """
    size: tuple[int, int] | None = None
    scans = 0
    for marker, body in _jpeg_segments(content):
        if marker in _FRAME_MARKERS:
            if size:
                raise Rejected(Code.TOO_COMPLEX)
            size = _number(content, body + 3, 2), _number(content, body + 1, 2)
        elif marker in _UNSUPPORTED_FRAMES:
            raise Rejected(Code.IS_OTHER_IMAGE)
        elif marker == _SCAN:
            scans += 1
        elif marker == _END:
            if size and scans:
                return size
            break
        if scans > MOST_SCANS:
            raise Rejected(Code.TOO_COMPLEX)
    raise Rejected(Code.UNREADABLE)


def _jpeg_segments(content: Bytes) -> Iterator[tuple[int, int]]:
    """Yield each marker and where its body begins, up to the end marker."""
    at = 2
    for _ in range(MOST_PARTS):
        found = _MARKER.search(content, at)
        if not found:
            return
        marker, body = found[1][0], found.end() + 2
        if marker == _END:
            yield marker, body
            return
        if marker == _START:
            raise Rejected(Code.UNREADABLE)
        if marker == _TEMPORARY:
            at = found.end()
            continue
        at = found.end() + _number(content, found.end(), 2)
        if at < body or at > len(content):
            raise Rejected(Code.UNREADABLE)
        yield marker, body
    raise Rejected(Code.TOO_COMPLEX)


# --- PNG (W3C Portable Network Graphics, section 5) -------------------------------------------
def _png(content: Bytes) -> tuple[int, int]:
    at, has_pixels = 8, False
    for part in range(MOST_PARTS):
        length, name = _number(content, at, 4), bytes(content[at + 4 : at + 8])
        if at + 12 + length > len(content) or (part == 0) != (name == b"IHDR"):
            raise Rejected(Code.UNREADABLE)
        if name == b"acTL":
            raise Rejected(Code.ANIMATED)
        has_pixels = has_pixels or name == b"IDAT"
        if name == b"IEND":
            if not has_pixels:
                raise Rejected(Code.UNREADABLE)
            return _number(content, 16, 4), _number(content, 20, 4)
        at += 12 + length
    raise Rejected(Code.TOO_COMPLEX)


# --- WebP (RFC 9649) --------------------------------------------------------------------------
def _webp(content: Bytes) -> tuple[int, int]:
    end = 8 + _little(content, 4, 4)
    if end > len(content):
        raise Rejected(Code.UNREADABLE)
    sizes: list[tuple[int, int]] = []
    has_pixels = False
    for name, body, _length in _webp_chunks(content, end):
        if name in {b"ANIM", b"ANMF"} or (name == b"VP8X" and content[body] & 2):
            raise Rejected(Code.ANIMATED)
        has_pixels = has_pixels or name in {b"VP8 ", b"VP8L"}
        if reader := _WEBP_SIZES.get(name):
            sizes.append(reader(content, body))
    if not has_pixels:
        raise Rejected(Code.UNREADABLE)
    return max(sizes, key=lambda size: size[0] * size[1])


def _webp_chunks(content: Bytes, end: int) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    for _ in range(MOST_PARTS):
        if at + 8 > end:
            return
        length = _little(content, at + 4, 4)
        if at + 8 + length > end:
            raise Rejected(Code.UNREADABLE)
        yield bytes(content[at : at + 4]), at + 8, length
        at += 8 + length + length % 2
    raise Rejected(Code.TOO_COMPLEX)


def _webp_canvas(content: Bytes, body: int) -> tuple[int, int]:
    return (
        1 + _little(content, body + 4, 3),
        1 + _little(content, body + 7, 3),
    )


def _webp_lossy(content: Bytes, body: int) -> tuple[int, int]:
    return (
        _little(content, body + 6, 2) & 0x3FFF,
        _little(content, body + 8, 2) & 0x3FFF,
    )


def _webp_lossless(content: Bytes, body: int) -> tuple[int, int]:
    bits = _little(content, body + 1, 4)
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


_WEBP_SIZES: dict[bytes, Callable[[Bytes, int], tuple[int, int]]] = {
    b"VP8X": _webp_canvas,
    b"VP8 ": _webp_lossy,
    b"VP8L": _webp_lossless,
}


# --- HEIC (ISO/IEC 14496-12 boxes, 23008-12 image sizes) --------------------------------------
_CONTAINERS = {b"meta": 4, b"iprp": 0, b"ipco": 0}


def _heic(content: Bytes) -> tuple[int, int]:
    """Return the largest image size declared; a photo's tiles and thumbnail are smaller."""
    sizes: list[tuple[int, int]] = []
    names: set[bytes] = set()
    owed = [(0, len(content))]
    parts = 0
    while owed:
        for name, body, end in _heic_boxes(content, owed.pop()):
            parts += 1
            names.add(name)
            if name == b"ispe":
                sizes.append((_number(content, body + 4, 4), _number(content, body + 8, 4)))
            elif name in _CONTAINERS:
                owed.append((body + _CONTAINERS[name], end))
            if parts > MOST_PARTS:
                raise Rejected(Code.TOO_COMPLEX)
    if not sizes or not names & {b"mdat", b"idat"}:
        raise Rejected(Code.UNREADABLE)
    return max(sizes, key=lambda size: size[0] * size[1])


def _heic_boxes(content: Bytes, span: tuple[int, int]) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, body and end of each box in `span`; a box past its span means a cut file."""
    at, end = span
    while at + 8 <= end:
        length, body = _number(content, at, 4), at + 8
        if length == 1:
            length, body = _number(content, at + 8, 8), at + 16
        elif length == 0:
            length = end - at
        if at + length > end or at + length < body:
            raise Rejected(Code.UNREADABLE)
        yield bytes(content[at + 4 : at + 8]), body, at + length
        at += length


def _number(content: Bytes, at: int, length: int) -> int:
    return int.from_bytes(_digits(content, at, length), "big")


def _little(content: Bytes, at: int, length: int) -> int:
    return int.from_bytes(_digits(content, at, length), "little")


def _digits(content: Bytes, at: int, length: int) -> bytes:
    digits = bytes(content[at : at + length])
    if len(digits) < length:
        raise IndexError(at)
    return digits


_WALKS: dict[str, Callable[[Bytes], tuple[int, int]]] = {
    sniff.JPEG: _jpeg,
    sniff.PNG: _png,
    sniff.WEBP: _webp,
    sniff.HEIC: _heic,
}
