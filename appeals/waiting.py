"""How long people wait for a decision; never a made-up figure."""

from datetime import timedelta
from statistics import median

from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from appeals.models import Appeal, ContestedBlock
from portal import calendar

_WINDOW = timedelta(days=90)
_ENOUGH = 5
_MOST = 2000
_CACHE_KEY = "start:median-working-days"
_CACHE_SECONDS = 600


def median_days(*, ground: str = "") -> int | None:
    """Return the median working days to a decision of late, or None where too few were made.

    Of all cases, or of those about a block on `ground`.
    """
    key = f"{_CACHE_KEY}:{ground}"
    try:
        days = cache.get(key)
        if days is None:
            days = _measured(ground)
            cache.set(key, days, _CACHE_SECONDS)
    except (RedisError, OSError):
        return None
    return days or None


def _measured(ground: str) -> int:
    """Return the median over the latest decisions, 0 when there are too few to speak of."""
    since = timezone.now() - _WINDOW
    spans = Appeal.objects.decided_since(since).order_by("-decided_at", "-pk")
    if ground:
        spans = spans.filter(
            pk__in=ContestedBlock.objects.filter(block__ground=ground).values("appeal")
        )
    days = [
        calendar.working_days_between(calendar.civil_date(filed), calendar.civil_date(decided))
        for filed, decided in spans.values_list("submitted_at", "decided_at")[:_MOST]
        if decided is not None
    ]
    return max(1, round(median(days))) if len(days) >= _ENOUGH else 0
