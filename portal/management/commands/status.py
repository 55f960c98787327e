"""Shows operators what is there and what is owed."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from portal import status


class Command(BaseCommand):
    """Print every section's figures, for people or for machines."""

    help = "Shows what is stored, what is owed and since when."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Choose the form."""
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: object, **options: bool) -> None:
        """Collect and print."""
        found = status.collect()
        if options["json"]:
            self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, indent=2))
            return
        for name, figures in found.items():
            self.stdout.write(name)
            self._write(figures, indent="  ")

    def _write(self, figures: Mapping[str, object], *, indent: str) -> None:
        for name, figure in figures.items():
            if isinstance(figure, Mapping):
                self.stdout.write(f"{indent}{name}")
                self._write(figure, indent=indent + "  ")
            else:
                self.stdout.write(f"{indent}{name:<24} {_words(figure)}")


def _words(figure: object) -> str:
    if figure is None:
        return "-"
    if isinstance(figure, datetime):
        return timezone.localtime(figure).strftime("%Y-%m-%d %H:%M")
    return str(figure)
