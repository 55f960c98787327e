"""A chunk whose worker was killed is taken by another one soon, one under work is left alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F

from eligibility import screening
from eligibility.models import ScreeningChunk, ScreeningRun
from eligibility.screening import alive
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_worker() -> Iterator[BaseDatabaseWrapper]:
    """Return another connection, as another worker has one."""
    other = connection.copy()
    yield other
    other.close()


def left_alone(*, seconds: int) -> ScreeningRun:
    """Plan a run and lease all its chunks, as workers did that long ago."""
    people.verdict(people.account())
    run = screening.screen(None, at=NOON)
    for rule_is_empty, lease in (
        (False, alive.LEASE_SECONDS_IN_ONE_PIECE),
        (True, alive.LEASE_SECONDS),
    ):
        chunks = ScreeningChunk.objects.filter(run=run)
        chunks = chunks.filter(rule="") if rule_is_empty else chunks.exclude(rule="")
        chunks.lease(seconds=lease, limit=99)
    ScreeningChunk.objects.update(lease_until=F("lease_until") - timedelta(seconds=seconds))
    return run


def work_off(run: ScreeningRun) -> str:
    while screening.work_off(run):
        pass
    run.refresh_from_db()
    return run.status


def test_what_a_killed_worker_left_is_taken_by_the_next_sweep() -> None:
    run = left_alone(seconds=alive.GRACE_SECONDS + 1)
    assert work_off(run) == "finished"


def test_a_worker_that_has_just_begun_is_not_taken_for_lost() -> None:
    run = left_alone(seconds=0)
    assert work_off(run) == "running"


def test_a_chunk_under_work_is_left_alone(other_worker: BaseDatabaseWrapper) -> None:
    run = left_alone(seconds=alive.GRACE_SECONDS + 1)
    chunk = ScreeningChunk.objects.exclude(rule="").earliest("pk")
    with other_worker.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [alive._LOCK, chunk.pk])
    assert work_off(run) == "running"
    assert ScreeningChunk.objects.exclude(rule="").filter(done_at=None).get() == chunk
    assert not alive.hold(chunk)
    other_worker.close()
    assert work_off(run) == "finished"
