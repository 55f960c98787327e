"""Counts whom each remedy has reached into `RemedyFigure`, so that no page looks at its blocks."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from appeals.models import RemedyFigure
from eligibility import remedies
from eligibility.models import Block, Remedy, Restoration

# What is given back may still grow with the last block of somebody who had another.
_STILL_MOVES = timedelta(days=30)


def count_campaigns(*, at: datetime) -> int:
    """Count the campaigns anew whose figures may have moved; return how many."""
    is_over = Q(finished_at__lt=at - _STILL_MOVES) | Q(stopped_at__lt=at - _STILL_MOVES)
    moving = Remedy.objects.exclude(approved_at=None).filter(Q(figure=None) | ~is_over)
    found = list(moving.select_related("batch", "policy", "run").order_by("pk"))
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
