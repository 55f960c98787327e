"""`manage.py screen`: puts the rules to all accounts, here or by the workers."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eligibility import screening
from eligibility.models import Account, ScreeningRun


class Command(BaseCommand):
    """Screen accounts and show how it goes."""

    help = "Put the rules to accounts; findings become flags and blocks as their policies say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--account", type=int, action="append", help="only this account's key")
        parser.add_argument("--queue", action="store_true", help="leave the work to the workers")
        parser.add_argument("--resume", type=int, metavar="RUN", help="go on with a run")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        run = self._resumed(options["resume"]) if options["resume"] else self._new(options)
        if options["queue"]:
            self.stdout.write(f"Run {run.pk}: {run.chunks} chunks queued for the workers.")
            return
        self._work_off(run)
        run.refresh_from_db()
        if run.status != ScreeningRun.Status.FINISHED:
            raise CommandError(f"Run {run.pk} stopped: {run.stop_reason}.")
        self.stdout.write(
            f"Run {run.pk}: {run.accounts} accounts, {run.findings} findings, "
            f"{run.newly_blocked} newly blocked, {run.ended} blocks ended."
        )

    def _new(self, options: dict[str, Any]) -> ScreeningRun:
        keys = options["account"]
        accounts = Account.objects.filter(pk__in=keys) if keys else None
        return screening.screen(accounts, at=timezone.now())

    def _resumed(self, key: int) -> ScreeningRun:
        run = ScreeningRun.objects.filter(pk=key).first()
        if run is None:
            raise CommandError(f"There is no run {key}.")
        return run

    def _work_off(self, run: ScreeningRun) -> None:
        while (now := screening.progress(run)).status == ScreeningRun.Status.RUNNING:
            if screening.work_off(run) is None:
                time.sleep(0.5)  # the rest is with other workers, or waits to be tried again
            self._show(now)
        self._show(now)

    def _show(self, now: screening.Progress) -> None:
        left = "" if now.seconds_left is None else f" · {now.seconds_left:,.0f} s left"
        self.stdout.write(
            f"{now.chunks_done}/{now.chunks} chunks · {now.accounts:,} accounts · "
            f"{now.findings:,} findings · {now.rate:,.0f} accounts/s{left}"
        )
