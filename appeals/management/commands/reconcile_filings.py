"""Door: look by hand whether every filing has what it should have."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appeals import reconciling
from appeals.models import Reconciliation

_ALL = 1_000_000
# Longer than a dead worker's lease lasts.
_MOST_IDLE_SECONDS = 400


class Command(BaseCommand):
    """Walk over new filings and those with open faults; exit code 1 while people must look."""

    help = (
        "Checks what was filed since the last complete run, and what still has a fault: number, "
        "files, acknowledgement, letters, clock, audit entry. Mends what it can. Goes on with the "
        "run under way, if there is one; stop it and start it again at will."
    )

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ANN401 - Django's
        """Say how far it came after each slice, and what waits for people at the end."""
        run = reconciling.begin(by=None, at=timezone.now())
        self._follow(run)
        if run.done_at is None:
            raise CommandError(f"Run {run.pk} is not finished: it failed, or stands still.")
        self.stdout.write(
            f"Checked {run.checked}: {run.repaired} repaired, {run.raised} raised, {run.gone} gone."
        )
        if waiting := reconciling.to_look_at().count():
            raise CommandError(f"{waiting} faults wait for people, in the staff site.")

    def _follow(self, run: Reconciliation) -> None:
        """Work the run off beside the workers, until it is done, dead, or stands still."""
        seen, idle = run.checked, 0
        while run.done_at is None and run.dead_at is None and idle < _MOST_IDLE_SECONDS:
            if not reconciling.work_off(at=timezone.now(), most=_ALL, tell=self._tell):
                time.sleep(1)  # a worker holds the slice
            run.refresh_from_db()
            seen, idle = run.checked, idle + 1 if run.checked == seen else 0

    def _tell(self, run: Reconciliation) -> None:
        self.stdout.write(f"… key {run.cursor} of {run.until_key}, {run.checked} checked")
