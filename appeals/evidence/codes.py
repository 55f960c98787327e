"""The reasons why a file cannot be used, as codes.

Plain Python, so that the image child can name them; the words for people are in `faults`.
"""

from enum import StrEnum


class Code(StrEnum):
    """Stored in `Evidence.fault`; never renamed."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    IS_PDF = "is_pdf"
    IS_VIDEO = "is_video"
    IS_SOUND = "is_sound"
    IS_ARCHIVE = "is_archive"
    IS_PAGE = "is_page"
    IS_OTHER_IMAGE = "is_other_image"
    NOT_A_PHOTO = "not_a_photo"
    ANIMATED = "animated"
    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    TOO_COMPLEX = "too_complex"
    LOST = "lost"
    PDF_BROKEN = "pdf_broken"
    PDF_LOCKED = "pdf_locked"
    PDF_TOO_LONG = "pdf_too_long"
    INFECTED = "infected"
    STORE_AWAY = "store_away"


class Rejected(Exception):
    """The content of a file breaks one of the limits; `code` says which."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code
