"""Plans runs: which accounts, in which pieces, in which order."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from eligibility import policies
from eligibility.models import Account, Finding, ScreeningChunk, ScreeningRun
from eligibility.rules.base import key_array
from eligibility.screening import running
from eligibility.screening.ending import BREAKER, finish_if_done
from eligibility.screening.judging import FROM_A_FEW, planned
from portal import audit
from portal.calendar import civil_date
from portal.jobs import nudge
from portal.models import User

# How many noted accounts one run takes at most; the next run takes the next ones.
MOST_CHANGED = 50_000
# Neighbours are asked for so many accounts at a time.
_ASKED_AT_A_TIME = 5_000

Reach = ScreeningRun.Reach

# Two sweeps at once share the rows between them.
_TAKE = """
    DELETE FROM eligibility_changedaccount
    WHERE id IN (SELECT id FROM eligibility_changedaccount ORDER BY id LIMIT %s
                 FOR UPDATE SKIP LOCKED)
    RETURNING account_id
"""


@transaction.atomic
def screen(
    accounts: QuerySet[Account] | None, *, at: datetime, requested_by: User | None = None
) -> ScreeningRun:
    """Plan a run over `accounts` (None: all of them) as of `at` and call the workers.

    The run is worked off by the task `eligibility.screen_owed_chunks`; call `work_off` to do it
    here and now.
    """
    if accounts is None:
        run = ScreeningRun.objects.create(at=at, requested_by=requested_by, reach=Reach.ALL)
        run.accounts = Account.objects.count()
        _plan_all(run)
        return _begin(run)
    keys = accounts.order_by("pk").values_list("pk", flat=True).distinct()
    run = ScreeningRun.objects.create(at=at, requested_by=requested_by, reach=Reach.CHOSEN)
    _plan_some(run, keys)
    return _begin(run)


@transaction.atomic
def screen_everybody(*, at: datetime, requested_by: User | None = None) -> ScreeningRun | None:
    """Plan a run over all accounts, unless one is going on; None: one is, or is being planned.

    None also while the breaker's word about the last one stands (`broken_off`).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('eligibility.screening'))")
        is_ours = cursor.fetchone() == (True,)
    running = ScreeningRun.objects.filter(status=ScreeningRun.Status.RUNNING, reach=Reach.ALL)
    if not is_ours or running.exists() or broken_off() is not None:
        return None
    return screen(None, at=at, requested_by=requested_by)


def broken_off() -> ScreeningRun | None:
    """Return the last run over everybody if the breaker stopped it and nobody has decided yet.

    Beginning anew would let as many through again: somebody resumes it or rolls it back first.
    """
    last = ScreeningRun.objects.filter(reach=Reach.ALL).order_by("-pk").first()
    if last is None or last.status != ScreeningRun.Status.STOPPED or last.rolled_back_at:
        return None
    return last if last.stop_reason in BREAKER else None


@transaction.atomic
def screen_changed(*, at: datetime) -> ScreeningRun | None:
    """Plan a run over accounts noted as changed, and over those in groups with them.

    Takes the notes with it, MOST_CHANGED at most: whoever asks at the same time gets others.
    None: nothing was noted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [MOST_CHANGED])
        noted = {row[0] for row in cursor.fetchall()}
    if not noted:
        return None
    run = ScreeningRun.objects.create(at=at, reach=Reach.CHANGED)
    _plan_some(run, noted | neighbours(sorted(noted), at=at))
    return _begin(run)


def neighbours(account_ids: Sequence[int], *, at: datetime) -> set[int]:
    """Return the accounts in groups with these now, and those found in one group with them."""
    found: set[int] = set()
    in_force = policies.to_screen_by(on=civil_date(at))
    for part in _parts(account_ids, _ASKED_AT_A_TIME):
        asked = (look.neighbours(part, one.limits) for one in in_force for look in one.rule.looks)
        with planned(FROM_A_FEW):
            found.update(*(keys for keys in asked if keys is not None))
        found.update(_found_together(part))
    return found


def _found_together(account_ids: Sequence[int]) -> Iterable[int]:
    """Return the accounts with findings in groups that these accounts were found in."""
    alive = Finding.objects.alive().filter(cluster__isnull=False)
    own = alive.filter(
        account__in=key_array(account_ids), rule=OuterRef("rule"), cluster=OuterRef("cluster")
    )
    return alive.filter(Exists(own)).values_list("account_id", flat=True).distinct()


def _parts(keys: Sequence[int], size: int) -> list[Sequence[int]]:
    return [keys[i : i + size] for i in range(0, len(keys), size)]


def _begin(run: ScreeningRun) -> ScreeningRun:
    run.chunks = run.chunk_rows.count()
    run.save(update_fields=["accounts", "chunks"])
    audit.record(
        "screening.start", by=run.requested_by, subject=run, at=run.at,
        accounts=run.accounts, reach=run.reach,
    )  # fmt: skip
    finish_if_done(run)
    nudge("eligibility.screen_owed_chunks")
    return run


def _plan_all(run: ScreeningRun) -> None:
    """Plan first what is judged in one piece, then the ranges, which act on what that found."""
    ends = Account.objects.aggregate(first=Min("pk"), last=Max("pk"))
    first, last = ends["first"], ends["last"]
    if first is None:
        return
    in_force = policies.to_screen_by(on=civil_date(run.at))
    codes = dict.fromkeys(one.rule.code for one in in_force if one.rule.in_one_piece)
    whole = [ScreeningChunk(run=run, rule=code, first_id=first, last_id=last) for code in codes]
    size = running.CHUNK_ACCOUNTS
    ranges = [
        ScreeningChunk(run=run, first_id=start, last_id=min(start + size - 1, last))
        for start in range(first, last + 1, size)
    ]
    ScreeningChunk.objects.bulk_create([*whole, *ranges], batch_size=1_000)


def _plan_some(run: ScreeningRun, account_ids: Iterable[int]) -> None:
    keys = sorted(account_ids)
    run.accounts = len(keys)
    ScreeningChunk.objects.bulk_create(
        ScreeningChunk(run=run, first_id=part[0], last_id=part[-1], account_ids=list(part))
        for part in _parts(keys, running.PART_ACCOUNTS)
    )
