"""What a machine may mend of a filing: each is safe to repeat, and written down."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from appeals import clocks, letters, notices
from appeals.evidence import losses
from appeals.models import Appeal, FilingFault, LostFile
from appeals.reconciling import checks
from appeals.reconciling.checks import Amiss, Kind
from portal import audit, jobs, outbox
from portal.models import OutgoingMessage

# Later than this, and once the case is over, "we have it" says nothing that helps the person.
ACKNOWLEDGE_WITHIN = timedelta(days=7)
# So many files missing at once are no loss but the wrong store: nobody is told before people looked.
_MOST_LOST = 20
_Repair = Callable[[Appeal, Amiss, datetime], bool]


def repair(appeal: Appeal, amiss: Amiss, *, at: datetime) -> bool:
    """Mend what is amiss, or begin to; False: that takes people."""
    mend = _REPAIRS.get(amiss.kind)
    if mend is None or not mend(appeal, amiss, at):
        return False
    file = amiss.evidence.pk if amiss.evidence else None
    audit.record(
        "filing.repaired", by=None, subject=appeal, at=at, fault=amiss.kind.value, evidence=file
    )
    return True


def _message(appeal: Appeal, amiss: Amiss, at: datetime) -> bool:
    """Owe the acknowledgement again: once more what died, or what was never queued."""
    if amiss.is_on_its_way:
        jobs.nudge("portal.deliver_outbox")
        return False
    if not appeal.is_open or appeal.submitted_at < at - ACKNOWLEDGE_WITHIN:
        return False
    messages = checks.acknowledgements(appeal)
    if messages:
        dead = OutgoingMessage.objects.filter(pk__in=[message.pk for message in messages])
        return outbox.revive(dead, by=None, at=at) > 0
    notices.queue(appeal, checks.acknowledgement(appeal), at=at, cause="reconciled")
    return bool(checks.acknowledgements(appeal))


def _examination(appeal: Appeal, amiss: Amiss, at: datetime) -> bool:
    """Owe the examination again; whoever holds the file at this moment goes on with it."""
    if amiss.evidence is None:
        return False
    losses.owe_again(amiss.evidence.pk, at=at)
    jobs.nudge("appeals.examine_photos", appeal_id=appeal.pk)
    return True


def _file(_appeal: Appeal, amiss: Amiss, at: datetime) -> bool:
    """Let person, decision and staff know of the loss. Mended it is not: the fault is raised.

    From the next look on the lost file's own row speaks for it.
    """
    row = amiss.evidence
    missing_now = FilingFault.objects.filter(kind=Kind.FILE, gone_at=None)
    if row is not None and missing_now.count() < _MOST_LOST:
        for part, name in checks.missing(row):
            losses.note(row.pk, part, LostFile.Fault.MISSING, name=name, at=at)
    return False


def _due_date(appeal: Appeal, _amiss: Amiss, at: datetime) -> bool:
    """Set the day that the law gives; pauses before are not added, which favours the person."""
    day = clocks.decision_due(appeal.submitted_at)
    rows = Appeal.objects.open().filter(pk=appeal.pk, revision=appeal.revision)
    return bool(rows.update(due_date=day))


def _receipt(appeal: Appeal, _amiss: Amiss, at: datetime) -> bool:
    letters.issue_receipt(appeal, at=at)
    return True


def _ruling(appeal: Appeal, _amiss: Amiss, at: datetime) -> bool:
    decision = checks.unruled(appeal)
    if decision is not None:
        letters.issue_ruling(decision, at=at)
    return decision is not None


_REPAIRS: Mapping[Kind, _Repair] = {
    Kind.MESSAGE: _message,
    Kind.FILE: _file,
    Kind.EXAMINATION: _examination,
    Kind.DUE_DATE: _due_date,
    Kind.RECEIPT: _receipt,
    Kind.RULING: _ruling,
}
