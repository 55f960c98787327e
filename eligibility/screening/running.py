"""Puts the rules to accounts: the only path, for one account after an event or for all of them.

Owns runs, their chunks and the findings; what a finding leads to is blocking's. A chunk is one
transaction of set-based SQL with its lease's end inside, so a run that is killed anywhere and
taken up again, or worked on by many, ends as one that was not.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Now

from eligibility import blocking, policies
from eligibility.models import Account, Finding, ScreeningChunk, ScreeningRun
from eligibility.policies import InForce
from eligibility.rules.base import Scope
from portal import audit
from portal.calendar import civil_date
from portal.jobs import nudge
from portal.models import User

log = logging.getLogger(__name__)

CHUNK_ACCOUNTS = 5_000
LEASE_SECONDS = 240
# Below this many newly blocked accounts the breaker stays shut: a share of few means nothing.
BREAKER_LEAST = 100

Status = ScreeningRun.Status


class _LeaseLost(Exception):
    """Another worker took the chunk over; what was done here must not count."""


class _TooMany(Exception):
    """The run is about to block more than the set share of its accounts."""


@transaction.atomic
def screen(
    accounts: QuerySet[Account] | None, *, at: datetime, requested_by: User | None = None
) -> ScreeningRun:
    """Plan a run over `accounts` (None: all of them) as of `at` and call the workers.

    The run is worked off by the task `eligibility.screen_owed_chunks`; call `work_off` to do it
    here and now.
    """
    run = ScreeningRun.objects.create(at=at, requested_by=requested_by)
    if accounts is None:
        run.accounts = Account.objects.count()
        _plan_all(run)
    else:
        run.accounts = _plan_some(run, accounts)
    run.chunks = run.chunk_rows.count()
    run.save(update_fields=["accounts", "chunks"])
    audit.record("screening.start", by=requested_by, subject=run, at=at, accounts=run.accounts)
    _finish_if_done(run)
    nudge("eligibility.screen_owed_chunks")
    return run


def work_off(run: ScreeningRun | None = None) -> ScreeningChunk | None:
    """Screen one chunk that is owed, of `run` or of any; None when nobody needs to.

    A chunk that fails is given back and tried again later; after five tries the run stops.
    """
    chunks = ScreeningChunk.objects.filter(run__status=Status.RUNNING)
    if run is not None:
        chunks = chunks.filter(run=run)
    leased = chunks.lease(seconds=LEASE_SECONDS)
    if not leased:
        return None
    chunk = leased[0]
    try:
        _screen_chunk(chunk)
    except _LeaseLost:
        log.warning("screening chunk %s was taken over by another worker", chunk.pk)
    except _TooMany:
        _stop(chunk.run, "would newly block more accounts than the breaker allows")
    except DatabaseError:
        log.exception("screening chunk %s failed", chunk.pk)
        chunk.fail("database error", retry_in=timedelta(seconds=5))
        _finish_if_done(chunk.run)
    return chunk


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    status: str
    chunks_done: int
    chunks: int
    accounts: int
    findings: int
    newly_blocked: int


def progress(run: ScreeningRun) -> Progress:
    """Return how far `run` is now."""
    run.refresh_from_db()
    done = run.chunk_rows.exclude(done_at=None).aggregate(
        chunks=Count("pk"), accounts=Sum("accounts", default=0)
    )
    return Progress(
        status=run.status,
        chunks_done=done["chunks"],
        chunks=run.chunks,
        accounts=done["accounts"],
        findings=run.findings,
        newly_blocked=run.newly_blocked,
    )


def _plan_all(run: ScreeningRun) -> None:
    ends = Account.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    starts = range(ends["first"], ends["last"] + 1, CHUNK_ACCOUNTS)
    ScreeningChunk.objects.bulk_create(
        (
            ScreeningChunk(run=run, first_id=start, last_id=start + CHUNK_ACCOUNTS - 1)
            for start in starts
        ),
        batch_size=1_000,
    )


def _plan_some(run: ScreeningRun, accounts: QuerySet[Account]) -> int:
    keys = list(accounts.order_by("pk").values_list("pk", flat=True).distinct())
    parts = [keys[i : i + CHUNK_ACCOUNTS] for i in range(0, len(keys), CHUNK_ACCOUNTS)]
    ScreeningChunk.objects.bulk_create(
        ScreeningChunk(run=run, first_id=part[0], last_id=part[-1], account_ids=part)
        for part in parts
    )
    return len(keys)


@transaction.atomic
def _screen_chunk(chunk: ScreeningChunk) -> None:
    run = chunk.run
    some = None if chunk.account_ids is None else tuple(chunk.account_ids)
    scope = Scope(chunk.first_id, chunk.last_id, some)
    found = sum(
        _find(run, governed, breaches)
        for governed in policies.in_force(on=civil_date(run.at))
        for breaches in governed.rule.breaches(
            scope, governed.limits, at=run.at, waves=governed.waves
        )
    )
    mine = Finding.objects.filter(scope.condition("account"), run=run)
    applied = blocking.apply(mine, at=run.at)
    done = chunk.finish(
        findings=found,
        newly_blocked=applied.newly_blocked,
        accounts=Account.objects.filter(scope.condition("pk")).count(),
    )
    if not done:
        raise _LeaseLost
    _add_up(run, findings=found, newly_blocked=applied.newly_blocked)
    _finish_if_done(run)


# Old findings that are still open (their policy only observed, or the account was on hold) come
# over to this run, so that today's policy decides about them; settled ones stay settled. Two
# statements in one, because ON CONFLICT DO UPDATE would lock the rows of decided findings, too,
# against the lock order of blocking.
_INSERT = """
    WITH breach AS MATERIALIZED ({breaches}),
    found AS MATERIALIZED (
        SELECT *, encode(sha256(convert_to(facts_found::text, 'UTF8')), 'hex') AS digest
        FROM breach
    ),
    written AS (
        INSERT INTO eligibility_finding
            (account_id, rule, ground, policy_id, run_id, facts, facts_digest, source,
             source_date, batch_id, found_at, status)
        SELECT account_key, %s, %s, %s, %s, facts_found, digest, source_code,
               said_date, batch_key, %s, 'open'
        FROM found ORDER BY account_key, digest
        ON CONFLICT (account_id, rule, facts_digest) DO NOTHING
        RETURNING id
    ),
    taken_over AS (
        UPDATE eligibility_finding old
        SET run_id = %s, policy_id = %s, source_date = found.said_date,
            batch_id = found.batch_key
        FROM found
        WHERE old.account_id = found.account_key AND old.rule = %s
          AND old.facts_digest = found.digest AND old.status = 'open'
        RETURNING old.id
    )
    SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM taken_over)
