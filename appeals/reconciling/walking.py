"""The walk over filings by key, in owed slices: each filing once, however often a worker dies.

A filing's faults and the walk's place are one transaction. Filings are looked at until one look
found them a day old, and afterwards only while a fault of theirs is open.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Min
from django.db.models.functions import Now

from appeals.models import Appeal, FilingFault, Reconciliation
from appeals.reconciling import faults
from appeals.reconciling.checks import check
from appeals.reconciling.faults import LATE_AFTER, Noted
from portal import audit, jobs
from portal.models import User
from portal.storage import Unavailable

log = logging.getLogger(__name__)

SLICE = 100
LEASE_SECONDS = 300
RETRY_IN = timedelta(minutes=5)
# An outage is no fault of any filing, and spends no delivery.
TRY_STORE_IN = timedelta(minutes=10)


class LeaseLost(Exception):
    """Another worker has taken the walk over."""


def begin(*, by: User | None, at: datetime) -> Reconciliation:
    """Begin a walk over what was filed until now, or return the one under way."""
    last = last_complete()
    young = Appeal.objects.filter(submitted_at__gt=at - LATE_AFTER).aggregate(first=Min("pk"))
    until = Appeal.objects.aggregate(last=Max("pk"))["last"] or 0
    settled = until if young["first"] is None else young["first"] - 1
    try:
        with transaction.atomic():
            run = Reconciliation.objects.create(
                begun_at=at,
                asked_by=by,
                from_key=last.settled_key if last else 0,
                until_key=until,
                settled_key=settled,
                due_at=at,
            )
            audit.record("reconciliation.begun", by=by, subject=run, at=at)
            jobs.nudge("appeals.reconcile_owed")
    except IntegrityError:
        under_way = Reconciliation.objects.owed().first()
        # One that has just ended makes room for another.
        return under_way or begin(by=by, at=at)
    return run


def last_complete() -> Reconciliation | None:
    """Return the newest walk that came to its end."""
    return Reconciliation.objects.exclude(done_at=None).order_by("-pk").first()


def work_off(
    *, at: datetime, most: int, tell: Callable[[Reconciliation], None] = lambda run: None
) -> int:
    """Do up to `most` slices of the walk under way, and `tell` after each; return how many."""
    for count in range(most):
        leased = Reconciliation.objects.lease(seconds=LEASE_SECONDS)
        if not leased:
            return count
        run = leased[0]
        try:
            _do_slice(run, at=at)
        except LeaseLost:
            log.warning("reconciliation %s was taken over by another worker", run.pk)
        except Unavailable:
            log.warning("reconciliation %s waits for the store", run.pk)
            run.set_aside("the store does not answer", retry_in=TRY_STORE_IN)
        except jobs.OutOfTime:
            run.set_aside(jobs.OUT_OF_TIME, retry_in=timedelta(0))
            raise
        except Exception:
            log.exception("reconciliation %s was interrupted", run.pk)
            run.fail("checking failed", retry_in=RETRY_IN)
        run.refresh_from_db()
        tell(run)
    jobs.nudge("appeals.reconcile_owed")
    return most


def _do_slice(run: Reconciliation, *, at: datetime) -> None:
    keys = list(_next_keys(run))
    for key in keys:
        _look_at(run, key, at=at)
    if len(keys) == SLICE:
        if not run.postpone(to=at):
            raise LeaseLost(f"reconciliation {run.pk}")
        return
    with transaction.atomic():
        if not run.finish(cursor=run.until_key):
            raise LeaseLost(f"reconciliation {run.pk}")
        run.refresh_from_db()
        audit.record(
            "reconciliation.finished", by=None, subject=run, at=at, checked=run.checked,
            repaired=run.repaired, raised=run.raised, gone=run.gone,
        )  # fmt: skip


def _next_keys(run: Reconciliation) -> Iterator[int]:
    """Yield the next filings: of those looked at before the ones with an open fault, then new."""
    faulty = FilingFault.objects.filter(
        gone_at=None, appeal__gt=run.cursor, appeal__lte=min(run.from_key, run.until_key)
    )
    found = list(faulty.order_by("appeal").values_list("appeal", flat=True).distinct()[:SLICE])
    yield from found
    fresh = Appeal.objects.filter(
        pk__gt=max(run.cursor, run.from_key), pk__lte=run.until_key
    )  # fmt: skip
    yield from fresh.order_by("pk").values_list("pk", flat=True)[: SLICE - len(found)]


def _look_at(run: Reconciliation, key: int, *, at: datetime) -> None:
    """Check one filing, note what was found and how far the walk came.

    A filing that cannot even be read must not end the walk: that is a fault of its own. A store
    that is away, or a job whose time is over, says nothing about the filing.
    """
    try:
        with transaction.atomic():
            appeal = Appeal.objects.get(pk=key)
            _count(run, key, faults.note(appeal, check(appeal), at=at))
    except (LeaseLost, Unavailable, jobs.OutOfTime):
        raise
    except Exception:
        log.exception("filing %s could not be reconciled", key)
        with transaction.atomic():
            unread = Appeal.objects.only("pk").get(pk=key)
            _count(run, key, faults.note_unchecked(unread, at=at))


def _count(run: Reconciliation, key: int, noted: Noted) -> None:
    mine = Reconciliation.objects.filter(pk=run.pk, claimed_by=run.claimed_by, done_at=None)
    counted = mine.update(
        cursor=key,
        checked=F("checked") + 1,
        repaired=F("repaired") + noted.repaired,
        raised=F("raised") + noted.raised,
        gone=F("gone") + noted.gone,
        lease_until=Now() + timedelta(seconds=LEASE_SECONDS),
    )
    if not counted:
        raise LeaseLost(f"reconciliation {run.pk}")
