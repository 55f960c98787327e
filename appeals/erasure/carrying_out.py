"""Works off the parts of ordered erasures: leased, a row at a time, with the proof as it goes.

A row and its place in the proof are one transaction, the bytes of a file go right after it, and a
part is done once they are gone: a worker killed anywhere leaves work that the next one ends. What came to be kept meanwhile waits.
"""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from appeals.data_requests import Subject
from appeals.erasure import blanking, finding, planning, removing, telling
from appeals.erasure.ordering import due
from appeals.models import Appeal, ErasurePart
from portal import audit, jobs
from portal.leases import OwedQuerySet
from portal.storage import Unavailable

log = logging.getLogger(__name__)

# A file is deleted in milliseconds; a part has at most some dozens.
LEASE_SECONDS = 120
RETRY_IN = timedelta(minutes=5)
# An outage is nobody's fault: it spends no delivery, however long it lasts.
TRY_STORE_IN = timedelta(minutes=10)
STORE_AWAY = "the store does not answer"
_MOST = 500


class LeaseLost(Exception):
    """Another worker has taken the part over."""


def carry_out_owed(parts: OwedQuerySet[ErasurePart], *, at: datetime) -> int:
    """Lease and carry out what is due of `parts`; return how many were looked at."""
    for count in range(_MOST):
        leased = parts.lease(seconds=LEASE_SECONDS)
        if not leased:
            return count
        try:
            carry_out(leased[0], at=at)
        except LeaseLost:
            log.warning("part %s was taken over by another worker", leased[0].pk)
        except Unavailable:
            log.warning("part %s of an erasure waits for the store", leased[0].pk)
            leased[0].set_aside(STORE_AWAY, retry_in=TRY_STORE_IN)
        except jobs.OutOfTime:
            leased[0].set_aside(jobs.OUT_OF_TIME, retry_in=timedelta(0))
            raise
        except Exception:
            log.exception("part %s of an erasure could not be carried out", leased[0].pk)
            leased[0].fail("erasing failed", retry_in=RETRY_IN)
    return _MOST


def carry_out(part: ErasurePart, *, at: datetime) -> None:
    """Erase what a leased part names, row by row, or put it off while something keeps it.

    What was begun is ended first, whatever came to keep the rest. Raises Unavailable.
    """
    while True:
        if part.appeal_id is not None and part.kind in planning.FILES:
            removing.finish(case=part.appeal_id, at=at)
        with transaction.atomic():
            if _is_put_off(part, at=at):
                return
            left = finding.keys(part.kind, _subject(part))
            if not left:
                _finish(part, at=at)
                return
            _erase_one(part, left[0], at=at)


def _is_put_off(part: ErasurePart, *, at: datetime) -> bool:
    """Look again at what keeps the part, with the case locked: it may have gone on meanwhile."""
    if part.appeal_id is not None:
        rows = Appeal.objects.select_for_update(no_key=True, of=("self",))
        part.appeal = rows.get(pk=part.appeal_id)
    planning.look_again(part, at=at)
    if not part.keeping:
        return False
    part.save(update_fields=["keeping", "kept_until"])
    part.postpone(to=due(part, at=at))
    telling.tell(part.erasure, at=at)
    return True


def _erase_one(part: ErasurePart, key: int, *, at: datetime) -> None:
    """Erase one row and put its key into the digest."""
    digest = hashlib.sha256(f"{part.digest}{key}".encode()).hexdigest()
    mine = ErasurePart.objects.filter(pk=part.pk, claimed_by=part.claimed_by, done_at=None)
    if not mine.update(
        digest=digest,
        erased=part.erased + 1,
        lease_until=Now() + timedelta(seconds=LEASE_SECONDS),
    ):
        raise LeaseLost(f"part {part.pk}")
    blanking.erase(part.kind, [key], at=at)
    part.digest, part.erased = digest, part.erased + 1


def _finish(part: ErasurePart, *, at: datetime) -> None:
    if not part.finish(keeping="", kept_until=None):
        raise LeaseLost(f"part {part.pk}")
    audit.record(
        "erasure.carried_out",
        by=None,
        subject=part.erasure.request,
        at=at,
        kind=part.kind,
        case=part.appeal_id,
        count=part.erased,
        digest=part.digest,
    )
    telling.tell(part.erasure, at=at)


def _subject(part: ErasurePart) -> Subject:
    subject = part.appeal or part.erasure.request.account
    if subject is None:  # the request's constraint forbids it
        raise LookupError(f"part {part.pk} is about nothing")
    return subject
