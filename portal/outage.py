"""What a process remembers of a cache that does not answer: each try costs a second, so it rests."""

import time
from dataclasses import dataclass

from redis.exceptions import RedisError

PAUSE_SECONDS = 30
# What asking the cache may raise while it is away.
NO_ANSWER = (RedisError, OSError)


@dataclass
class Outage:
    """Until when one use of the cache asks no more; each use finds out by itself."""

    rest_until: float = 0.0
    is_known: bool = False

    def begin(self) -> bool:
        """Rest for half a minute from now; say whether this is news since it last answered."""
        is_news, self.is_known = not self.is_known, True
        self.rest_until = time.monotonic() + PAUSE_SECONDS
        return is_news

    def is_on(self) -> bool:
        """Say whether it is too early to ask again."""
        return time.monotonic() < self.rest_until

    def is_over(self) -> None:
        """Note that the cache answered."""
        self.is_known = False
