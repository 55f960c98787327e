"""The nightly check of the store: one row a run, worked off in slices that any worker may take.

A run that the last night did not finish goes on; a new one begins when none is unfinished.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from appeals.evidence import verify
from appeals.models import EvidenceCheck
from portal.storage import Unavailable

log = logging.getLogger(__name__)

LEASE_SECONDS = 240
# A slice ends in time for the next sweep, and leaves its worker to the photos.
SLICE_SECONDS = 40.0
_TRY_AGAIN = timedelta(minutes=10)
STORE_AWAY = "the store does not answer"
WRONG_STORE = "too much is missing at once: is this the right store?"


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
    except Unavailable:
        check.set_aside(STORE_AWAY, retry_in=_TRY_AGAIN)
    except verify.LooksWrong as wrong:
        log.error("evidence check %s stopped: %s", check.pk, wrong)
        check.give_up(WRONG_STORE)
    check.refresh_from_db()
    return check


def _slice(check: EvidenceCheck, *, at: datetime, until: float) -> None:
    while time.monotonic() < until:
        if check.has_seen_all:
            count, last_name = verify.orphans(after=check.last_name)
            if last_name is None:
                check.finish(orphans=check.orphans + count)
                return
            is_ours = _save(check, orphans=check.orphans + count, last_name=last_name)
        else:
            step = verify.take_step(verify.rows(), after=check.last_id, at=at)
            is_ours = _save(check, **_sum(check, step))
        if not is_ours:
            return
    check.postpone(to=at)


def _sum(check: EvidenceCheck, step: verify.Step) -> dict[str, object]:
    if step.last_id is None:
        return {"has_seen_all": True}
    return {
        "last_id": step.last_id,
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
