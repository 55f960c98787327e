"""The door that compiles locale/*.po to .mo with polib, for machines without gettext."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Compiles the translations that changed."""

    help = "Compile the translations (locale/*.po) that are newer than their .mo."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Compile what is out of date and say how many that were."""
        catalogues = [po for folder in settings.LOCALE_PATHS for po in Path(folder).rglob("*.po")]
        compiled = sum(_compile(po) for po in catalogues)
        if options["verbosity"] and compiled:
            self.stdout.write(f"compiled {compiled} of {len(catalogues)} translation files")


def _compile(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return False
    fresh = mo.with_suffix(f".mo.{os.getpid()}")
    polib.pofile(str(po)).save_as_mofile(str(fresh))
    fresh.replace(mo)  # whole or not at all, also when two commands compile at once
    return True
