"""Works off the parts of signed lists: a case after the other, a file at a time, with its proof.

A row and its proof are one transaction with the case locked, and what may go is looked at anew
each time: a legal hold set meanwhile wins. The bytes of a file go once that is committed, and only
then its proof says when: a worker killed anywhere leaves work that the next one ends.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from appeals.erasure import blanking, removing
from appeals.erasure.planning import FILES
from appeals.models import (
    Appeal,
    DeletionCase,
    DeletionList,
    DeletionPart,
    DeletionProof,
    ErasurePart,
    Evidence,
    FileErasure,
)
from appeals.retention import choosing, proof
from appeals.retention.lists import LEASE_SECONDS, RETRY_IN, LeaseLost, NotAllowed, check
from portal import audit, jobs
from portal.calendar import civil_date
from portal.models import User
from portal.storage import Unavailable

log = logging.getLogger(__name__)

_MOST_PARTS = 5
# An outage is nobody's fault: it spends no delivery, however long it lasts.
_TRY_STORE_IN = timedelta(minutes=10)
_Result = DeletionCase.Result


def delete_owed(*, at: datetime) -> int:
    """Lease and carry out parts of signed lists; return how many were taken."""
    for count in range(_MOST_PARTS):
        leased = DeletionPart.objects.lease(seconds=LEASE_SECONDS)
        if not leased:
            return count
        try:
            carry_out(leased[0], at=at)
        except LeaseLost:
            log.warning("deletion part %s was taken over by another worker", leased[0].pk)
        except Unavailable:
            log.warning("deletion part %s waits for the store", leased[0].pk)
            leased[0].set_aside("the store does not answer", retry_in=_TRY_STORE_IN)
        except jobs.OutOfTime:
            leased[0].set_aside(jobs.OUT_OF_TIME, retry_in=timedelta(0))
            raise
        except Exception:
            log.exception("deletion part %s could not be carried out", leased[0].pk)
            leased[0].fail("deleting failed", retry_in=RETRY_IN)
    jobs.nudge("appeals.delete_listed")
    return _MOST_PARTS


def carry_out(part: DeletionPart, *, at: datetime) -> None:
    """Delete what a leased part names, and finish its list with the last one."""
    cases = DeletionCase.objects.filter(
        on_list=part.on_list_id, pk__gte=part.first_key, pk__lte=part.last_key, done_at=None
    )
    for listed in cases.order_by("pk"):
        _delete_case(part, listed, at=at)
    if not part.finish():
        raise LeaseLost(f"deletion part {part.pk}")
    _finish_list(part.on_list, at=at)


def retry(drawn: DeletionList, *, by: User, at: datetime) -> int:
    """Owe again what workers gave up, collecting or deleting; return how many parts.

    Raises NotAllowed for whoever is no privacy officer, and where nothing is stuck.
    """
    check(by)
    again = {"dead_at": None, "claimed_by": None, "deliveries": 0, "due_at": at}
    with transaction.atomic():
        parts = DeletionPart.objects.filter(on_list=drawn).dead().update(**again)
        lists = DeletionList.objects.filter(pk=drawn.pk, dropped_at=None).dead().update(**again)
        if not parts + lists:
            raise NotAllowed(f"nothing of deletion list {drawn.pk} is stuck")
        audit.record("deletion.retried", by=by, subject=drawn, at=at, count=parts + lists)
        jobs.nudge("appeals.delete_listed" if parts else "appeals.collect_deletions")
    return parts + lists


def _delete_case(part: DeletionPart, listed: DeletionCase, *, at: datetime) -> None:
    _delete_bytes(listed, at=at)
    for kind in choosing.ORDER:
        if kind in listed.kinds:
            while _delete_some(part, listed, kind, at=at):
                _delete_bytes(listed, at=at)
    _finish_case(listed, at=at)


def _delete_bytes(listed: DeletionCase, *, at: datetime) -> None:
    """Remove the bytes of the files that are written down as deleted, and complete their proof."""
    removing.finish(case=listed.appeal_id, at=at)
    gone = FileErasure.objects.filter(evidence=OuterRef("evidence"), gone_at__isnull=False)
    begun = DeletionProof.objects.filter(
        on_list=listed.on_list_id, appeal=listed.appeal_id, deleted_at=None
    )
    begun.update(deleted_at=Subquery(gone.values("gone_at")))


@transaction.atomic
def _delete_some(
    part: DeletionPart, listed: DeletionCase, kind: ErasurePart.Kind, *, at: datetime
) -> bool:
    """Write down one file as deleted, or delete all other rows of `kind`.

    False: nothing is left, or it must stay.
    """
    rows = Appeal.objects.select_for_update(no_key=True, of=("self",))
    appeal = rows.get(pk=listed.appeal_id)
    keys = _still_over(appeal, kind, part.on_list, at=at)
    if not keys:
        return False
    if why := choosing.stays(appeal, kind, at=at):
        listed.kept_because = listed.kept_because or why
        listed.save(update_fields=["kept_because"])
        return False
    _renew(part)
    if kind in FILES:
        keys = keys[:1]
    file = Evidence.objects.get(pk=keys[0]) if kind in FILES else None
    DeletionProof.objects.create(
        on_list=part.on_list,
        appeal=appeal,
        kind=kind,
        evidence=file,
        file_kind=file.kind if file else "",
        sha256=file.original_sha256 if file else "",
        deleted_at=None if file else at,
    )
    blanking.erase(kind, keys, at=at)
    return True


def _still_over(appeal: Appeal, kind: str, drawn: DeletionList, *, at: datetime) -> list[int]:
    """Return what was over on the list's day and still is, if the policy has changed since."""
    matter = choosing.Matter(appeal)
    today = set(matter.over(kind, on=civil_date(at)))
    return [key for key in matter.over(kind, on=drawn.day) if key in today]


def _renew(part: DeletionPart) -> None:
    """Make sure that the part is still this worker's, and for a while longer."""
    mine = DeletionPart.objects.filter(pk=part.pk, claimed_by=part.claimed_by, done_at=None)
    if not mine.update(lease_until=Now() + timedelta(seconds=LEASE_SECONDS)):
        raise LeaseLost(f"deletion part {part.pk}")


@transaction.atomic
def _finish_case(listed: DeletionCase, *, at: datetime) -> None:
    proofs = DeletionProof.objects.filter(on_list=listed.on_list_id, appeal=listed.appeal_id)
    rows = list(proofs.order_by("pk").values_list("kind", "evidence", "sha256"))
    result = _Result.DELETED if rows else _Result.KEPT
    if rows and listed.kept_because:
        result = _Result.PARTLY
    waiting = DeletionCase.objects.filter(pk=listed.pk, done_at=None)
    if not waiting.update(result=result, done_at=at):
        return  # another worker was faster, and has written it down
    audit.record(
        "deletion.carried_out",
        by=None,
        subject=listed.appeal,
        at=at,
        list=listed.on_list_id,
        kinds=sorted({kind for kind, _evidence, _sha256 in rows}),
        evidence=[evidence for _kind, evidence, _sha256 in rows if evidence],
        sha256=[sha256 for _kind, _evidence, sha256 in rows if sha256],
        kept=listed.kept_because or None,
    )


@transaction.atomic
def _finish_list(drawn: DeletionList, *, at: datetime) -> None:
    """Close the list and its proof once no part is left; the last of two workers does so."""
    locked = DeletionList.objects.select_for_update(of=("self",)).get(pk=drawn.pk)
    if locked.finished_at is not None or locked.parts.filter(done_at=None).exists():
        return
    digest, count = proof.digest(locked)
    DeletionList.objects.filter(pk=locked.pk).update(
        finished_at=at, digest=digest, proofs=count
    )  # fmt: skip
    audit.record("deletion.finished", by=None, subject=locked, at=at, count=count, digest=digest)
