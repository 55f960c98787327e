"""Reads a CSV file record by record in bounded memory, and says in a sentence when it is none.

Knows nothing of what the records mean.
"""

import codecs
import csv
import hashlib
import io
from collections import Counter, deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from eligibility.imports.intake import Line

_BYTES = 1 << 20
# Longer than any line means; beyond it a line alone could fill a worker's memory.
_LONGEST_LINE = 1 << 20
# Longer than any record means, in characters: a portion of such records still fits a worker.
_LONGEST_RECORD = 1 << 14
# A quoted value may hold line breaks, but a quote that nobody closed must not eat the file.
_MOST_LINES_OF_A_RECORD = 20
# What files begin with that are often sent with the ending .csv.
_OTHER_FORMATS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")


class FileFault(ValueError):
    """The file as a whole cannot be read; the message says what to do, for officers."""


class _TooLong(ValueError):
    """The record is longer than any that means something."""


class _Unclosed(ValueError):
    """A quoted value has no end within the lines one record may have."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look at a file shows."""

    sha256: str
    lines: int
    # Its last line has an end, so it was not cut off in the middle of one.
    is_ended: bool


def look(file: BinaryIO) -> Looked:
    """Read the whole file once; raises FileFault for one that is empty, of another format, not
    UTF-8, or with a line of a megabyte and more."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    breaks, open_line, last = 0, 0, b""
    _check_format(file)
    try:
        while chunk := file.read(_BYTES):
            digest.update(chunk)
            decoder.decode(chunk)
            open_line = _length_so_far(chunk, before=open_line, breaks=breaks)
            breaks += _breaks(chunk)
            last = chunk[-1:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise FileFault(
            _("Berkas ini bukan UTF-8 (mulai baris %(line)s). Simpan ulang sebagai CSV UTF-8.")
            % {"line": breaks + 1}
        ) from None
    if not last:
        raise FileFault(_("Berkas ini kosong."))
    is_ended = last in {b"\n", b"\r"}
    return Looked(digest.hexdigest(), max(breaks - is_ended, 0), is_ended)


def _check_format(file: BinaryIO) -> None:
    file.seek(0)
    if file.read(8).startswith(_OTHER_FORMATS):
        raise FileFault(
            _("Ini berkas Excel, ZIP, atau PDF, bukan CSV. Buka lalu simpan sebagai CSV UTF-8.")
        )
    file.seek(0)


def _breaks(chunk: bytes) -> int:
    """Return how many lines end here, by either way to end them or both together."""
    return max(chunk.count(b"\n"), chunk.count(b"\r"))


def _length_so_far(chunk: bytes, *, before: int, breaks: int) -> int:
    """Return how long the line is that `chunk` leaves open, having begun `before` bytes earlier.

    Raises FileFault for a line that is too long; `breaks` lines ended before the chunk.
    """
    start = -before
    while len(chunk) - start > _LONGEST_LINE:
        window = (max(start, 0), max(start + _LONGEST_LINE, 0))
        end = max(chunk.rfind(b"\n", *window), chunk.rfind(b"\r", *window))
        if end < 0:
            number = breaks + _breaks(chunk[: max(start, 0)]) + 1
            raise FileFault(
                _("Baris %(line)s terlalu panjang; berkas ini tampak rusak atau bukan CSV.")
                % {"line": number}
            )
        start = end + 1
    last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    return len(chunk) - last - 1 if last >= 0 else len(chunk) + before


@contextmanager
def lines(
    file: BinaryIO, *, needed: Collection[str], optional: Collection[str] = ()
) -> Iterator[Iterator[Line]]:
    """Give the records after the first line, each with the columns asked for only.

    Raises FileFault if the first line does not name all of `needed`.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        records = _Records(text, delimiter=_delimiter(text))
        header = _header(records, needed=needed)
        missing = [name for name in needed if name not in header]
        if missing:
            raise FileFault(
                _("Kolom ini tidak ada di baris pertama: %(columns)s.")
                % {"columns": ", ".join(missing)}
            )
        yield _lines(records, header, asked=frozenset(needed) | frozenset(optional))
    finally:
        text.detach()  # the file is the caller's to close


