"""Decisions wait for files that we lost: until they are here again, or it is clear they will not
be needed.

Owns which lost files stand in the way of a decision. What is lost, `evidence.losses` says.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from appeals.independence import has_touched
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Appeal, Evidence, FileWaiver, Question
from portal import audit
from portal.models import Role, User


class FileLost(NotAllowed):
    """A decision waits for files of the case that are missing or damaged."""


def lost_in_the_way(appeal: Appeal) -> list[Evidence]:
    """Return the lost files for which a decision on `appeal` must wait.

    None waits any more for a file that the person sent again, or was asked for again after we
    knew, and answered or let the time pass; nor for one that a supervisor waived in writing.
    """
    files = Evidence.objects.open_to(appeal)
    lost = list(files.sent().lost().select_related("appeal").order_by("pk"))
    if not lost:
        return []
    waived = set(appeal.file_waivers.values_list("evidence_id", flat=True))
    asked = list(_asked(appeal))
    usable = [row for row in files.filter(state=Evidence.State.READY) if row.can_be_opened]
    return [
        row
        for row in lost
        if row.pk not in waived
        and not any(_stands_for(other, row) for other in usable)
        and not any(_was_asked_for(row, question) for question in asked)
    ]


def check_files(appeal: Appeal) -> None:
    """Raise FileLost while a decision on `appeal` must wait for a lost file."""
    if lost := lost_in_the_way(appeal):
        missing = ", ".join(str(row.pk) for row in lost)
        raise FileLost(f"the decision on appeal {appeal.pk} waits for evidence {missing}")


def waive_file(appeal: Appeal, evidence_id: int, *, by: User, why: str, at: datetime) -> FileWaiver:
    """State that the decision on `appeal` does not need a lost file; said twice it counts once.

    Raises NotAllowed for anybody but a supervisor without a hand in an earlier level, without
    words, for a case that owes no decision, and for a file that no decision waits for.
    """
    if not by.has_role(Role.SUPERVISOR) or has_touched(by, appeal):
        raise NotAllowed(f"user {by.pk} may not waive a file of appeal {appeal.pk}")
    if not why.strip():
        raise NotAllowed(f"no reason was given to decide appeal {appeal.pk} without a file")
    with transaction.atomic():
        locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
        known = locked.file_waivers.filter(evidence=evidence_id).first()
        if known is not None:
            return known
        in_the_way = {row.pk: row for row in lost_in_the_way(locked)}
        if not locked.is_open or evidence_id not in in_the_way:
            raise NotAllowed(f"no decision on appeal {appeal.pk} waits for file {evidence_id}")
        waiver = FileWaiver.objects.create(
            appeal=locked, evidence_id=evidence_id, by=by, why=why, at=at
        )
        subject = in_the_way[evidence_id]
        audit.record("evidence.waived", by=by, subject=subject, at=at, appeal=locked.pk)
    return waiver


def _asked(appeal: Appeal) -> QuerySet[Question]:
    """Return what was asked and is settled: while the person may still answer, nothing is."""
    if appeal.status == Appeal.Status.INFO_REQUESTED:
        return Question.objects.none()
    return appeal.questions.exclude(kind="")


def _was_asked_for(lost: Evidence, question: Question) -> bool:
    known_at = lost.lost_at or lost.dead_at
    return known_at is not None and question.kind == lost.kind and question.asked_at >= known_at


def _stands_for(other: Evidence, lost: Evidence) -> bool:
    """Say whether `other` is what the person sent in place of `lost`, or the same file."""
    if other.original_sha256 and other.original_sha256 == lost.original_sha256:
        return True
    if (other.kind, other.ground) != (lost.kind, lost.ground) or other.pk < lost.pk:
        return False
    if lost.kind != Evidence.Kind.SUPPORTING:
        return True
    # Several of these stand side by side: only one sent since we knew stands for another.
    known_at = lost.lost_at or lost.dead_at
    return known_at is not None and other.uploaded_at >= known_at
