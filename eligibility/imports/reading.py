"""Reads a CSV file line by line, and says in a sentence when it is none.

Knows nothing of what the lines mean.
"""

import codecs
import csv
import hashlib
import io
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from eligibility.imports.intake import Line

_BYTES = 1 << 20
_LONGEST_HEADER = 1 << 17
# Longer than any line means; beyond it a line alone could fill a worker's memory.
_LONGEST_LINE = 1 << 20


class FileFault(ValueError):
    """The file as a whole cannot be read; the message says what to do, for officers."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look at a file shows."""

    sha256: str
    lines: int
    # Its last line has an end, so it was not cut off in the middle of one.
    is_ended: bool


def look(file: BinaryIO) -> Looked:
    """Read the whole file once; raises FileFault for one that is empty or not UTF-8, or with a
    line of a megabyte and more."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    breaks, open_line, last = 0, 0, b""
    file.seek(0)
    try:
        while chunk := file.read(_BYTES):
            digest.update(chunk)
            decoder.decode(chunk)
            breaks += chunk.count(b"\n")
            open_line = _length_so_far(chunk, before=open_line)
            last = chunk[-1:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise FileFault(_("Berkas ini bukan UTF-8. Simpan ulang sebagai CSV UTF-8.")) from None
    if not last:
        raise FileFault(_("Berkas ini kosong."))
    is_ended = last in {b"\n", b"\r"}
    return Looked(digest.hexdigest(), max(breaks - is_ended, 0), is_ended)


def _length_so_far(chunk: bytes, *, before: int) -> int:
    """Return how long the line is that `chunk` leaves open, having begun `before` bytes earlier.

    Raises FileFault for a line that is too long.
    """
    start = -before
    while len(chunk) - start > _LONGEST_LINE:
        window = (max(start, 0), max(start + _LONGEST_LINE, 0))
        end = max(chunk.rfind(b"\n", *window), chunk.rfind(b"\r", *window))
        if end < 0:
            raise FileFault(_("Ada satu baris yang terlalu panjang; berkas ini tampak rusak."))
        start = end + 1
    last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    return len(chunk) - last - 1 if last >= 0 else len(chunk) + before


@contextmanager
def lines(file: BinaryIO, *, needed: Collection[str]) -> Iterator[Iterator[Line]]:
    """Give the lines after the first; raises FileFault if that does not name all of `needed`."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        reader = csv.reader(text, delimiter=_delimiter(text))
        header = _header(reader, needed=needed)
        missing = [name for name in needed if name not in header]
        if missing:
            raise FileFault(
                _("Kolom ini tidak ada di baris pertama: %(columns)s.")
                % {"columns": ", ".join(missing)}
            )
        yield _lines(reader, header)
    finally:
        text.detach()  # the file is the caller's to close


def _delimiter(text: io.TextIOWrapper) -> str:
    """Return what separates the columns: Indonesian spreadsheets write semicolons."""
    first = text.readline(_LONGEST_HEADER)
    text.seek(0)
    return ";" if first.count(";") > first.count(",") else ","


def _header(reader: Iterator[list[str]], *, needed: Collection[str]) -> list[str]:
    try:
        names = [name.strip().lower() for name in next(reader, [])]
    except csv.Error:
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


def _lines(reader: Iterator[list[str]], header: list[str]) -> Iterator[Line]:
    """Yield the lines; their numbers are those a text editor shows for where a line begins."""
    number = getattr(reader, "line_num", 1) + 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Line(number, fault=_("Baris ini tidak bisa dibaca sebagai CSV."))
        else:
            if row and len(row) != len(header):
                yield Line(number, fault=_("Jumlah kolom berbeda dari baris pertama."))
            elif row:
                yield Line(number, dict(zip(header, row, strict=True)))
        number = getattr(reader, "line_num", number) + 1
