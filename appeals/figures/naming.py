"""What published lines are called, and in which order they stand, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from appeals.figures.published import Line, Published
from eligibility.grounds import Ground
from portal import regions


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its name in the reader's language."""

    name: str
    line: Line
    # The month's first day, where the line is a month.
    month: date | None = None


def by_ground(published: Published) -> list[Row]:
    """Return the grounds, what came in most first."""
    return _ranked(Row(ground(one.code), one) for one in published.grounds)


def by_province(published: Published) -> list[Row]:
    """Return the provinces, what came in most first."""
    return _ranked(Row(province(one.code), one) for one in published.provinces)


def by_month(published: Published) -> list[Row]:
    """Return the months, the first one first; they are named by their day."""
    return [Row("", one, date.fromisoformat(f"{one.code}-01")) for one in published.months]


def ground(code: str) -> str:
    """Return a ground in words."""
    return str(Ground(code).label) if code else gettext("Tidak ada blokir yang kami temukan")


def province(code: str) -> str:
    """Return a province's name."""
    return regions.province_name(code) or gettext("Tidak terbaca dari NIK")


def _ranked(rows: Iterable[Row]) -> list[Row]:
    """Return the rows by what came in, most first; what is not told comes last, by its name."""
    return sorted(rows, key=lambda row: (row.line.filed is None, -(row.line.filed or 0), row.name))
