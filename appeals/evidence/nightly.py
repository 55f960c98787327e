"""The nightly check of the store: one row a run, worked off in slices that any worker may take.

First each row's files are looked at; then files without a row are counted, and once all are, removed.
A run that the last night did not finish goes on; a new one begins when none is unfinished.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from appeals.evidence import sweep, verify
from appeals.models import EvidenceCheck
from portal.storage import Unavailable, Withheld

log = logging.getLogger(__name__)

LEASE_SECONDS = 240
# A slice ends in time for the next sweep, and leaves its worker to the photos.
SLICE_SECONDS = 40.0
_TRY_AGAIN = timedelta(minutes=10)
STORE_AWAY = "the store does not answer"
STORE_REFUSES = "the store does not give out many files"
WRONG_STORE = "too much is missing at once: is this the right store?"
TOO_MANY_ORPHANS = "too many files have no row: are store and database of one moment?"
OUT_OF_ORDER = "the store lists names out of order"


def begin(*, at: datetime) -> EvidenceCheck | None:
    """Begin a check of all files, or return None while another is not done."""
    try:
        with transaction.atomic():
            return EvidenceCheck.objects.create(began_at=at, due_at=at, total=verify.rows().count())
    except IntegrityError:
        return None


def work(*, at: datetime, seconds: float = SLICE_SECONDS) -> EvidenceCheck | None:
    """Do one slice of the check that is due; return its row, or None when none is."""
    leased = EvidenceCheck.objects.lease(seconds=LEASE_SECONDS)
    if not leased:
        return None
    check = leased[0]
    try:
        _slice(check, at=at, until=time.monotonic() + seconds)
    except Withheld as fault:
        log.error("evidence check %s waits: %s", check.pk, fault)
        check.set_aside(STORE_REFUSES, retry_in=_TRY_AGAIN)
    except Unavailable:
        check.set_aside(STORE_AWAY, retry_in=_TRY_AGAIN)
    except verify.LooksWrong as wrong:
        log.error("evidence check %s stopped: %s", check.pk, wrong)
        check.give_up(WRONG_STORE)
    except (sweep.TooMany, sweep.OutOfOrder) as wrong:
        log.error("evidence check %s deletes nothing: %s", check.pk, wrong)
        is_too_many = isinstance(wrong, sweep.TooMany)
        check.give_up(TOO_MANY_ORPHANS if is_too_many else OUT_OF_ORDER)
    check.refresh_from_db()
    return check


def _slice(check: EvidenceCheck, *, at: datetime, until: float) -> None:
    while time.monotonic() < until:
        if not check.has_seen_all:
            step = verify.take_step(verify.rows(), after=check.last_id, at=at)
            values = _sum(check, step)
        elif not check.has_counted:
            values = _count(check)
        elif check.orphans and not check.has_removed:
            values = _remove(check)
        else:
            check.finish()
            return
        if not _save(check, last_fault="", **values):
            return
    check.postpone(to=at)


def _count(check: EvidenceCheck) -> dict[str, object]:
    """Count files without a row among the next names; none goes before all are counted."""
    found = sweep.orphans(after=check.last_name)
    return {
        "names": check.names + found.names,
        "orphans": check.orphans + len(found.orphans),
        "last_name": found.last_name or "",
        "has_counted": found.last_name is None,
    }


def _remove(check: EvidenceCheck) -> dict[str, object]:
    found = sweep.orphans(after=check.last_name)
    due = check.removed + len(found.orphans)
    sweep.expect_few(max(check.orphans, due), of=check.names)
    return {
        "removed": check.removed + sweep.remove(found.orphans),
        "last_name": found.last_name or "",
        "has_removed": found.last_name is None,
    }


def _sum(check: EvidenceCheck, step: verify.Step) -> dict[str, object]:
    if step.last_id is None:
        return {"has_seen_all": True}
    for one in step.withheld:
        log.warning("the store withholds the %s of evidence %s", one.part, one.evidence_id)
    return {
        "last_id": step.last_id,
        "refused": check.refused + len(step.withheld),
        "seen": check.seen + step.rows,
        "files": check.files + step.files,
        "taken_in": check.taken_in + step.taken_in,
        "lost": check.lost + len(step.wrong),
        "found_again": check.found_again + step.found_again,
    }


def _save(check: EvidenceCheck, **values: object) -> bool:
    """Keep how far the check is; False once another worker took it over."""
    mine = EvidenceCheck.objects.filter(pk=check.pk, claimed_by=check.claimed_by, done_at=None)
    for name, value in values.items():
        setattr(check, name, value)
    return bool(mine.update(**values))
