"""Background jobs of eligibility: each finishes rows that are owed and is safe to run twice."""

import time

from celery import shared_task

from eligibility import screening
from portal.jobs import nudge

# Well under the worker's time limit; what is left over is the next job's.
_SECONDS = 120


@shared_task(name="eligibility.screen_owed_chunks")
def screen_owed_chunks() -> None:
    """Screen the chunks that are owed until none is, or hand on to the next job."""
    end = time.monotonic() + _SECONDS
    while screening.work_off() is not None:
        if time.monotonic() > end:
            nudge("eligibility.screen_owed_chunks")
            return
