"""Decisions wait for files that we lost: until they are here again, or it is clear they will not
be needed.

Owns the waiting and the waivers. What is lost, `evidence.losses` says; which of it a decision waits
for, `evidence.awaited`.
"""

from datetime import datetime

from django.db import transaction

from appeals.evidence.awaited import lost_in_the_way
from appeals.independence import has_touched
from appeals.lifecycle import officers
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Appeal, FileWaiver
from portal import audit
from portal.models import Role, User


class FileLost(NotAllowed):
    """A decision waits for files of the case that are missing or damaged."""


def check_files(appeal: Appeal) -> None:
    """Raise FileLost while a decision on `appeal` must wait for a lost file."""
    if lost := lost_in_the_way(appeal):
        missing = ", ".join(str(row.pk) for row in lost)
        raise FileLost(f"the decision on appeal {appeal.pk} waits for evidence {missing}")


def waive_file(appeal: Appeal, evidence_id: int, *, by: User, why: str, at: datetime) -> FileWaiver:
    """State that the decision on `appeal` does not need a lost file; said twice it counts once.

    Raises Barred for whoever is tied to the person, NotAllowed for anybody but a supervisor
    without a hand in an earlier level, without words, for a case that owes no decision, and for a file that no decision waits for.
    """
    if not by.has_role(Role.SUPERVISOR) or has_touched(by, appeal):
        raise NotAllowed(f"user {by.pk} may not waive a file of appeal {appeal.pk}")
    officers.check_may_steer(by, appeal)
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
