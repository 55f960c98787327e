"""Write the small map of the figures' page from the source's SVG file."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand

from appeals.figures import map_picture
from appeals.public import outline


class Command(BaseCommand):
    """See the module."""

    help = "Simplify the map of @svg-maps/indonesia (its indonesia.svg) into the portal's own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source, and where to write to if not into the portal."""
        parser.add_argument("source", type=Path)
        parser.add_argument("--to", type=Path, default=map_picture.OUTLINES)

    def handle(self, *args: object, **options: Path) -> None:
        """Write one line a province, so that changes can be read."""
        outlines = outline.simplified(options["source"].read_text(encoding="utf-8"))
        text = json.dumps(outlines, indent=0, sort_keys=True)
        options["to"].write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{len(outlines)} provinces, {len(text)} bytes")
