"""Reads single values of a line; what cannot be read refuses the line with a reason."""

import ipaddress
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from portal.calendar import JAKARTA

# Years outside are typing errors, and the calendar cannot count on from the last ones.
_YEARS = range(1900, 2200)

_Day = TypeVar("_Day", bound=date)


class Refused(ValueError):
    """The line cannot be taken in; the message says why, for officers, without the value."""


def text(row: Mapping[str, str], name: str, *, most: int) -> str:
    """Return a text of at most `most` characters; it must be there."""
    value = optional_text(row, name, most=most)
    if not value:
        raise Refused(_("Kolom %(column)s kosong.") % {"column": name})
    return value


def optional_text(row: Mapping[str, str], name: str, *, most: int) -> str:
    """Return a text of at most `most` characters, or an empty one.

    One sign of some scripts becomes eighteen where numbers are made plain; each counts.
    """
    value = (row.get(name) or "").strip()
    length = len(value)
    if not value.isascii():
        length = max(length, len(unicodedata.normalize("NFKC", value)))
    if length > most:
        raise Refused(
            _("Kolom %(column)s lebih dari %(most)s huruf.") % {"column": name, "most": most}
        )
    return value


def choice(row: Mapping[str, str], name: str, *, options: Collection[str]) -> str:
    """Return one of `options`, or an empty text: unknown."""
    value = (row.get(name) or "").strip().lower()
    if value and value not in options:
        raise Refused(
            _("Kolom %(column)s harus salah satu dari: %(options)s.")
            % {"column": name, "options": ", ".join(options)}
        )
    return value


def whole_number(row: Mapping[str, str], name: str, *, most: int) -> int:
    """Return a number from 1 to `most`."""
    value = (row.get(name) or "").strip()
    digits = value.lstrip("0")[:10] if value.isascii() and value.isdigit() else ""
    if not (digits and int(digits) <= most):
        raise Refused(_("Kolom %(column)s harus berisi angka.") % {"column": name})
    return int(digits)


def optional_number(row: Mapping[str, str], name: str, *, most: int) -> int | None:
    """Return a number from 0 to `most`, or None: unknown."""
    value = (row.get(name) or "").strip()
    if not value.strip("0"):
        return 0 if value else None
    return whole_number(row, name, most=most)


def optional_address(row: Mapping[str, str], name: str) -> str:
    """Return a network address in its one usual form, or an empty text."""
    value = optional_text(row, name, most=64).lower()
    try:
        return str(ipaddress.ip_address(value)) if value else ""
    except ValueError:
        raise Refused(
            _("Kolom %(column)s bukan alamat jaringan (contoh: 203.0.113.7).") % {"column": name}
        ) from None


def optional_day(row: Mapping[str, str], name: str) -> date | None:
    """Return a day written 2026-03-31, or None: unknown."""
    value = (row.get(name) or "").strip()
    if not value:
        return None
    try:
        return _in_our_time(date.fromisoformat(value))
    except ValueError:
        raise Refused(
            _("Kolom %(column)s bukan tanggal (contoh: 2026-03-31).") % {"column": name}
        ) from None


def moment(row: Mapping[str, str], name: str) -> datetime:
    """Return a moment; it must be there."""
    value = optional_moment(row, name)
    if value is None:
        raise Refused(_("Kolom %(column)s kosong.") % {"column": name})
    return value


def optional_moment(row: Mapping[str, str], name: str) -> datetime | None:
    """Return a moment written 2026-03-31T14:05:00+07:00, or None; without a zone it is WIB."""
    value = (row.get(name) or "").strip()
    if not value:
        return None
    try:
        at = _in_our_time(datetime.fromisoformat(value))
        in_time = at if at.tzinfo else at.replace(tzinfo=JAKARTA)
        in_time.astimezone(JAKARTA)
    except (ValueError, OverflowError):
        raise Refused(
            _("Kolom %(column)s bukan waktu (contoh: 2026-03-31T14:05:00+07:00).")
            % {"column": name}
        ) from None
    return in_time


def _in_our_time(day: _Day) -> _Day:
    if day.year not in _YEARS:
        raise ValueError("a year nobody meant")
    return day