"""


def _find(run: ScreeningRun, governed: InForce, breaches: QuerySet[Any]) -> int:
    """Write the findings of one look and return how many are open because of it."""
    sql, params = breaches.query.sql_with_params()
    rule, policy = governed.rule, governed.policy
    own = (rule.code, rule.ground.value, policy.pk, run.pk, run.at, run.pk, policy.pk, rule.code)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(breaches=sql), (*params, *own))
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _add_up(run: ScreeningRun, *, findings: int, newly_blocked: int) -> None:
    """Add to the run's totals; raises _TooMany past the breaker's share.

    The share is of the accounts the run is about, not of those seen so far: whether it stops
    must not depend on the order of the chunks.
    """
    ScreeningRun.objects.filter(pk=run.pk).update(
        findings=F("findings") + findings, newly_blocked=F("newly_blocked") + newly_blocked
    )
    run.refresh_from_db()
    most = max(BREAKER_LEAST, run.accounts * settings.SCREENING_BREAKER_SHARE / 100)
    if run.newly_blocked > most:
        raise _TooMany


def _finish_if_done(run: ScreeningRun) -> None:
    """End the run once no chunk is owed; the totals' row lock puts concurrent ends in order."""
    left = ScreeningChunk.objects.filter(run=OuterRef("pk"))
    ended = ScreeningRun.objects.filter(~Q(Exists(left.owed())), pk=run.pk, status=Status.RUNNING)
    if ended.filter(Exists(left.dead())).update(
        status=Status.STOPPED, stop_reason="chunks failed again and again", finished_at=Now()
    ):
        return
    ended.update(status=Status.FINISHED, finished_at=Now())


def _stop(run: ScreeningRun, reason: str) -> None:
    with transaction.atomic():
        running = ScreeningRun.objects.filter(pk=run.pk, status=Status.RUNNING)
        if running.update(status=Status.STOPPED, stop_reason=reason, finished_at=Now()):
            audit.record("screening.stop", by=None, subject=run, at=run.at, reason=reason)
            log.error("screening run %s stopped: %s", run.pk, reason)
