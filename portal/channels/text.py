"""How long a text is as an SMS: the GSM 7-bit alphabet, two segments at most.

One letter outside the alphabet makes the whole message cost more than twice as much.
"""

# Two joined segments: 153 septets each.
MOST = 306
# 3GPP TS 23.038: the basic alphabet, and what costs two septets.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")


def septets(text: str) -> int | None:
    """Return how long `text` is, or None where a letter is outside the alphabet."""
    if set(text) - _BASIC - _DOUBLE:
        return None
    return len(text) + sum(letter in _DOUBLE for letter in text)


def fits(text: str) -> bool:
    """Say whether `text` is an SMS of two segments or fewer."""
    length = septets(text)
    return length is not None and length <= MOST
