"""Reminds people of what was asked: half-way through their time, and again near its end."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from appeals import clocks, notices
from appeals.models import AnswerReminder, Appeal
from portal import audit

log = logging.getLogger(__name__)

Stage = AnswerReminder.Stage
_FIRST_DAY = timedelta(days=1)


def remind(*, at: datetime) -> int:
    """Owe each person who is due one the reminder of its stage; return how many.

    Each stage comes once for what was asked at one moment, however often this runs. Who is late
    for both gets the last one only.
    """
    day = clocks.day_of(at)
    last, half = (
        day + timedelta(days=clocks.REMINDED_LAST),
        day + timedelta(days=clocks.REMINDED_HALF_WAY),
    )
    # Where the outer limit leaves few days, the question itself is not repeated on its first.
    waiting = Appeal.objects.waiting_for_person().filter(paused_at__lte=at - _FIRST_DAY)
    near = waiting.filter(answer_due_date__gte=day, answer_due_date__lte=last)
    half_way = waiting.filter(answer_due_date__gt=last, answer_due_date__lte=half)
    return sum(
        _remind_or_log(key, stage, at=at)
        for stage, rows in ((Stage.LAST, near), (Stage.HALF, half_way))
        for key in rows.exclude(Exists(_reminded(stage)))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _reminded(stage: Stage) -> QuerySet[AnswerReminder]:
    return AnswerReminder.objects.filter(
        appeal=OuterRef("pk"), asked_at=OuterRef("paused_at"), stage=stage
    )


def _remind_or_log(key: int, stage: Stage, *, at: datetime) -> bool:
    """Remind of the case; one that fails keeps nobody else from a reminder."""
    try:
        return _remind(key, stage, at=at)
    except Exception:
        log.exception("the person of appeal %s could not be reminded", key)
        return False


@transaction.atomic
def _remind(key: int, stage: Stage, *, at: datetime) -> bool:
    """Remind of the case unless it moved on, or another worker was faster."""
    appeal = Appeal.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
    asked_at = appeal.paused_at
    if appeal.status != Appeal.Status.INFO_REQUESTED or asked_at is None:
        return False
    _row, is_new = AnswerReminder.objects.get_or_create(
        appeal=appeal, asked_at=asked_at, stage=stage, defaults={"at": at}
    )
    if is_new:
        audit.record("question.reminded", by=None, subject=appeal, at=at, stage=str(stage))
        cause = f"{stage}:{asked_at:%Y%m%d%H%M%S}"
        notices.queue(appeal, notices.Notice.ANSWER_REMINDER, at=at, cause=cause)
    return is_new
