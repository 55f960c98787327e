"""Works off the chunks of runs, one transaction each, and minds the breaker.

A chunk's lease ends inside its transaction, so a run that is killed anywhere and taken up again,
or worked on by many, ends as one that was not. Owns the run's totals; what a chunk does is
`judging`'s.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef

from eligibility.models import Block, ScreeningChunk, ScreeningRun
from eligibility.screening import alive, ending
from eligibility.screening.alive import LEASE_SECONDS, LEASE_SECONDS_IN_ONE_PIECE
from eligibility.screening.judging import Done, judge
from portal.jobs import nudge

log = logging.getLogger(__name__)

# Accounts in a range of a run over everybody, and in a part of a run over some.
CHUNK_ACCOUNTS = 500_000
PART_ACCOUNTS = 5_000
# Below this many accounts newly blocked, or blocks ended, the breaker stays shut: a share of few
# means nothing.
BREAKER_LEAST = 100

Status = ScreeningRun.Status


class _LeaseLost(Exception):
    """Another worker took the chunk over, or the run is stopped; what was done must not count."""


class _TooMany(Exception):
    """The run is about to block or to free more than the set share; the message says which."""


def work_off(run: ScreeningRun | None = None) -> ScreeningChunk | None:
    """Screen one chunk that is owed, of `run` or of any; None when nobody needs to.

    A chunk that fails is given back and tried again later; after five tries the run stops.
    """
    chunk = _lease(run)
    if chunk is None:
        ending.finish_if_done(run)
        return None
    try:
        _screen_chunk(chunk)
    except _LeaseLost:
        log.warning("screening chunk %s was taken over or its run stopped", chunk.pk)
    except _TooMany as reason:
        ending.stop_by_itself(chunk.run, str(reason))
    except DatabaseError:
        log.exception("screening chunk %s failed", chunk.pk)
        _reconnect()
        chunk.fail("database error", retry_in=timedelta(seconds=5))
        ending.finish_if_done(chunk.run)
    if chunk.rule:
        nudge("eligibility.screen_owed_chunks")  # the ranges may be free to begin
    return chunk


def _lease(run: ScreeningRun | None) -> ScreeningChunk | None:
    """Take the next chunk: what is judged in one piece comes before the ranges, which act on it."""
    chunks = ScreeningChunk.objects.filter(run__status=Status.RUNNING)
    if run is not None:
        chunks = chunks.filter(run=run)
    undone = ScreeningChunk.objects.filter(run=OuterRef("run"), done_at=None).exclude(rule="")
    leased = chunks.exclude(rule="").lease(seconds=LEASE_SECONDS_IN_ONE_PIECE)
    if not leased:
        leased = chunks.filter(~Exists(undone), rule="").lease(seconds=LEASE_SECONDS)
    if not leased and alive.free(alive.lost(chunks)):
        return _lease(run)
    return leased[0] if leased else None


@transaction.atomic
def _screen_chunk(chunk: ScreeningChunk) -> None:
    if not alive.hold(chunk):
        raise _LeaseLost
    done = judge(chunk)
    counted = chunk.finish(
        policy_ids=done.policy_ids,
        accounts=done.accounts,
        findings=done.findings,
        newly_blocked=done.newly_blocked,
        ended=done.ended,
    )
    if not counted:
        raise _LeaseLost
    _add_up(chunk.run, done)
    ending.finish_if_done(chunk.run)


def _add_up(run: ScreeningRun, done: Done) -> None:
    """Add to the run's totals; raises _TooMany past the breaker, _LeaseLost for a stopped run."""
    going_on = ScreeningRun.objects.filter(pk=run.pk, status=Status.RUNNING)
    if not going_on.update(
        findings=F("findings") + done.findings,
        newly_blocked=F("newly_blocked") + done.newly_blocked,
        ended=F("ended") + done.ended,
    ):
        raise _LeaseLost
    run.refresh_from_db()
    if run.waived_by_id is None:
        _mind_the_breaker(run)


def _mind_the_breaker(run: ScreeningRun) -> None:
    """Raise _TooMany for too many accounts newly blocked, or too many blocks ended.

    The share is of what the run is about, not of what was seen so far: whether it stops must not
    depend on the order of the chunks.
    """
    least = BREAKER_LEAST
    if run.reach == ScreeningRun.Reach.CHANGED:
        least = settings.SCREENING_BREAKER_LEAST_CHANGED
    share = settings.SCREENING_BREAKER_SHARE / 100
    if run.newly_blocked > max(least, run.accounts * share):
        raise _TooMany(ending.TOO_MANY_BLOCKED)
    if run.ended > least and run.ended > _blocks_at_the_beginning(run) * share:
        raise _TooMany(ending.TOO_MANY_ENDED)


def _blocks_at_the_beginning(run: ScreeningRun) -> int:
    """Return how many blocks could end: all there were or, of changed accounts, one for each."""
    if run.reach == ScreeningRun.Reach.CHANGED:
        return run.accounts
    return Block.objects.open().exclude(run=run).count() + run.ended


def _reconnect() -> None:
    """Leave a connection that broke; the next query opens another one."""
    if not (connection.in_atomic_block or connection.is_usable()):
        connection.close()
