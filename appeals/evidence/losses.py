"""Writes down that a stored file is missing or damaged, or is back; tells its person once.

The only writer of `Evidence.lost_at` and of LostFile, erasure aside. Who finds it out, `verify`
and the worker.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from appeals import notices
from appeals.evidence import awaited
from appeals.models import Appeal, Evidence, LostFile
from appeals.querysets import UPLOAD_DAMAGED, UPLOAD_MISSING
from portal import audit, calendar
from portal.jobs import nudge

_GIVEN_UP = {UPLOAD_MISSING: LostFile.Fault.MISSING, UPLOAD_DAMAGED: LostFile.Fault.DAMAGED}
_MOST = 100


def note(
    evidence_id: int, part: LostFile.Part, fault: LostFile.Fault, *, name: str, at: datetime
) -> bool:
    """Write down what is wrong with the stored file `name`; False if that is known or over.

    The person of an open case is told in the same transaction, unless only the small picture
    is lost: the large one shows the same.
    """
    with transaction.atomic():
        row = _locked(evidence_id)
        if row is None or getattr(row, f"{part}_name") != name:
            return False
        _lost, is_new = LostFile.objects.get_or_create(
            evidence=row, part=part, mended_at=None, defaults={"fault": fault, "found_at": at}
        )
        # What lies in a draft is noticed by the worker once it was filed.
        if is_new and part != LostFile.Part.THUMBNAIL and row.appeal is not None:
            _begin(row, row.appeal, fault, at=at)
    return is_new


def note_found(evidence_id: int, part: LostFile.Part, *, name: str, at: datetime) -> bool:
    """Write down that a lost file is there again as it was written; False if it was not lost.

    An upload that the worker had given up is owed to the worker again.
    """
    with transaction.atomic():
        row = _locked(evidence_id)
        if row is None or getattr(row, f"{part}_name") != name:
            return False
        if not _open(row).filter(part=part).update(mended_at=at):
            return False
        whole = LostFile.objects.filter(evidence__in=_document(row), mended_at=None)
        if not whole.exclude(part=LostFile.Part.THUMBNAIL).exists():
            _end(row, at=at)
    return True


def owe_again(evidence_id: int, *, at: datetime) -> bool:
    """Owe an upload that the worker gave up to the worker again; who holds it goes on with it."""
    given_up = Evidence.objects.filter(pk=evidence_id).dead()
    return bool(
        given_up.update(dead_at=None, claimed_by=None, deliveries=0, last_fault="", due_at=at)
    )


def note_given_up(*, at: datetime) -> int:
    """Write down uploads that the worker missed or found damaged until it gave them up.

    Tells their people, and returns how many. What it gave up for another reason is no lost file:
    reconciling raises it to staff.
    """
    rows = Evidence.objects.given_up().filter(last_fault__in=_GIVEN_UP)
    keys = rows.order_by("pk").values_list("pk", flat=True)
    return sum(_note_given_up(pk, at=at) for pk in keys[:_MOST])


def note_examined(evidence: Evidence, *, at: datetime) -> None:
    """Write down that an upload was there after all: the worker has just examined it.

    Call it in the transaction that says so.
    """
    row = _locked(evidence.pk)
    if row is not None and row.lost_at is not None:
        _open(row).filter(part=LostFile.Part.UPLOAD).update(mended_at=at)
        _end(row, at=at)


def _note_given_up(evidence_id: int, *, at: datetime) -> bool:
    with transaction.atomic():
        row = _locked(evidence_id)
        if row is None or row.appeal is None or row.dead_at is None or row.lost_at is not None:
            return False
        fault = _GIVEN_UP.get(row.last_fault)
        if fault is None:
            return False
        LostFile.objects.get_or_create(
            evidence=row,
            part=LostFile.Part.UPLOAD,
            mended_at=None,
            defaults={"fault": fault, "found_at": at},
        )
        _begin(row, row.appeal, fault, at=at)
    return True


def _begin(row: Evidence, appeal: Appeal, fault: LostFile.Fault, *, at: datetime) -> None:
    if row.lost_at is not None:
        return
    _document(row).update(lost_at=at)
    audit.record("evidence.lost", by=None, subject=row, at=at, appeal=appeal.pk, fault=fault.value)
    leading = appeal.merged_into or appeal
    if leading.is_open and _is_awaited(row, leading):
        # However many files of a case are lost on one day, its person reads of it once.
        cause = f"{appeal.revision}:{calendar.civil_date(at)}"
        notices.queue(appeal, notices.Notice.EVIDENCE_LOST, at=at, cause=cause)


def _is_awaited(row: Evidence, leading: Appeal) -> bool:
    """Say whether the decision waits for the document: not where another stands for it."""
    first = row.first_page_id or row.pk
    return any(lost.pk == first for lost in awaited.lost_in_the_way(leading))


def _end(row: Evidence, *, at: datetime) -> None:
    _document(row).update(lost_at=None)
    is_owed_again = owe_again(row.pk, at=at)
    if row.appeal_id is None or row.lost_at is None:
        return
    audit.record("evidence.found_again", by=None, subject=row, at=at, appeal=row.appeal_id)
    if is_owed_again:
        nudge("appeals.examine_photos", appeal_id=row.appeal_id)


def _document(row: Evidence) -> QuerySet[Evidence]:
    """Return the rows of the whole document: without one page all of it is sent again."""
    first = row.first_page_id or row.pk
    return Evidence.objects.filter(Q(pk=first) | Q(first_page=first))


def _open(row: Evidence) -> QuerySet[LostFile]:
    return LostFile.objects.filter(evidence=row, mended_at=None)


def _locked(evidence_id: int) -> Evidence | None:
    rows = Evidence.objects.select_for_update(of=("self",)).select_related("appeal__merged_into")
    return rows.filter(pk=evidence_id).first()
