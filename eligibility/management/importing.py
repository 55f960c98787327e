"""What the import commands share: arguments, progress, and one clear sentence on failure."""

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eligibility import imports
from portal.calendar import civil_date


class ImportCommand(BaseCommand):
    """A command that takes in one CSV file of a kind."""

    kind: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8; docs/imports.md lists columns")
        parser.add_argument("--source", default="", metavar="NAME", help="who made the file")
        parser.add_argument(
            "--date", type=date.fromisoformat, default=None, help="the day it speaks of"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        at = timezone.now()
        path: Path = options["file"]
        source = imports.Source(options["source"] or self.kind, options["date"] or civil_date(at))
        started = time.monotonic()

        def show(taken: imports.Taken) -> None:
            rate = taken.read / max(time.monotonic() - started, 0.001)
            self.stdout.write(f"{taken.read} lines, {taken.refused} refused, {rate:,.0f} lines/s")

        try:
            batch = imports.import_file(path, self.kind, source=source, at=at, show=show)
        except imports.FileFault as fault:
            raise CommandError(str(fault)) from None
        batch.refresh_from_db()
        self.stdout.write(
            f"Batch {batch.pk}: {batch.rows_written} of {batch.rows_read} lines taken in."
        )
        if batch.rows_refused:
            self.stdout.write(f"{batch.rows_refused} refused: {imports.reject_path(path)}")
