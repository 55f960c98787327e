"""NIK, KK, phone and e-mail as values: read leniently, kept normal, masked wherever they print.

Owns their form only. What looks odd inside a number is a hint, never a refusal: real citizens
hold numbers with wrong dates (domain.md). Knows nothing of Django.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self

from portal import regions

NUMBER_LENGTH: Final = 16
PHONE_LENGTHS: Final = range(9, 15)
WOMAN: Final = 40  # added to the day of birth in a woman's NIK

_DOT = "•"
_MIDDLE = _DOT * (NUMBER_LENGTH - 8)
_PUNCTUATION = frozenset(".,_/()'`")
# Unicode categories of spaces, line ends, control and invisible characters.
_BLANK = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_ASCII_BLANK = "".join(map(chr, (*range(33), 127)))
_DROPPED = _BLANK | {"Pd", "Mn"}  # dashes and accents, which are spaces with a mark to Unicode
_EMAIL = re.compile(
    r"(?=.{6,254}\Z)(?=[^@]{1,64}@)"
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})"
)


class Malformed(ValueError):
    """A text is not the identifier it should be; the message never repeats the text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class NIK:
    """A citizen's number: region of first registration, birth date, serial."""

    value: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the NIK in `text`; raises Malformed unless it has 16 digits."""
        return cls(_sixteen_digits(text, "nik"))

    @property
    def province_code(self) -> str:
        """The province of first registration."""
        return self.value[:2]

    @property
    def regency_code(self) -> str:
        """Province and regency of first registration."""
        return self.value[:4]

    @property
    def sex(self) -> str | None:
        """The letter f or m, or None where the day is no day of either."""
        day = int(self.value[6:8])
        if WOMAN < day <= WOMAN + 31:
            return "f"
        return "m" if 1 <= day <= 31 else None

    def birth_date(self, on: date) -> date | None:
        """Return the date in the number: of both centuries the latest that is not after `on`."""
        day, month, year = _day_month_year(self.value, WOMAN)
        century = on.year // 100 * 100
        for full_year in (century + year, century - 100 + year):
            if _is_date(full_year, month, day) and date(full_year, month, day) <= on:
                return date(full_year, month, day)
        return None

    def __str__(self) -> str:
        return mask_nik(self.value)

    def __repr__(self) -> str:
        return f"NIK({self})"


@dataclass(frozen=True, slots=True)
class KK:
    """A family card's number: region, date of *registration*, serial."""

    value: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the KK in `text`; raises Malformed unless it has 16 digits."""
        return cls(_sixteen_digits(text, "kk"))

    def __str__(self) -> str:
        return mask_nik(self.value)

    def __repr__(self) -> str:
        return f"KK({self})"


@dataclass(frozen=True, slots=True)
class Phone:
    """An Indonesian phone number, kept as `0…`."""

    value: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the phone number in `text`, written +62…, 62… or 0…; raises Malformed."""
        number = clean_phone(text)
        if not (number.isascii() and number.isdigit()):
            raise Malformed("phone_digits", "a phone number has digits only")
        if not number.startswith("0") or number.startswith("00"):
            raise Malformed("phone_prefix", "an Indonesian phone number begins with 0 or +62")
        if len(number) not in PHONE_LENGTHS:
            raise Malformed("phone_length", "a phone number has 9 to 14 digits")
        return cls(number)

    @property
    def is_mobile(self) -> bool:
        """Whether it is an Indonesian mobile number, the only kind that takes messages."""
        return self.value.startswith("08")

    @property
    def international(self) -> str:
        """The number as gateways want it: `+628123456789`."""
        return "+62" + self.value[1:]

    def __str__(self) -> str:
        return mask_phone(self.value)

    def __repr__(self) -> str:
        return f"Phone({self})"


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address in lower case.

    The whole address is lowered, although a server may tell `Budi@` from `budi@`: none of note
    does, phones capitalise the first letter unasked, and the sealed column is looked up by exact
    value, so one person must always give one value.
    """

    value: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the address in `text`; raises Malformed."""
        address = clean_email(text)
        if not _EMAIL.fullmatch(address):
            raise Malformed("email_form", "this is not an e-mail address")
        return cls(address)

    def __str__(self) -> str:
        return mask_email(self.value)

    def __repr__(self) -> str:
        return f"Email({self})"


@dataclass(frozen=True, slots=True)
class Hint:
    """Something odd about a number, for the person to look at again: what, and in which field."""

    code: str
    field: str


