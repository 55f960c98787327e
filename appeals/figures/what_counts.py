"""What counts as filed, decided and ended: the rows that every figure of cases is counted from.

What is counted is a block that somebody complained about, so that every table adds up; a case
about no block that we found counts once, without a ground. A case joined to another is that
other; a case opened again, at either level, is no new complaint; of a chain only the last decision on a block counts.
"""

from datetime import date, datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from appeals.models import Appeal, Decision, Message, Outcome, Step
from portal import calendar

# Whoever changes what a day holds, here or in `day_counting` and `beside`, raises this: days that
# were counted by an older one are counted anew by themselves.
VERSION = 1
# A case joined to another is that other.
NO_COMPLAINT = (Appeal.Status.MERGED,)
# How a case ends without a decision.
ENDED = (Appeal.Status.WITHDRAWN, Appeal.Status.VOID)


# Opened again at the second level, a case keeps its level and is no further banding.
_BANDING = Q(level=2, previous__level=1)


def filed(start: datetime, end: datetime) -> QuerySet[Appeal]:
    """Return the complaints and bandings filed from `start` until before `end`."""
    return _came(start, end).filter(Q(root=None) | _BANDING)


def reopened(start: datetime, end: datetime) -> QuerySet[Appeal]:
    """Return the cases that began because a decided one was opened again."""
    return _came(start, end).exclude(root=None).exclude(_BANDING)


def ended(start: datetime, end: datetime) -> QuerySet[Appeal]:
    """Return the cases that ended without a decision; what was merged goes on in another."""
    return Appeal.objects.filter(
        closed_at__gte=start,
        closed_at__lt=end,
        status__in=ENDED,
    )


def taken(start: datetime, end: datetime) -> QuerySet[Outcome]:
    """Return what decisions in effect did to blocks, also where a later one took its place."""
    return Outcome.objects.filter(
        decision__voided_at=None,
        decision__effective_at__gte=start,
        decision__effective_at__lt=end,
    )


def later() -> QuerySet[Outcome]:
    """Return, beside an outcome, what later decisions of its chain did to its block.

    The first case of a chain is decided before another of it is filed: what is later names it as
    its root. So they are looked up by the index of roots, which most cases are not in.
    """
    first = Coalesce(OuterRef("decision__appeal__root_id"), OuterRef("decision__appeal_id"))
    return Outcome.objects.filter(
        block=OuterRef("block"),
        decision__appeal__root_id=first,
        decision__voided_at=None,
        decision__effective_at__gt=OuterRef("decision__effective_at"),
    )


def replaced() -> Exists:
    """Say of an outcome whether a later decision of its chain on its block took its place."""
    return Exists(later())


def answered(day: date) -> QuerySet[Appeal]:
    """Return the cases that had their first answer on `day`: a question, a message, a decision.

    Also those that were merged since: somebody did answer.
    """
    start, end = calendar.start_of_day(day), calendar.end_of_day(day)
    steps = Step.objects.filter(verb__in=Step.ANSWERS)
    messages = Message.objects.filter(author=Message.Author.OFFICER, is_internal=False)
    today = [rows.filter(at__range=(start, end)).values("appeal") for rows in (steps, messages)]
    before = [
        Exists(rows.filter(appeal=OuterRef("pk"), at__lt=start)) for rows in (steps, messages)
    ]
    keys = today[0].union(today[1])
    return Appeal.objects.filter(~before[0], ~before[1], pk__in=keys)  # type: ignore[misc] # the stubs know no unions


def replied(start: datetime, end: datetime) -> QuerySet[Decision]:
    """Return the decisions about no block at all: they say something and lift nothing."""
    return Decision.objects.filter(
        voided_at=None,
        effective_at__gte=start,
        effective_at__lt=end,
        conclusion=Decision.Conclusion.ANSWERED,
    ).exclude(Exists(Outcome.objects.filter(decision=OuterRef("pk"))))


@lru_cache(maxsize=4096)
def working_days(first: date, last: date) -> int:
    """Return how long something took, as the law counts: the first day is not one of them."""
    return calendar.working_days_between(first, last)


def _came(start: datetime, end: datetime) -> QuerySet[Appeal]:
    rows = Appeal.objects.filter(submitted_at__gte=start, submitted_at__lt=end)
    return rows.exclude(status__in=NO_COMPLAINT)
