"""`manage.py load_demonstration`: fills an empty database with invented people and complaints."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appeals.demonstration import load


class Command(BaseCommand):
    """Load the demonstration once; run again it changes nothing."""

    help = "Load invented accounts, blocks and complaints; refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", type=int, default=2000, help="how many people")
        parser.add_argument("--appeals", type=int, default=110, help="how many complaints")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        if settings.IN_PRODUCTION:
            raise CommandError(
                "Invented people never go into a production database (PORTAL_MODE is production)."
            )
        size = load.Size(accounts=options["accounts"], appeals=options["appeals"])
        signs = load.load(size, now=timezone.now(), show=self.stdout.write)
        self.stdout.write(f"Sign-ins are in {signs}.")
