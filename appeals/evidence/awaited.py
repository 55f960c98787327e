"""Which lost files a decision waits for: until another stands for them, or nobody need wait."""

from django.db.models import QuerySet

from appeals.models import Appeal, Evidence, Question


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
