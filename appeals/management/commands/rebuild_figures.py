"""`manage.py rebuild_figures`: counts the reports' figures anew from the cases."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from appeals import figures
from portal import calendar


class Command(BaseCommand):
    """Count every day anew; run again or killed at any point, it leaves what is right."""

    help = (
        "Count the figures of reports anew, month by month. Figures of photos that were counted "
        "before stay where the keeping period of files is over."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the first and the last day; else from the first complaint to today."""
        parser.add_argument("--from", dest="first", type=date.fromisoformat)
        parser.add_argument("--until", dest="last", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        at = timezone.now()
        first, last = options["first"], options["last"] or calendar.civil_date(at)
        if last > calendar.civil_date(at) or (first and first > last):
            raise CommandError("the days must follow each other and end today at the latest")
        total = 0
        for month, days in figures.rebuild_slices(first=first, last=last, at=at):
            total += days
            self.stdout.write(f"{month:%Y-%m}: {days} days")
        self.stdout.write(f"{total} days counted anew.")
