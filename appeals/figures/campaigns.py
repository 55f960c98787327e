"""Counts whom each remedy has reached into `RemedyFigure`, so that no page looks at its blocks."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from appeals.models import RemedyFigure
from eligibility import remedies
from eligibility.models import Block, Remedy, Restoration
from portal import calendar

# What is given back may still grow with the last block of somebody who had another.
_STILL_MOVES = timedelta(days=30)


def count_campaigns(*, at: datetime) -> int:
    """Count the campaigns anew that run or have just ended, and once a day those that ended lately.

    Return how many.
    """
    runs = Q(finished_at=None, stopped_at=None)
    has_just_ended = Q(figure__counted_at__lte=F("finished_at"))
    has_just_ended |= Q(figure__counted_at__lte=F("stopped_at"))
    lately = Q(finished_at__gte=at - _STILL_MOVES) | Q(stopped_at__gte=at - _STILL_MOVES)
    today = calendar.start_of_day(calendar.civil_date(at))
    owed = Q(figure=None) | runs | has_just_ended | (lately & Q(figure__counted_at__lt=today))
    approved = Remedy.objects.exclude(approved_at=None).select_related("batch", "policy", "run")
    found = list(approved.filter(owed).order_by("pk"))
    for remedy in found:
        _count(remedy, at=at)
    return len(found)


def _count(remedy: Remedy, *, at: datetime) -> None:
    ended = remedies.ended_by(remedy)
    standing = Block.objects.filter(account=OuterRef("account")).standing()
    given = Restoration.objects.filter(block=OuterRef("pk"))
    counted = ended.aggregate(
        people=Count("account", distinct=True),
        free=Count("account", distinct=True, filter=~Exists(standing)),
        restored=Count("account", distinct=True, filter=Exists(given)),
    )
    RemedyFigure.objects.update_or_create(remedy=remedy, defaults={**counted, "counted_at": at})
