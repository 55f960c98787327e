"""How long people wait for a decision, measured; never a made-up figure."""

from collections import Counter

from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from appeals.figures import months
from appeals.figures.published import median_of
from appeals.models import Tally
from portal import calendar

# This month and the two before it.
_MONTHS = 3
_ENOUGH = 5
_CACHE_KEY = "waiting:median-working-days"
_CACHE_SECONDS = 600


def median_days(*, ground: str = "") -> int | None:
    """Return the median working days to a decision of late, or None where too few were made.

    Of everything people complained about, or of blocks on `ground`.
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
    """Return the median over the latest months, 0 when there are too few to speak of."""
    month = months.month_of(calendar.civil_date(timezone.now()))
    rows = Tally.objects.filter(level=1, month__in=months.last_months(month, count=_MONTHS))
    if ground:
        rows = rows.filter(ground=ground)
    days: Counter[int] = Counter()
    for counted in rows.values_list("days", flat=True):
        days.update({int(length): count for length, count in counted.items()})
    return (median_of(days) or 0) if days.total() >= _ENOUGH else 0
