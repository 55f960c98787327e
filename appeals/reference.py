"""The case number people see: short, readable aloud, with a check character."""

import secrets

# No 0/O, 1/I/L: people read these aloud and copy them by hand. 31 is prime, so the weighted sum
# below finds every single wrong character and every swap of two.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_PREFIX = "PRK-"
_LENGTH = 10


class Malformed(ValueError):
    """The text is no case number."""


def new() -> str:
    """Return a fresh random number, `PRK-` and 10 characters."""
    return _PREFIX + signs(_LENGTH)


def signs(length: int) -> str:
    """Return `length` fresh random characters, the last of which checks the others."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + _check(body)


def plain(text: str) -> str:
    """Return what was typed in capitals, without spaces and hyphens."""
    return "".join(text.upper().split()).replace("-", "")


def parse(text: str) -> str:
    """Return the number in its one written form, however it was typed.

    Raises Malformed if a character is wrong, missing or swapped.
    """
    typed = plain(text).removeprefix("PRK")
    if len(typed) != _LENGTH or set(typed) - set(ALPHABET) or typed[-1] != _check(typed[:-1]):
        raise Malformed("not a case number")
    return _PREFIX + typed


def _check(body: str) -> str:
    weighted = sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, start=1))
    return ALPHABET[weighted % len(ALPHABET)]
