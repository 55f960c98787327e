"""Takes whole files of facts in, and rows that came another way.

The file with the refusals names lines and reasons, never a value; only its owner may read it.
"""

import csv
import io
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from eligibility import sources
from eligibility.imports import reading, whole
from eligibility.imports.accounts import AccountIntake
from eligibility.imports.awards import GrantIntake, TrainingIntake
from eligibility.imports.batches import Source, begin
from eligibility.imports.events import EventIntake, RefundIntake
from eligibility.imports.intake import (
    Intake,
    Line,
    Refusal,
    Taken,
    close,
    refresh_statistics,
    wait_for_turn,
    work_through,
)
from eligibility.imports.reading import FileFault, Looked
from eligibility.imports.registers import ReferenceIntake, VerdictIntake
from eligibility.models import ImportBatch
from portal import audit

INTAKES: Mapping[str, type[Intake]] = {
    intake.kind.value: intake
    for intake in (
        AccountIntake,
        GrantIntake,
        TrainingIntake,
        VerdictIntake,
        ReferenceIntake,
        EventIntake,
        RefundIntake,
    )
}
# Whose word a file of the kind can be; of other kinds, anybody's.
SOURCES: Mapping[str, Collection[str]] = {
    ImportBatch.Kind.VERDICTS: sources.REGISTERS,
    ImportBatch.Kind.REFERENCE: sources.LISTS,
}
Show = Callable[[Taken], None]
Refuse = Callable[[Refusal], None]


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file of a kind holds: columns it must have, and columns it may have."""

    kind: ImportBatch.Kind
    needed: tuple[str, ...]
    optional: tuple[str, ...]


def columns() -> list[Columns]:
    """Return the columns of every kind of file."""
    return [Columns(intake.kind, intake.columns, intake.optional) for intake in INTAKES.values()]


def take_in(
    kind: str, rows: Iterable[Mapping[str, str]], batch: ImportBatch, *, at: datetime
) -> list[Refusal]:
    """Take rows of `kind` in as part of `batch` and return the refused ones, numbered from 1.

    Raises Withdrawn for a batch that was taken back.
    """
    refused: list[Refusal] = []
    lines = (Line(number, row) for number, row in enumerate(rows, start=1))
    _take_in(INTAKES[kind](batch), lines, at=at, refuse=refused.append, show=lambda taken: None)
    return refused


def import_file(
    path: Path,
    kind: str,
    *,
    source: Source,
    at: datetime,
    show: Show = lambda taken: None,
    begun: Callable[[ImportBatch], None] = lambda batch: None,
) -> ImportBatch:
    """Take a CSV file in; refused lines go to `FILE.rejects.csv` and the rest goes on.

    `begun` is told the batch once the file is known to be readable, `show` each portion. Raises
    FileFault, before anything is written, for a file that is empty, not UTF-8, or lacks a column.
    """
    try:
        raw = path.open("rb")
    except OSError:
        raise FileFault(_("Berkas ini tidak ada atau tidak bisa dibaca.")) from None
    with raw:
        looked = inspect(raw, kind, source)
        batch = begin(
            kind,
            source=source.name.strip(),
            source_date=source.day,
            extent=source.extent,
            file_sha256=looked.sha256,
            lines=looked.lines,
            at=at,
        )
        begun(batch)
        with _reject_file(path) as refuse:
            read_into(batch, raw, at=at, refuse=refuse, show=show)
    return batch


def inspect(file: BinaryIO, kind: str, source: Source) -> Looked:
    """Look at a file without taking it in. Raises FileFault if it cannot be taken in as such."""
    if objected := source_objection(kind, source.name):
        raise FileFault(objected)
    if objected := extent_objection(kind, source.extent):
        raise FileFault(objected)
    looked = reading.look(file)
    with _lines(file, INTAKES[kind]):
        pass
    if source.extent != ImportBatch.Extent.PART and not looked.is_ended:
        raise FileFault(
            _("Daftar lengkap harus berakhir dengan ganti baris; berkas ini tampak terpotong.")
        )
    return looked


def extent_objection(kind: str, extent: str) -> str:
    """Return why files of this kind do not name everybody, or an empty text."""
    if extent == ImportBatch.Extent.PART or kind in whole.KINDS:
        return ""
    return _("Hanya daftar rujukan dan hasil register bisa menjadi daftar lengkap.")


def read_into(
    batch: ImportBatch, file: BinaryIO, *, at: datetime, refuse: Refuse, show: Show
) -> None:
    """Take the lines of an inspected file in as `batch`; raises FileFault."""
    intake = INTAKES[batch.kind]
    batch.read_since, batch.rows_read = at, 0
    batch.save(update_fields=["read_since", "rows_read"])
    with _lines(file, intake) as lines:
        _take_in(intake(batch), lines, at=at, refuse=refuse, show=show)
    refresh_statistics(intake.tables)


def reject_path(path: Path) -> Path:
    """Return where the refused lines of `path` go."""
    return path.with_name(path.name.removesuffix(".csv") + ".rejects.csv")


@contextmanager
def refusals_as_csv(file: BinaryIO) -> Iterator[Refuse]:
    """Give a function that writes refusals to `file`, one line each."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([_("baris"), _("alasan")])
    try:
        yield lambda refusal: writer.writerow([refusal.line, refusal.reason]) and None
    finally:
        text.detach()  # the file is the caller's to close


def source_objection(kind: str, name: str) -> str:
    """Return why no file of `kind` comes from that source, in an officer's words; empty: none.

    Verdicts and lists are looked up by their source's code, so that has to be a known one.
    """
    if audit.is_personal(name):  # everybody reads it, and the audit trail refuses it
        return _("Hapus NIK, nomor telepon, atau alamat email orang.")
    known = SOURCES.get(kind)
    if known is not None and name.strip().lower() not in known:
        return _("Sumber berkas ini harus salah satu dari: %(sources)s.") % {
            "sources": ", ".join(known)
        }
    return ""


def _lines(file: BinaryIO, intake: type[Intake]) -> AbstractContextManager[Iterator[Line]]:
    return reading.lines(file, needed=intake.columns, optional=intake.optional)


def _take_in(
    intake: Intake, lines: Iterable[Line], *, at: datetime, refuse: Refuse, show: Show
) -> None:
    batch = intake.batch
    taken = work_through(intake, lines, at=at, refuse=refuse, show=show)
    with transaction.atomic():
        wait_for_turn(batch)
        whole.end_missing(batch, taken, at=at)
        close(batch, taken, at=at)


@contextmanager
def _reject_file(path: Path) -> Iterator[Refuse]:
    """Give a function that writes refusals; without one there is no file afterwards."""
    target = reject_path(path)
    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    refused = 0

    with os.fdopen(handle, "wb") as file, refusals_as_csv(file) as write:

        def refuse(refusal: Refusal) -> None:
            nonlocal refused
            refused += 1
            write(refusal)

        yield refuse
    if not refused:
        target.unlink()
