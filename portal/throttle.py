"""How often somebody may do something, counted in the cache.

Owns counting only; what happens to the refused, the door decides. Counting fails open: with the
cache down people are served, and the log says so once.
"""

import ipaddress
import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from portal import tokens
from portal.outage import NO_ANSWER, Outage

_log = logging.getLogger(__name__)
_outage = Outage()


def allow(scope: str, key: str, *, limit: int, seconds: int, by: int = 1) -> bool:
    """Count `by` tries of `key` and say whether they are within `limit` per window of `seconds`."""
    return count(scope, key, seconds=seconds, by=by) <= limit


def count(scope: str, key: str, *, seconds: int, by: int = 1) -> int:
    """Count `by` tries of `key` and return how many this window has seen; 0 while the cache is
    down.

    `key` may be personal: only its keyed digest reaches the cache.
    """
    if _outage.is_on():
        return 0
    name = _name(scope, key, seconds=seconds)
    try:
        cache.add(name, 0, timeout=2 * seconds)
        total = cache.incr(name, by)
    except NO_ANSWER:
        _rest()
        return 0
    except ValueError:  # evicted between the two calls
        return 0
    _outage.is_over()
    return total


def seconds_left(seconds: int) -> int:
    """Return after how long a new window of `seconds` begins to count."""
    return seconds - int(time.time()) % seconds


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted: tries of `key` within `scope`, per window of `seconds`."""

    scope: str
    key: str
    seconds: int


def counted(*counters: Counter) -> list[int]:
    """Return how many tries this window of each has seen, counting none; 0 while the cache is
    down."""
    names = [_name(one.scope, one.key, seconds=one.seconds) for one in counters]
    if _outage.is_on():
        return [0] * len(names)
    try:
        found = cache.get_many(names)
    except NO_ANSWER:
        _rest()
        return [0] * len(names)
    return [found.get(name, 0) for name in names]


def _rest() -> None:
    if _outage.begin():
        _log.warning("the cache does not answer; throttling is off until it does")


def _name(scope: str, key: str, *, seconds: int) -> str:
    # The window's number is part of the name: an entry that loses its expiry cannot lock out.
    window = int(time.time()) // seconds
    return f"throttle:{scope}:{window}:{tokens.digest('throttle', key)}"


def client_address(request: HttpRequest) -> str:
    """Return the address the request came from, believing TRUSTED_PROXIES proxies and no more."""
    socket_address = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return socket_address
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(hops) < settings.TRUSTED_PROXIES:
        return socket_address
    try:
        return str(ipaddress.ip_address(hops[-settings.TRUSTED_PROXIES]))
    except ValueError:
        return socket_address


def client_network(request: HttpRequest) -> str:
    """Return what one subscriber holds: an IPv4 address, or all 2⁶⁴ of an IPv6 network."""
    parsed = _parsed(request)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed or client_address(request))


def client_range(request: HttpRequest) -> str:
    """Return the subscriber's neighbours: 256 IPv4 addresses, or an IPv6 /48."""
    parsed = _parsed(request)
    if parsed is None:
        return client_address(request)
    bits = 24 if isinstance(parsed, ipaddress.IPv4Address) else 48
    return str(ipaddress.ip_network((int(parsed), bits), strict=False))


def _parsed(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(client_address(request))
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed
