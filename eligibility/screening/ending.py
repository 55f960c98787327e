"""Ends runs: finished when nothing is owed, stopped when it cannot or must not go on."""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from eligibility.models import ScreeningChunk, ScreeningRun
from portal import audit

log = logging.getLogger(__name__)

CHUNKS_FAILED = "chunks failed again and again"
TOO_MANY_BLOCKED = "would newly block more accounts than the breaker allows"
TOO_MANY_ENDED = "would end more blocks than the breaker allows"
BREAKER = (TOO_MANY_BLOCKED, TOO_MANY_ENDED)

Status = ScreeningRun.Status


def finish_if_done(run: ScreeningRun | None) -> None:
    """End `run`, or every run, of which no chunk is owed.

    A rule in one piece that was given up stops its run at once: what the ranges would do rests
    on it. The row lock of the run's totals puts concurrent ends in order.
    """
    chunks = ScreeningChunk.objects.filter(run=OuterRef("pk"))
    running = ScreeningRun.objects.filter(status=Status.RUNNING)
    if run is not None:
        running = running.filter(pk=run.pk)
    is_done = ~Q(Exists(chunks.owed()))
    hopeless = Q(Exists(chunks.dead().exclude(rule=""))) | (is_done & Q(Exists(chunks.dead())))
    running.filter(hopeless).update(
        status=Status.STOPPED, stop_reason=CHUNKS_FAILED, finished_at=Now()
    )
    running.filter(is_done).update(status=Status.FINISHED, finished_at=Now())


@transaction.atomic
def stop_by_itself(run: ScreeningRun, reason: str) -> None:
    """Stop a run that goes on; what its chunks committed stays."""
    running = ScreeningRun.objects.filter(pk=run.pk, status=Status.RUNNING)
    if running.update(status=Status.STOPPED, stop_reason=reason, finished_at=Now()):
        audit.record("screening.stop", by=None, subject=run, at=run.at, reason=reason)
        log.error("screening run %s stopped: %s", run.pk, reason)
