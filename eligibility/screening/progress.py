"""How far a run is and when it will be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, ExpressionWrapper, F, Sum, fields
from django.db.models.functions import Coalesce, Now

from eligibility.models import ScreeningRun
from eligibility.screening import alive


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `seconds_left` is None where nothing can be said yet.

    `lost_until`: a chunk's worker is gone, and by then at the latest another may take it.
    """

    status: str
    chunks_done: int
    chunks: int
    accounts: int
    findings: int
    newly_blocked: int
    ended: int
    seconds: float
    rate: float
    seconds_left: float | None
    lost_until: datetime | None


def progress(run: ScreeningRun) -> Progress:
    """Return how far `run` is now: accounts done, accounts a second, seconds left."""
    run.refresh_from_db()
    done = run.chunk_rows.exclude(done_at=None).aggregate(
        chunks=Count("pk"), accounts=Sum("accounts", default=0)
    )
    seconds = _taken(run).total_seconds()
    return Progress(
        status=run.status,
        chunks_done=done["chunks"],
        chunks=run.chunks,
        accounts=done["accounts"],
        findings=run.findings,
        newly_blocked=run.newly_blocked,
        ended=run.ended,
        seconds=seconds,
        rate=done["accounts"] / seconds if seconds > 0 else 0.0,
        seconds_left=_left(run, done["chunks"], seconds),
        lost_until=_lost_until(run),
    )


def _lost_until(run: ScreeningRun) -> datetime | None:
    if run.status != ScreeningRun.Status.RUNNING:
        return None
    return alive.taken_over_by(alive.lost(run.chunk_rows.all()))


def _taken(run: ScreeningRun) -> timedelta:
    """Return how long the run has been going, by the database's clock."""
    taken: timedelta = ScreeningRun.objects.values_list(
        ExpressionWrapper(
            Coalesce(F("finished_at"), Now()) - F("started_at"),
            output_field=fields.DurationField(),
        ),
        flat=True,
    ).get(pk=run.pk)
    return taken


def _left(run: ScreeningRun, chunks_done: int, seconds: float) -> float | None:
    if run.status != ScreeningRun.Status.RUNNING:
        return 0.0
    if not chunks_done:
        return None
    return seconds / chunks_done * (run.chunks - chunks_done)
