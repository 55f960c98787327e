"""Reads single values of a line; what cannot be read refuses the line with a reason."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.calendar import JAKARTA


class Refused(ValueError):
    """The line cannot be taken in; the message says why, for officers, without the value."""


def text(row: Mapping[str, str], name: str, *, most: int) -> str:
    """Return a text of at most `most` characters; it must be there."""
    value = optional_text(row, name, most=most)
    if not value:
        raise Refused(_("Kolom %(column)s kosong.") % {"column": name})
    return value


def optional_text(row: Mapping[str, str], name: str, *, most: int) -> str:
    """Return a text of at most `most` characters, or an empty one."""
    value = (row.get(name) or "").strip()
    if len(value) > most:
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
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= most):
        raise Refused(_("Kolom %(column)s harus berisi angka.") % {"column": name})
    return int(value)


def optional_day(row: Mapping[str, str], name: str) -> date | None:
    """Return a day written 2026-03-31, or None: unknown."""
    value = (row.get(name) or "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value)
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
        at = datetime.fromisoformat(value)
        in_time = at if at.tzinfo else at.replace(tzinfo=JAKARTA)
        in_time.astimezone(JAKARTA)
    except (ValueError, OverflowError):
        raise Refused(
            _("Kolom %(column)s bukan waktu (contoh: 2026-03-31T14:05:00+07:00).")
            % {"column": name}
        ) from None
    return in_time
