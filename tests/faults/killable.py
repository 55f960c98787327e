"""Works a run off as a worker does, and counts its statements or dies amid one of them."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from eligibility import screening
from eligibility.models import ScreeningRun

# How many chunks are done, and how many statements were begun since.
Place = tuple[int, int]


def note_places(run_id: int, path: str) -> None:
    """Work the run off and note in a file how many statements each chunk took."""
    statements: list[int] = []

    def count(place: Place) -> None:
        statements[place[0] :] = [place[1]]

    _work_off(run_id, count)
    Path(path).write_text(json.dumps(statements))


def die(run_id: int, chunk: int, statement: int, delay: float) -> None:
    """Work the run off until that place is reached; `delay` seconds into the statement, die."""
    doomed = threading.Timer(delay, os.kill, [os.getpid(), signal.SIGKILL])

    def watch(place: Place) -> None:
        if place >= (chunk, statement) and not doomed.is_alive():
            doomed.start()

    _work_off(run_id, watch)
    doomed.join()


def _work_off(run_id: int, see: Callable[[Place], None]) -> None:
    run = ScreeningRun.objects.get(pk=run_id)
    chunk: object = run
    while chunk is not None:
        done = run.chunk_rows.exclude(done_at=None).count()
        with _seen(done, see):
            chunk = screening.work_off(run)


@contextmanager
def _seen(done: int, see: Callable[[Place], None]) -> Iterator[None]:
    begun = 0

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal begun
        see((done, begun))
        begun += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield
