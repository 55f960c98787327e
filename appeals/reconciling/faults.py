"""Faults of filings as rows: noted when found, raised when no repair helps, closed when gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from appeals.models import Appeal, Evidence, FilingFault
from appeals.querysets import UPLOAD_FAULTS
from appeals.reconciling.checks import Amiss, Kind
from appeals.reconciling.repairs import repair
from portal import audit
from portal.models import Role, User

SETTLERS = (Role.SUPERVISOR,)
# An examination, a message: until then it may be on its way.
LATE_AFTER = timedelta(days=1)
_MOST_AT_ONCE = 100


class NotAllowed(Exception):
    """The person may not answer for faults, or this one is answered for or gone."""


@dataclass(frozen=True, slots=True)
class Noted:
    """How many faults a look mended, raised and closed."""

    repaired: int = 0
    raised: int = 0
    gone: int = 0


def to_look_at() -> QuerySet[FilingFault]:
    """Return the faults that wait for people."""
    return FilingFault.objects.filter(gone_at=None, settled_at=None, raised_at__isnull=False)


def note(appeal: Appeal, found: Sequence[Amiss], *, at: datetime) -> Noted:
    """Write down what was found amiss with a filing, mend it once, and close what is gone.

    Call it within a transaction.
    """
    rows = FilingFault.objects.filter(appeal=appeal, gone_at=None)
    standing = {(row.kind, row.evidence_id): row for row in rows}
    repaired = raised = 0
    for amiss in found:
        fault = standing.pop(amiss.place, None)
        if fault is not None:
            raised += _raise_again(fault, amiss, at=at)
        elif not amiss.is_on_its_way or appeal.submitted_at < at - LATE_AFTER:
            is_mended = _is_mended_anew(appeal, amiss, at=at)
            repaired, raised = repaired + is_mended, raised + (not is_mended)
    for fault in standing.values():
        _close(fault, at=at)
    return Noted(repaired, raised, len(standing))


def note_unchecked(appeal: Appeal, *, at: datetime) -> Noted:
    """Raise that the machine could not check a filing; its other faults stay as they are."""
    values = {"since": at, "raised_at": at}
    _fault, is_new = FilingFault.objects.get_or_create(
        appeal=appeal, kind=Kind.CHECK, evidence=None, gone_at=None, defaults=values
    )
    if is_new:
        audit.record("filing.fault_raised", by=None, subject=appeal, at=at, fault=Kind.CHECK.value)
    return Noted(raised=int(is_new))


def take_up_given_up(*, at: datetime) -> int:
    """Mend once, then raise, files that the worker gave up though nothing is wrong with them.

    A lost upload is not among them: of that the person is told. Returns how many were taken up.
    """
    raised = FilingFault.objects.filter(evidence__isnull=False, gone_at=None).exclude(
        raised_at=None
    )
    given_up = Evidence.objects.given_up().exclude(last_fault__in=UPLOAD_FAULTS)
    rows = given_up.exclude(pk__in=raised.values("evidence")).select_related("appeal")
    return sum(_take_up(row, at=at) for row in rows.order_by("pk")[:_MOST_AT_ONCE])


def _take_up(row: Evidence, *, at: datetime) -> bool:
    if row.appeal is None:
        return False
    amiss = Amiss(Kind.EXAMINATION, row)
    standing = FilingFault.objects.filter(
        appeal=row.appeal, kind=amiss.kind, evidence=row, gone_at=None
    )
    try:
        with transaction.atomic():
            fault = standing.select_for_update().first()
            if fault is not None:
                return _raise_again(fault, amiss, at=at)
            _is_mended_anew(row.appeal, amiss, at=at)
    except IntegrityError:  # the nightly look was faster
        return False
    return True


@transaction.atomic
def see(fault: FilingFault, *, by: User, at: datetime) -> None:
    """Note that somebody looks into it. Raises NotAllowed."""
    rows = _open(fault, by=by).filter(seen_at=None)
    if not rows.update(seen_by=by, seen_at=at):
        raise NotAllowed(f"fault {fault.pk} is not new")
    audit.record(
        "filing.fault_seen", by=by, subject=fault.appeal, at=at, fault=fault.kind, row=fault.pk
    )


@transaction.atomic
def settle(fault: FilingFault, *, note: str, by: User, at: datetime) -> None:
    """Answer for the fault as it is, in words; it is not counted any more. Raises NotAllowed."""
    if not _open(fault, by=by).update(settled_by=by, settled_at=at, note=note):
        raise NotAllowed(f"fault {fault.pk} is answered for, or gone")
    audit.record(
        "filing.fault_settled", by=by, subject=fault.appeal, at=at, fault=fault.kind, row=fault.pk
    )


def _is_mended_anew(appeal: Appeal, amiss: Amiss, *, at: datetime) -> bool:
    """Write down a new fault; return whether the machine has mended it, or began to."""
    is_mended = repair(appeal, amiss, at=at)
    FilingFault.objects.create(
        appeal=appeal,
        kind=amiss.kind,
        evidence=amiss.evidence,
        since=at,
        repaired_at=at if is_mended else None,
        raised_at=None if is_mended else at,
    )
    if not is_mended:
        _write_raised(appeal, amiss.kind, at=at)
    return is_mended


def _raise_again(fault: FilingFault, amiss: Amiss, *, at: datetime) -> bool:
    """Raise what was mended and is amiss all the same; what is on its way again gets its time."""
    if fault.raised_at is not None or fault.repaired_at is None:
        return False
    if amiss.is_on_its_way and fault.repaired_at > at - LATE_AFTER:
        return False
    FilingFault.objects.filter(pk=fault.pk).update(raised_at=at)
    _write_raised(fault.appeal, amiss.kind, at=at)
    return True


def _write_raised(appeal: Appeal, kind: Kind, *, at: datetime) -> None:
    audit.record("filing.fault_raised", by=None, subject=appeal, at=at, fault=kind.value)


def _close(fault: FilingFault, *, at: datetime) -> None:
    FilingFault.objects.filter(pk=fault.pk).update(gone_at=at)
    audit.record(
        "filing.fault_gone", by=None, subject=fault.appeal, at=at, fault=fault.kind, row=fault.pk
    )


def _open(fault: FilingFault, *, by: User) -> QuerySet[FilingFault]:
    if not by.has_role(*SETTLERS):
        raise NotAllowed(f"user {by.pk} is no supervisor")
    return to_look_at().filter(pk=fault.pk)
