"""Sixteen digits in a line that a machine read, with the letters it takes digits for set right.

Plain Python. A letter is set right only where a well-formed number comes of it: a number that is
odd but was read clearly stays as it is, because real citizens hold such numbers.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portal import identifiers
from portal.identifiers import NUMBER_LENGTH

MOST_LETTERS = 4  # more of them is a word, not a number
# What stands before the number on a card, however badly it was read.
_LABEL = re.compile(r"^\W*(?:N[I1l|!]K|N[o0Oº°]?(?=[\W\d])|N[o0O]m[o0O]r)\W*", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s.,:;'\"·•_\-–—]+")
_LOOKS_LIKE = str.maketrans(
    {letter: digit for digit, letters in
     {"0": "OoDQ", "1": "Iil|!", "2": "Zz", "5": "Ss", "6": "Gb", "8": "B"}.items()
     for letter in letters}
)  # fmt: skip
_ODD = {"nik_region", "nik_date", "nik_serial"}


@dataclass(frozen=True, slots=True)
class Number:
    """Sixteen digits; `is_repaired`: some of them stood there as letters."""

    digits: str
    is_repaired: bool = False


def nik(text: str) -> Number | None:
    """Return the NIK that the line holds, or None."""
    return next(_numbers(text, _is_good_nik), None)


def kk(text: str) -> Number | None:
    """Return the number of a family card that the line holds, or None."""
    return next(_numbers(text, _is_good_kk), None)


def has_label(text: str) -> bool:
    """Say whether the line begins as the number's line does."""
    return _LABEL.match(text) is not None


def as_digits(text: str) -> str:
    """Return `text` with the letters that look like digits as digits."""
    return text.translate(_LOOKS_LIKE)


def _numbers(text: str, is_good: Callable[[str], bool]) -> Iterator[Number]:
    """Yield what the line may say: without its label first, then word by word."""
    rest = _LABEL.sub("", text)
    for candidate in (_BETWEEN.sub("", rest), *rest.split()):
        if len(candidate) != NUMBER_LENGTH:
            continue
        letters = sum(not char.isdigit() for char in candidate)
        digits = as_digits(candidate)
        if letters > MOST_LETTERS or not (digits.isascii() and digits.isdigit()):
            continue
        if not letters:
            yield Number(digits)
        elif is_good(digits):
            yield Number(digits, is_repaired=True)


def _is_good_nik(digits: str) -> bool:
    return not _ODD & {hint.code for hint in identifiers.hints(digits)}


def _is_good_kk(digits: str) -> bool:
    return not identifiers.hints("", kk_text=digits)
