"""How many messages one number gets within an hour and a day: against harassment and cost.

Counted once the gateway took one, in the cache: with the cache down messages go out.
"""

from django.conf import settings

from portal import throttle
from portal.doors import HOUR

TOO_MANY = "too many messages to this number for now"
_DAY = 24 * HOUR


def is_spent(number: str, *, channel: str) -> bool:
    """Say whether `number` has had all that it gets over `channel` for now."""
    hour, day = throttle.counted(*_counters(number, channel))
    return hour >= settings.NUMBER_PER_HOUR or day >= settings.NUMBER_PER_DAY


def note(number: str, *, channel: str) -> None:
    """Count one message to `number`."""
    for counter in _counters(number, channel):
        throttle.count(counter.scope, counter.key, seconds=counter.seconds)


def _counters(number: str, channel: str) -> tuple[throttle.Counter, throttle.Counter]:
    return (
        throttle.Counter(f"{channel}-hour", number, HOUR),
        throttle.Counter(f"{channel}-day", number, _DAY),
    )
