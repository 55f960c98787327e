"""Another officer looks at a decision that chance picked; a wrong outcome opens the case again.

What was decided stays as it was until there is a new decision: nobody loses anything by being
looked at.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from appeals import clocks, figures, letters, notices
from appeals.lifecycle import second_level, steps
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Absence, Appeal, Decision, FileWaiver, Message, QualityReview, Step
from eligibility import holds
from portal import audit
from portal.models import Role, User

REVIEWERS = (Role.AGENT, Role.SUPERVISOR)
Verdict = QualityReview.Verdict


def open_to(officer: User) -> QuerySet[QualityReview]:
    """Return unclaimed reviews of cases in whose matter `officer` had no hand at all.

    Nor does family, acquaintance or region keep them from it: the bars are in the query, so that
    what one officer may not have stands in nobody's way.
    """
    matter = Q(appeal=OuterRef("appeal")) | Q(appeal__root=OuterRef("appeal__root"))
    matter |= Q(appeal=OuterRef("appeal__root")) | Q(appeal__merged_into=OuterRef("appeal"))
    hands = (
        Step.objects.filter(by=officer),
        Message.objects.filter(officer=officer),
        Decision.objects.filter(Q(proposed_by=officer) | Q(approved_by=officer)),
        FileWaiver.objects.filter(by=officer),
        QualityReview.objects.filter(reviewer=officer),
    )
    rows = QualityReview.objects.filter(reviewer=None)
    for hand in hands:
        rows = rows.exclude(Exists(hand.filter(matter)))
    free = Appeal.objects.filter(pk=OuterRef("appeal")).decidable_by(officer)
    return rows.filter(Exists(free))


@transaction.atomic
def take_next_review(officer: User, *, at: datetime) -> QualityReview | None:
    """Give `officer` the oldest review that nobody has and they may do; None: there is none.

    Who still has one under way gets that one. Raises NotAllowed for whom takes no cases.
    """
    if not officer.has_role(*REVIEWERS):
        raise NotAllowed(f"user {officer.pk} reviews no decisions")
    under_way = QualityReview.objects.filter(reviewer=officer, reviewed_at=None)
    if (mine := under_way.order_by("pk").first()) is not None:
        return mine
    free = open_to(officer).select_for_update(skip_locked=True, of=("self",))
    review = free.order_by("pk").first()
    if review is None:
        return None
    review.reviewer, review.taken_at = officer, at
    review.save(update_fields=["reviewer", "taken_at"])
    audit.record("quality.taken", by=officer, subject=review, at=at, appeal=review.appeal_id)
    return review


@transaction.atomic
def release_unjudged(*, at: datetime) -> int:
    """Let others have what its reviewer took and has not judged; return how many.

    That is: taken more than two working days ago, or by somebody who is away or has left.
    """
    day = clocks.day_of(at)
    away = Absence.objects.filter(ended_at=None, first_day__lte=day, last_day__gte=day)
    stuck = Q(taken_at__lte=clocks.second_look_over(at)) | Q(reviewer__is_active=False)
    stuck |= Q(reviewer__in=away.values("officer"))
    under_way = QualityReview.objects.filter(reviewer__isnull=False, reviewed_at=None)
    rows = under_way.filter(stuck).select_for_update(skip_locked=True, of=("self",))
    found = list(rows.order_by("pk"))
    for row in found:
        audit.record(
            "quality.released", by=None, subject=row, at=at, appeal=row.appeal_id,
            reviewer=row.reviewer_id,
        )  # fmt: skip
    keys = [row.pk for row in found]
    QualityReview.objects.filter(pk__in=keys).update(reviewer=None, taken_at=None)
    return len(found)


@transaction.atomic
def review(
    sampled: QualityReview, *, verdict: str, words: str, by: User, at: datetime
) -> QualityReview:
    """Say what `by` thinks of the decision; a wrong outcome opens the case again.

    Raises NotAllowed for anybody but its reviewer, for the second time, and for a fault without
    words.
    """
    locked = (
        QualityReview.objects.select_for_update(of=("self",))
        .select_related("appeal", "decision")
        .get(pk=sampled.pk)
    )
    said = Verdict(verdict)
    if locked.reviewer_id != by.pk or locked.reviewed_at is not None or not by.is_active:
        raise NotAllowed(f"user {by.pk} may not review sample {locked.pk}")
    if said != Verdict.AGREE and not words.strip():
        raise NotAllowed(f"no words were given on sample {locked.pk}")
    locked.verdict, locked.words, locked.reviewed_at = said, words.strip(), at
    if said == Verdict.WRONG_OUTCOME:
        locked.reopened = _open_again(locked.appeal, by=by, at=at)
    locked.save(update_fields=["verdict", "words", "reviewed_at", "reopened"])
    figures.mark_days({clocks.day_of(locked.drawn_at)})  # where the officer's figures tell it
    audit.record(
        "quality.reviewed", by=by, subject=locked, at=at, appeal=locked.appeal_id, verdict=str(said)
    )  # fmt: skip
    return locked


def _open_again(decided: Appeal, *, by: User, at: datetime) -> Appeal | None:
    """Let the matter be examined anew, unless somebody examines it already.

    About the blocks that the decision left standing; where it left none, about none: what was
    lifted stays lifted, and a new officer says what follows.
    """
    if decided.account_id is not None:
        holds.lock(decided.account_id)
    locked = Appeal.objects.select_for_update(no_key=True, of=("self",)).get(pk=decided.pk)
    ways = second_level.ways_on(locked, at=at)
    if any(one.is_open for one in ways.went_on):
        return None
    said = second_level.Again(token=uuid.uuid4(), text=locked.chronology)
    new = second_level.go_on(locked, said, list(ways.blocks), level=locked.level, at=at)
    steps.begin(new, verb="quality_reopen", at=at, by=by)
    letters.issue_receipt(new, at=at)
    notices.queue(new, notices.Notice.LOOKED_AGAIN, at=at)
    return new
