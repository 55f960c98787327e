"""Reads CSV files line by line and keeps the refused lines in a file beside them.

The file with the refusals names lines and reasons, never a value; only its owner may read it.
"""

import codecs
import csv
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from eligibility.imports.accounts import AccountIntake
from eligibility.imports.awards import GrantIntake, TrainingIntake
from eligibility.imports.intake import Intake, Line, Refusal, Taken, begin, work_through
from eligibility.imports.registers import ReferenceIntake, VerdictIntake
from eligibility.models import ImportBatch

INTAKES: Mapping[str, type[Intake]] = {
    intake.kind.value: intake
    for intake in (AccountIntake, GrantIntake, TrainingIntake, VerdictIntake, ReferenceIntake)
}
_BYTES = 1 << 20


class FileFault(ValueError):
    """The file as a whole cannot be read; the message says what to do, for officers."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who made the file, and as of which day it speaks."""

    name: str
    day: date


def take_in(
    kind: str, rows: Iterable[Mapping[str, str]], batch: ImportBatch, *, at: datetime
) -> list[Refusal]:
    """Take rows of `kind` in as part of `batch` and return the refused ones, numbered from 1."""
    refused: list[Refusal] = []
    lines = (Line(number, row) for number, row in enumerate(rows, start=1))
    intake = INTAKES[kind](batch)
    work_through(intake, lines, at=at, refuse=refused.append, show=lambda taken: None)
    return refused


def import_file(
    path: Path,
    kind: str,
    *,
    source: Source,
    at: datetime,
    show: Callable[[Taken], None] = lambda taken: None,
) -> ImportBatch:
    """Take a CSV file in; refused lines go to `FILE.rejects.csv` and the rest goes on.

    Raises FileFault, before anything is written, for a file that is empty, not UTF-8, or lacks a
    column.
    """
    digest = _check_encoding(path)
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=_delimiter(text))
        header = _header(reader)
        _check_header(header, INTAKES[kind])
        batch = begin(kind, source=source.name, source_date=source.day, at=at, file_sha256=digest)
        with _reject_file(path) as refuse:
            lines = _lines(reader, header)
            work_through(INTAKES[kind](batch), lines, at=at, refuse=refuse, show=show)
    return batch


def reject_path(path: Path) -> Path:
    """Return where the refused lines of `path` go."""
    return path.with_name(path.name.removesuffix(".csv") + ".rejects.csv")


def _check_encoding(path: Path) -> str:
    """Return the file's SHA-256; raises FileFault for one that cannot be read as UTF-8."""
    digest, decoder, size = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), 0
    try:
        with path.open("rb") as raw:
            while chunk := raw.read(_BYTES):
                digest.update(chunk)
                decoder.decode(chunk)
                size += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise FileFault(_("Berkas ini bukan UTF-8. Simpan ulang sebagai CSV UTF-8.")) from None
    except OSError:
        raise FileFault(_("Berkas ini tidak ada atau tidak bisa dibaca.")) from None
    if not size:
        raise FileFault(_("Berkas ini kosong."))
    return digest.hexdigest()


def _delimiter(text: TextIO) -> str:
    """Return what separates the columns: Indonesian spreadsheets write semicolons."""
    first = text.readline()
    text.seek(0)
    return ";" if first.count(";") > first.count(",") else ","


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        return [name.strip().lower() for name in next(reader, [])]
    except csv.Error:
        raise FileFault(_("Baris pertama tidak bisa dibaca sebagai CSV.")) from None


def _check_header(header: list[str], intake: type[Intake]) -> None:
    missing = [name for name in intake.columns if name not in header]
    if missing:
        raise FileFault(
            _("Kolom ini tidak ada di baris pertama: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )


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


@contextmanager
def _reject_file(path: Path) -> Iterator[Callable[[Refusal], None]]:
    """Give a function that writes refusals; without one there is no file afterwards."""
    target = reject_path(path)
    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([_("baris"), _("alasan")])
        empty = text.tell()
        yield lambda refusal: writer.writerow([refusal.line, refusal.reason]) and None
        text.flush()
        is_empty = text.tell() == empty
    if is_empty:
        target.unlink()
