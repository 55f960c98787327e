"""Proves that the audit trail was not altered."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import audit


class Command(BaseCommand):
    """Recompute the chain; exit code 1 and the first broken position when it does not hold."""

    help = "Recomputes the audit trail's hash chain and reports the first position that breaks it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take digests noted down earlier."""
        parser.add_argument(
            "--known",
            action="append",
            default=[],
            metavar="POSITION:DIGEST",
            type=_position_and_digest,
            help="a head reported earlier and kept elsewhere; shows an end cut off since",
        )

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ANN401 - Django's
        """Print count and head, or fail with the first fault."""
        verdict = audit.verify(known=options["known"])
        if verdict.first_fault:
            fault = verdict.first_fault
            raise CommandError(
                f"The audit trail is broken at position {fault.position}: {fault.what}."
                f" {verdict.count} links read."
            )
        self.stdout.write(f"The audit trail holds: {verdict.count} entries.")
        self.stdout.write(f"Head: {verdict.count}:{verdict.head_digest}")


def _position_and_digest(text: str) -> tuple[int, str]:
    position, _, digest = text.partition(":")
    if not position.isdigit() or len(digest) != 64:
        raise ArgumentTypeError("expected POSITION:DIGEST as verify_audit prints it")
    return int(position), digest.lower()
