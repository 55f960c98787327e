"""What is held, as lines that a page shows in words and a program reads as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from django.db.models import Model
from django.utils.translation import gettext as _

from appeals.models import Evidence, Letter
from portal.templatetags.dates import weekday_date, weekday_moment

Value: TypeAlias = str | int | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One datum: its name for programs, its label, its value, and how people read that."""

    key: str
    label: str
    value: Value
    said: str = ""

    @property
    def text(self) -> str:
        """The value in words."""
        if self.said:
            return self.said
        if isinstance(self.value, bool):
            return _("Ya") if self.value else _("Tidak")
        if isinstance(self.value, datetime):
            return weekday_moment(self.value)
        if isinstance(self.value, date):
            return weekday_date(self.value)
        return "–" if self.value in (None, "") else str(self.value)


Record: TypeAlias = Sequence[Line]


def choice(row: Model, field: str, label: str, *, key: str = "") -> Line:
    """Return the line of a field with choices: its code for programs, its words for people."""
    said = getattr(row, f"get_{field}_display")()
    return Line(key or field, label, getattr(row, field), str(said))


@dataclass(frozen=True, slots=True)
class Section:
    """Records of one kind."""

    key: str
    title: str
    records: Sequence[Record]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the person's own; an empty name: there is no picture to give yet, or any more."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter of the person's own, and its name in the copy."""

    name: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class Part:
    """Everything about one case, or about the account."""

    key: str
    title: str
    sections: Sequence[Section]
    photos: Sequence[Photo] = ()
    letters: Sequence[Paper] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """The whole copy, as of a moment."""

    at: datetime
    parts: Sequence[Part] = field(default_factory=tuple)

    @property
    def photos(self) -> list[Photo]:
        """Every photo that has a picture."""
        return [photo for part in self.parts for photo in part.photos if photo.name]

    @property
    def letters(self) -> list[Paper]:
        """Every letter."""
        return [paper for part in self.parts for paper in part.letters]

    def as_values(self) -> Mapping[str, object]:
        """Return the copy as JSON can hold it."""
        parts = [
            {"part": part.key, **{one.key: _values(one.records) for one in part.sections}}
            for part in self.parts
        ]
        return {"made_at": self.at.isoformat(), "parts": parts}


def _values(rows: Sequence[Record]) -> list[dict[str, object]]:
    return [{line.key: _plain(line.value) for line in row} for row in rows]


def _plain(value: Value) -> str | int | bool | None:
    return value.isoformat() if isinstance(value, date) else value