def clean_digits(text: str) -> str:
    """Return `text` with digits of any script as 0-9, without spaces, dots, dashes and the like.

    Letters stay, so that a typing error remains visible.
    """
    if text.isascii() and text.isalnum():  # nothing to clean, and imports clean millions
        return text
    return "".join(
        _plain(char)
        for char in unicodedata.normalize("NFKD", text)
        if char not in _PUNCTUATION and unicodedata.category(char) not in _DROPPED
    )


def clean_phone(text: str) -> str:
    """Return `text` cleaned, with +62 or 62 as 0: `+62 812-3456-789` becomes `08123456789`."""
    digits = clean_digits(text).removeprefix("+")
    national = digits.removeprefix("00") if digits.startswith("0062") else digits
    if national.startswith("62"):
        return "0" + national[2:].lstrip("0")
    return "0" + national if national.startswith("8") else national


def clean_email(text: str) -> str:
    """Return `text` in lower case, full-width forms made plain, without blanks at its ends."""
    if text.isascii():
        return text.lower().strip(_ASCII_BLANK)
    plain = unicodedata.normalize("NFKC", text).lower()
    return plain.strip("".join(char for char in plain if unicodedata.category(char) in _BLANK))


def hints(
    nik_text: str, *, kk_text: str = "", birth_date: date | None = None, sex: str = ""
) -> tuple[Hint, ...]:
    """Return what looks odd about the numbers a person gave; nothing here refuses anything.

    `birth_date` and `sex` ("f" or "m") are what the person says of themself.
    """
    nik, kk = clean_digits(nik_text), clean_digits(kk_text)
    found = _nik_hints(nik, birth_date, sex) if nik else []
    if kk:
        found += _kk_hints(kk)
    if nik and nik == kk:
        found.append(Hint("nik_is_kk", "kk"))
    return tuple(found)


def is_mobile(text: str) -> bool:
    """Say whether `text` is an Indonesian mobile number, which messages can go to."""
    try:
        return Phone.parse(text).is_mobile
    except Malformed:
        return False


def mask_nik(text: str) -> str:
    """Return a NIK or KK with its middle hidden: `3174••••••••0001`."""
    if len(text) == NUMBER_LENGTH:  # as good as always, and exports mask millions
        return f"{text[:4]}{_MIDDLE}{text[-4:]}"
    return _masked(text, 4, 4) if len(text) > NUMBER_LENGTH else _DOT * len(text)


def mask_phone(text: str) -> str:
    """Return a phone number with its middle hidden: `0812••••789`."""
    return _masked(text, 4, 3)


def mask_email(text: str) -> str:
    """Return an address with its local part hidden: `b•••@example.id`."""
    local, at, domain = text.rpartition("@")
    return f"{local[:1]}{_DOT * 3}{at}{domain}" if local else _DOT * 3


def mask_name(text: str) -> str:
    """Return a name with the first letter of each word: `S••• A•••••`."""
    return " ".join([word[0] + _DOT * (len(word) - 1) for word in text.split()])


def _masked(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden < 2:
        return _DOT * len(text)
    return text[:head] + _DOT * hidden + text[-tail:]


def _plain(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


def _is_number(digits: str) -> bool:
    return len(digits) == NUMBER_LENGTH and digits.isascii() and digits.isdigit()


def _sixteen_digits(text: str, kind: str) -> str:
    digits = clean_digits(text)
    if not _is_number(digits):
        raise Malformed(f"{kind}_length", f"a {kind.upper()} has {NUMBER_LENGTH} digits")
    return digits


def _day_month_year(digits: str, added: int = 0) -> tuple[int, int, int]:
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    return (day - added if added and day > added else day), month, year


def _is_date(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _nik_hints(nik: str, birth_date: date | None, sex: str) -> list[Hint]:
    if not _is_number(nik):
        return [Hint("nik_length", "nik")]
    day, month, year = _day_month_year(nik, WOMAN)
    number = NIK(nik)
    # Both centuries have the same days, but for 29 February 2000.
    is_date = _is_date(2000 + year, month, day)
    stated = birth_date and (birth_date.day, birth_date.month, birth_date.year % 100)
    odd = {
        "nik_region": not regions.is_possible(nik[:6]),
        "nik_date": not is_date,
        "nik_birth_date_differs": is_date and bool(stated) and stated != (day, month, year),
        "nik_sex_differs": bool(sex) and number.sex is not None and number.sex != sex,
        "nik_serial": nik.endswith("0000"),
    }
    return [Hint(code, "nik") for code, is_odd in odd.items() if is_odd]


def _kk_hints(kk: str) -> list[Hint]:
    if not _is_number(kk):
        return [Hint("kk_length", "kk")]
    return [] if regions.is_possible(kk[:6]) else [Hint("kk_region", "kk")]
