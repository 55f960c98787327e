"""What a machine read in the photos of cards, beside what was typed and what the account says.

Words it as a hint, and masks it as the page masks the person. Decides and refuses nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appeals.evidence.reading.owed import READ_KINDS
from appeals.models import Appeal, Evidence, Reading
from appeals.review.masking import Identity
from appeals.review.papers import Paper
from portal.identifiers import mask_name, mask_nik

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

# So many digits may be shown although the rest is masked: more of them are another's number.
_MOST_SHOWN = 4
_LETTERS = re.compile(r"[^A-Z]")
_WAITING = _("belum dibaca")
_NOTHING = _("tidak ada nomor, nama, atau tanggal lahir yang terbaca")
_GIVEN_UP = _("tidak bisa dibaca mesin")
_SAME_AS_TYPED = _("sama dengan isian")
_UNLIKE_TYPED = _("beda dengan isian")
_SAME_AS_ACCOUNT = _("sama dengan data akun")
_UNLIKE_ACCOUNT = _("beda dengan data akun")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a value; `differs`: it is unlike what it was compared with."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One value that was read, with what it is like and unlike."""

    label: "Text"
    pieces: Sequence[Piece]
    is_number: bool
    percent: int
    is_repaired: bool
    same: Sequence["Text"]
    unlike: Sequence["Text"]


@dataclass(frozen=True, slots=True)
class ReadPhoto:
    """One photo of a card: what was read in it, or in words why there is nothing."""

    name: str
    rows: Sequence[Row]
    instead: "Text" = ""


@dataclass(frozen=True, slots=True)
class _Field:
    """How one value is compared and shown."""

    name: str
    label: "Text"
    identity: Identity | None
    pieces: Callable[[str, str, bool], Iterator[Piece]]


def readings(papers: Sequence[Paper], *, opened: Identity | None = None) -> list[ReadPhoto]:
    """Return what was read in the cards among `papers`; the papers bring their readings along."""
    return [
        _photo(paper, opened)
        for paper in papers
        if paper.evidence.kind in READ_KINDS and paper.evidence.state == Evidence.State.READY
    ]


def _photo(paper: Paper, opened: Identity | None) -> ReadPhoto:
    reading: Reading | None = getattr(paper.evidence, "reading", None)
    if reading is None or reading.done_at is None:
        given_up = reading is not None and reading.dead_at is not None
        return ReadPhoto(paper.name, (), _GIVEN_UP if given_up else _WAITING)
    appeal = paper.evidence.appeal
    rows = [] if appeal is None else list(_rows(reading, appeal, opened))
    return ReadPhoto(paper.name, rows, "" if rows else _NOTHING)


def _rows(reading: Reading, appeal: Appeal, opened: Identity | None) -> Iterator[Row]:
    for field in _FIELDS:
        value = getattr(reading, field.name)
        if value is None:
            continue
        read, typed, known = (
            _text(one) for one in (
                value, getattr(appeal, field.name), getattr(appeal.account, field.name, None)
            )
        )  # fmt: skip
        is_open = field.identity is None or field.identity == opened
        verdicts = [
            (typed, _SAME_AS_TYPED, _UNLIKE_TYPED),
            (known, _SAME_AS_ACCOUNT, _UNLIKE_ACCOUNT),
        ]
        yield Row(
            field.label,
            list(field.pieces(read, typed or known, is_open)),
            field.pieces is _digits,
            getattr(reading, f"{field.name}_percent"),
            reading.is_repaired and field.pieces is _digits,
            [same for text, same, _unlike in verdicts if text and _is_same(read, text)],
            [unlike for text, _same, unlike in verdicts if text and not _is_same(read, text)],
        )


def _text(value: str | date | None) -> str:
    return date_format(value, "d-m-Y") if isinstance(value, date) else value or ""


def _is_same(read: str, other: str) -> bool:
    """Compare as people do: a machine loses spaces, dots and the case of letters."""
    return read == other or (_letters(read) != "" and _letters(read) == _letters(other))


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.upper())


def _digits(read: str, other: str, is_open: bool) -> Iterator[Piece]:  # noqa: FBT001 - a table's column
    """Yield the digits in runs of alike and unlike; masked, but for a few that differ."""
    differing = {place for place, pair in enumerate(zip(read, other, strict=False))
                 if pair[0] != pair[1]}  # fmt: skip
    masked = read if is_open else mask_nik(read)
    shown = "".join(
        digit if place in differing and len(differing) <= _MOST_SHOWN else masked[place]
        for place, digit in enumerate(read)
    )
    for differs, run in groupby(range(len(read)), key=lambda place: place in differing):
        yield Piece("".join(shown[place] for place in run), differs)


def _words(read: str, other: str, is_open: bool) -> Iterator[Piece]:  # noqa: FBT001 - a table's column
    """Yield the words; those that the other text has not are unlike."""
    known = {_letters(word) for word in other.split()}
    is_same = not other or _is_same(read, other)
    for word in read.split():
        differs = not is_same and _letters(word) not in known
        yield Piece(word if is_open else mask_name(word), differs)


def _whole(read: str, other: str, is_open: bool) -> Iterator[Piece]:  # noqa: FBT001 - a table's column
    yield Piece(read, bool(other) and read != other)


_FIELDS = (
    _Field("nik", Identity.NIK.label, Identity.NIK, _digits),
    _Field("kk", Identity.KK.label, Identity.KK, _digits),
    _Field("name", Identity.NAME.label, Identity.NAME, _words),
    # The page shows this one to everybody who sees the case.
    _Field("birth_date", _("Tanggal lahir"), None, _whole),
)
