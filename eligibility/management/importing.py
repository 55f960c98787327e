"""What the import commands share: arguments, progress, and one clear sentence on failure."""

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eligibility import imports
from eligibility.models import ImportBatch
from portal.calendar import civil_date

Extent = ImportBatch.Extent


class ImportCommand(BaseCommand):
    """A command that takes in one CSV file of a kind."""

    kind: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8; docs/imports.md lists columns")
        parser.add_argument("--source", default="", metavar="NAME", help="who made the file")
        parser.add_argument(
            "--date", type=date.fromisoformat, default=None, help="the day it speaks of"
        )
        parser.set_defaults(extent=Extent.PART)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        at = timezone.now()
        path: Path = options["file"]
        source = imports.Source(
            options["source"] or self.kind,
            options["date"] or civil_date(at),
            extent=Extent(options["extent"]),
        )
        progress = _Progress(self)
        try:
            batch = imports.import_file(
                path, self.kind, source=source, at=at, begun=progress.begin, show=progress.show
            )
        except imports.FileFault as fault:
            raise CommandError(str(fault)) from None
        except imports.Withdrawn as gone:
            raise CommandError(f"{gone} while it was read; nothing more was taken in.") from None
        self._sum_up(path, batch)

    def _sum_up(self, path: Path, batch: ImportBatch) -> None:
        self.stdout.write(
            f"Batch {batch.pk}: {batch.rows_written} of {batch.rows_read} lines taken in."
        )
        if batch.rows_removed:
            self.stdout.write(f"{batch.rows_removed} not named any more: removed.")
        if imports.is_waiting(batch):
            self.stdout.write(
                f"{batch.rows_unnamed} not named any more, and {batch.blocks_resting} blocks rest "
                "on them: an officer has to agree, on the batch's page, before they are removed."
            )
        if batch.rows_refused:
            self.stdout.write(f"{batch.rows_refused} refused: {imports.reject_path(path)}")
            for reason, count in imports.by_frequency(batch):
                self.stdout.write(f"  {count} × {reason}")
        if (other := imports.same_file(batch)) is not None:
            self.stdout.write(f"The same file was taken in before, as batch {other.pk}.")
        if batch.fault:
            raise CommandError(batch.fault)


class ListImportCommand(ImportCommand):
    """A command for files that may name everybody their source knows."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--complete",
            dest="extent",
            action="store_const",
            const=Extent.WHOLE,
            help="the file names everybody: who is missing is removed",
        )
        parser.add_argument(
            "--complete-for-sure",
            dest="extent",
            action="store_const",
            const=Extent.WHOLE_FOR_SURE,
            help="the same, however many that removes",
        )


class _Progress:
    """Prints how far an import is, how fast, and how long it will still take."""

    def __init__(self, command: BaseCommand) -> None:
        self._write = command.stdout.write
        self._started = time.monotonic()
        self._lines = 0

    def begin(self, batch: ImportBatch) -> None:
        """Note how many lines there are."""
        self._lines = batch.lines or 0
        self._write(f"Batch {batch.pk}: {self._lines} lines.")

    def show(self, taken: imports.Taken) -> None:
        """Print one line."""
        rate = taken.read / max(time.monotonic() - self._started, 0.001)
        left = max(self._lines - taken.read, 0) / rate
        self._write(
            f"{taken.read} of {self._lines} lines, {taken.refused} refused, "
            f"{rate:,.0f} lines/s, {left:,.0f} s left"
        )
