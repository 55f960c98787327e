"""The door `manage.py test`: hands the process over to pytest (tests/servers.py does the rest)."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Runs all tests with pytest against the real embedded servers."""

    help = "Run the tests with pytest; every argument is pytest's."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> NoReturn:
        """Become pytest, so that its output, signals and exit code are its own."""
        os.chdir(Path(__file__).resolve().parents[3])
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *argv[2:]])
