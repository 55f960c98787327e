"""Hurries a background job once the transaction is committed.

The row says what is owed and a sweep takes what was missed, so a broker that is down costs
minutes, never work: nothing here raises, and nothing here waits for long.
"""

import logging
import time
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from portal.celery import app

log = logging.getLogger(__name__)

# A job is told so shortly before it is ended. It comes as an `Exception` wherever the job is, so
# whoever catches all of them re-raises this one: the work at hand did nothing wrong.
OutOfTime = SoftTimeLimitExceeded
OUT_OF_TIME = "the job ran out of time"

# After a failure the broker is left alone for this long, so that a frozen one costs each process
# one wait in thirty seconds and not one a request.
_REST_SECONDS = 30.0


class _Breaker:
    """Remembers until when the broker is left alone."""

    def __init__(self) -> None:
        self.rests_until = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.rests_until

    def trip(self) -> None:
        self.rests_until = time.monotonic() + _REST_SECONDS


breaker = _Breaker()


def nudge(task_name: str, **ids: int) -> None:
    """Ask a worker to run `task_name` with `ids` as soon as the transaction is committed."""
    transaction.on_commit(partial(_send, task_name, ids))


def _send(task_name: str, ids: dict[str, int]) -> None:
    if breaker.is_open():
        return
    try:
        app.send_task(task_name, kwargs=ids, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - the row is safe and the sweep comes
        breaker.trip()
        log.warning("%s waits for the sweep (broker: %s)", task_name, type(error).__name__)
