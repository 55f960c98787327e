"""Tells what a file is from its first bytes; names and claimed types are never believed."""

from appeals.evidence.codes import Code, Rejected

HEAD = 4096  # so much of a file's beginning says what it is

JPEG, PNG, WEBP, HEIC = "JPEG", "PNG", "WEBP", "HEIC"

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OTHER_IMAGE_BRANDS = {b"avif", b"avis", b"crx ", b"jxl "}
_REFUSED: tuple[tuple[bytes, Code], ...] = (
    (b"%PDF", Code.IS_PDF),
    (b"PK\x03\x04", Code.IS_ARCHIVE),
    (b"PK\x05\x06", Code.IS_ARCHIVE),
    (b"Rar!", Code.IS_ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Code.IS_ARCHIVE),
    (b"\x1f\x8b", Code.IS_ARCHIVE),
    (b"\xd0\xcf\x11\xe0", Code.IS_ARCHIVE),  # Word and Excel before 2007
    (b"{\\rtf", Code.IS_ARCHIVE),
    (b"GIF8", Code.IS_OTHER_IMAGE),
    (b"BM", Code.IS_OTHER_IMAGE),
    (b"II*\x00", Code.IS_OTHER_IMAGE),
    (b"MM\x00*", Code.IS_OTHER_IMAGE),
    (b"8BPS", Code.IS_OTHER_IMAGE),
    (b"\x00\x00\x01\x00", Code.IS_OTHER_IMAGE),
    (b"\x00\x00\x00\x0cjP  ", Code.IS_OTHER_IMAGE),
    (b"\xff\x0a", Code.IS_OTHER_IMAGE),
    (b"%!PS", Code.IS_PAGE),
    (b"#!", Code.IS_PAGE),
    (b"MZ", Code.IS_PAGE),
    (b"\x7fELF", Code.IS_PAGE),
    (b"\x1aE\xdf\xa3", Code.IS_VIDEO),
    (b"FLV\x01", Code.IS_VIDEO),
    (b"\x00\x00\x01\xba", Code.IS_VIDEO),
    (b"OggS", Code.IS_SOUND),
    (b"ID3", Code.IS_SOUND),
    (b"fLaC", Code.IS_SOUND),
    (b"#!AMR", Code.IS_SOUND),
)


def is_pdf(head: bytes) -> bool:
    """Say whether a file that begins with `head` is a PDF, and nothing else before it."""
    return head.startswith(b"%PDF-")


def photo_kind(head: bytes) -> str:
    """Return JPEG, PNG, WEBP or HEIC for a file that begins with `head` (64 bytes or more).

    Raises Rejected with a code that names what the file is instead, where that shows.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF":
        return _riff_kind(head[8:12])
    if head[4:8] == b"ftyp":
        return _box_kind(head)
    raise Rejected(_refusal(head))


def _riff_kind(form: bytes) -> str:
    if form == b"WEBP":
        return WEBP
    raise Rejected(Code.IS_SOUND if form == b"WAVE" else Code.IS_VIDEO)


def _box_kind(head: bytes) -> str:
    size = min(max(int.from_bytes(head[:4]), 16), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))}
    if head[8:12] in _OTHER_IMAGE_BRANDS or b"avif" in brands:
        raise Rejected(Code.IS_OTHER_IMAGE)
    if head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head[8:12].startswith(b"M4A"):
        raise Rejected(Code.IS_SOUND)
    raise Rejected(Code.IS_VIDEO)


def _refusal(head: bytes) -> Code:
    for magic, code in sorted(_REFUSED, key=lambda pair: -len(pair[0])):
        if head.startswith(magic):
            return code
    # Markup may be preceded by spaces and a byte order mark; a PDF by anything.
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        return Code.IS_PAGE
    return Code.IS_PDF if b"%PDF" in head else Code.NOT_A_PHOTO
