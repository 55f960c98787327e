"""Door: fill in what photos examined in earlier days lack, from the shell."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from appeals.evidence import catching_up, decoder
from appeals.evidence.children import ChildUnavailable
from portal.storage import Unavailable

_EVERY_SECONDS = 5.0


class Command(BaseCommand):
    """Walk all photos; stop it and start it again at will.

    New fingerprints are looked for in other cases: pairs may flag accounts of decided cases, too.
    """

    help = (
        "Looks once more at photos that have no fingerprint or were not measured, and owes "
        "readings of cards and selfies of open cases that have none. Stored files stay as they "
        "are, and nobody is told. A new fingerprint is searched for like a new photo's: it may "
        "make pairs, and so flag accounts, also of cases decided long ago. Run again it passes over what is done; --after goes on at once. "
        "Ends with 1 when a photo could not be looked at."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to begin, and how much to do at once."""
        parser.add_argument("--after", type=int, default=0, help="go on after this row")
        parser.add_argument(
            "--at-once", type=int, default=1, help="pictures looked at side by side: cores to spare"
        )

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ANN401 - Django's options
        """Walk, say how far it came, and report."""
        if not settings.READER:
            self.stdout.write("No reader is installed (READER): no readings are owed.")
        try:
            left = self._walk(after=options["after"], at_once=max(1, options["at_once"]))
        finally:
            decoder.close_idle()
        if left:
            raise CommandError(f"{left} photos could not be looked at; verify_evidence says more")
        self.stdout.write(self.style.SUCCESS("no photo lacks anything that can be filled in"))

    def _walk(self, *, after: int, at_once: int) -> int:
        total = catching_up.rows(after=after).count()
        began = said = time.monotonic()
        rows = fingerprints = measured = readings = left = 0
        while True:
            try:
                step = catching_up.take_step(after=after, at_once=at_once, at=timezone.now())
            except (Unavailable, ChildUnavailable) as fault:
                raise CommandError(f"{fault}; go on with --after {after}") from fault
            if step.last_id is None:
                break
            after, rows, left = step.last_id, rows + step.rows, left + len(step.left)
            fingerprints, measured = fingerprints + step.fingerprints, measured + step.measured
            readings += step.readings
            for one in step.left:
                self.stderr.write(f"evidence {one.evidence_id}: {one.why}")
            if time.monotonic() - said > _EVERY_SECONDS:
                said = time.monotonic()
                self._tell(rows, total, seconds=said - began, after=after)
        self.stdout.write(
            f"{rows} photos: fingerprints taken {fingerprints}, measured {measured}, "
            f"readings owed {readings}"
        )
        return left

    def _tell(self, rows: int, total: int, *, seconds: float, after: int) -> None:
        rate = rows / seconds
        left = max(0, total - rows) / rate
        self.stdout.write(
            f"{rows} of {total} photos, {rate:.0f} a second, {left:.0f} s left, --after {after}"
        )