def _delimiter(text: io.TextIOWrapper) -> str:
    """Return what separates the columns: Indonesian spreadsheets write semicolons."""
    first = text.readline(_LONGEST_RECORD)
    text.seek(0)
    return ";" if first.count(";") > first.count(",") else ","


class _Records:
    """Splits the text's records one by one; knows which lines made up the last one."""

    def __init__(self, text: io.TextIOWrapper, *, delimiter: str) -> None:
        self._text = text
        self._again: deque[str] = deque()
        # The lines of the record being read, the first of which has the number `number`.
        self._record: list[str] = []
        self.number = 1
        self._reader = csv.reader(self._feed(), delimiter=delimiter)

    @property
    def spans_lines(self) -> bool:
        """Whether the last record has more than one line."""
        return len(self._record) > 1

    def read(self) -> list[str] | None:
        """Return the next record, or None: there is none.

        Raises _TooLong, _Unclosed or csv.Error; then `retreat` goes on behind its first line.
        """
        self.number += len(self._record)
        self._record.clear()
        try:
            return next(self._reader)
        except StopIteration:
            return None
        except ValueError:  # what a generator raised ended it
            self._reader = csv.reader(self._feed(), self._reader.dialect)
            raise

    def retreat(self) -> None:
        """Read the last record's lines again, the first of them left out."""
        self._again.extendleft(reversed(self._record[1:]))
        del self._record[1:]

    def _feed(self) -> Iterator[str]:
        length = 0
        while line := self._again.popleft() if self._again else self._text.readline():
            length = length + len(line) if self._record else len(line)
            self._record.append(line)
            if len(self._record) > _MOST_LINES_OF_A_RECORD:
                raise _Unclosed
            if length > _LONGEST_RECORD:
                raise _Unclosed if len(self._record) > 1 else _TooLong
            yield line
        if self._record:  # the reader asks for more: the end came within a quoted value
            raise _Unclosed


def _header(records: _Records, *, needed: Collection[str]) -> list[str]:
    try:
        names = [name.strip().lower() for name in records.read() or []]
    except (csv.Error, _TooLong, _Unclosed):
        raise FileFault(_("Baris pertama tidak bisa dibaca sebagai CSV.")) from None
    twice = [name for name, times in Counter(names).items() if name and times > 1]
    if twice:
        # A name we do not ask for may be somebody's data: a file without a first line of names.
        told = [name if name in needed else f"#{names.index(name) + 1}" for name in twice]
        raise FileFault(
            _("Kolom ini disebut dua kali di baris pertama: %(columns)s.")
            % {"columns": ", ".join(sorted(told)[:10])}
        )
    return names


def _lines(records: _Records, header: list[str], *, asked: Collection[str]) -> Iterator[Line]:
    """Yield the records; their numbers are those a text editor shows for where one begins."""
    places = [(place, name) for place, name in enumerate(header) if name in asked]
    while True:
        try:
            row = records.read()
        except (csv.Error, _TooLong, _Unclosed) as error:
            records.retreat()
            yield Line(records.number, fault=_fault(error))
            continue
        if row is None:
            return
        if not row:
            continue
        if len(row) != len(header):
            records.retreat()
            yield Line(records.number, fault=_("Jumlah kolom berbeda dari baris pertama."))
            continue
        asked_for = {name: row[place] for place, name in places}
        if records.spans_lines and _holds_break(asked_for):
            records.retreat()
            yield Line(records.number, fault=_fault(_Unclosed()))
            continue
        yield Line(records.number, asked_for)


def _holds_break(row: dict[str, str]) -> bool:
    return any("\n" in value or "\r" in value for value in row.values())


def _fault(error: Exception) -> str:
    if isinstance(error, _TooLong):
        return _("Baris ini terlalu panjang.")
    if isinstance(error, _Unclosed):
        return _("Tanda kutip di baris ini tidak ditutup.")
    return _("Baris ini tidak bisa dibaca sebagai CSV.")
