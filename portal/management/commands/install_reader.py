"""The door `manage.py install_reader`; `portal.bootstrap` has installed by the time it runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import bootstrap


class Command(BaseCommand):
    """Says whether the packages that read text in card photos are there."""

    help = "Install what reads the text in card photos (requirements-reader.txt)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Answer in one sentence."""
        if not bootstrap.has_every_pin(bootstrap.READER):
            raise CommandError(
                "This Python is not the portal's .venv. Install the packages into it by hand: "
                "python -m pip install -r requirements-reader.txt"
            )
        self.stdout.write("The reader is installed. Start `manage.py up` or the worker anew.")
