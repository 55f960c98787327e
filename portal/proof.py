"""Asks a browser for some work before a form is taken, while somebody floods that form.

Owns when it is asked (PROOF_OF_WORK), the challenge, its solution used once, and the ticket for
browsers that run no scripts: wait half a minute, then send again. What is kept meanwhile and what
the page says are the form's. Counting and remembering fail open: without the cache nobody is asked
unless the setting says always, and a solution passes each time.
"""

import base64
import json
import logging
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from altcha.v1 import ChallengeOptions, PayloadType, create_challenge, verify_solution
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from portal import keys, throttle, tokens
from portal.throttle import Counter

# The fields a form carries them in.
SOLUTION, TICKET = "proof", "proof_ticket"
WAIT_SECONDS = 30
LIFETIME_SECONDS = 3600
LONGEST_SOLUTION = 1000

_PURPOSE = "proof"
_HOUR = 3600
# A flood from everywhere shows within minutes; so does its end.
_ALL_SECONDS = 600
# The neighbours of an address share what a provider or a village network shares.
_RANGE_FACTOR = 4

_log = logging.getLogger(__name__)


def count(request: HttpRequest) -> None:
    """Count one form that was taken: what `is_asked` judges by."""
    for counter in _counters(request):
        throttle.count(counter.scope, counter.key, seconds=counter.seconds)


def is_asked(request: HttpRequest) -> bool:
    """Say whether whoever sends `request` must work first."""
    if settings.PROOF_OF_WORK != "auto":
        return bool(settings.PROOF_OF_WORK == "on")
    most = settings.PROOF_AFTER_ADDRESS
    limits = (most, most * _RANGE_FACTOR, settings.PROOF_AFTER_ALL)
    counts = throttle.counted(*_counters(request))
    return any(count >= limit for count, limit in zip(counts, limits, strict=True))


def _counters(request: HttpRequest) -> tuple[Counter, Counter, Counter]:
    return (
        Counter("proof-address", throttle.client_network(request), _HOUR),
        Counter("proof-range", throttle.client_range(request), _HOUR),
        Counter("proof-all", "", _ALL_SECONDS),
    )


def challenge(*, at: datetime) -> Mapping[str, object]:
    """Return a challenge as altcha's browsers read it; good for LIFETIME_SECONDS from `at`.

    The work is to find a number below 2 to the power of PROOF_BITS by its SHA-256.
    """
    options = ChallengeOptions(
        max_number=2**settings.PROOF_BITS,
        hmac_key=keys.derive(keys.current_id(), _PURPOSE),
        expires=at.astimezone(UTC) + timedelta(seconds=LIFETIME_SECONDS),
    )
    made: Mapping[str, object] = create_challenge(options).to_dict()
    return made


def ticket(subject: str, *, at: datetime) -> str:
    """Return a ticket that `solved` takes once WAIT_SECONDS have passed, for `subject` alone."""
    said = [subject, int(at.timestamp()), secrets.token_hex(8)]
    return signing.dumps(said, salt=_PURPOSE)


def solved(request: HttpRequest, *, subject: str, at: datetime) -> bool:
    """Say whether `request` brings a solution, or a ticket for `subject`, not used before."""
    payload = _payload(request.POST.get(SOLUTION, ""))
    if payload is not None and _is_right(payload):
        return _use(payload["challenge"])  # not the text around it, which can be written anew
    given = request.POST.get(TICKET, "")
    return bool(given) and _is_ripe(given, subject, at=at) and _use(given)


def is_good(given: str, *, subject: str, at: datetime) -> bool:
    """Say whether `given` is a ticket for `subject` that is ripe or ripens, used or not."""
    since = _since(given, subject)
    return since is not None and at.timestamp() - since <= LIFETIME_SECONDS


def _is_right(payload: PayloadType) -> bool:
    return any(verify_solution(payload, keys.derive(key_id, _PURPOSE))[0] for key_id in keys.ids())


def _payload(given: str) -> PayloadType | None:
    """Return what a browser sent, if it has the shape of a solution."""
    if len(given) > LONGEST_SOLUTION:
        return None
    try:
        said = json.loads(base64.b64decode(given, validate=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("algorithm") != "SHA-256":
        return None
    words = [said.get(name) for name in ("challenge", "salt", "signature")]
    if not all(isinstance(word, str) and word.isascii() for word in words):
        return None
    number = said.get("number")
    if not isinstance(number, int) or not 0 <= number <= 2**64:
        return None
    challenge_, salt, signature = map(str, words)
    return PayloadType(
        algorithm="SHA-256", challenge=challenge_, number=number, salt=salt, signature=signature
    )


def _is_ripe(given: str, subject: str, *, at: datetime) -> bool:
    since = _since(given, subject)
    return since is not None and WAIT_SECONDS <= at.timestamp() - since <= LIFETIME_SECONDS


def _since(given: str, subject: str) -> int | None:
    """Return when the ticket was given out, in seconds; None: not ours, or for another."""
    try:
        owner, since, _nonce = signing.loads(given, salt=_PURPOSE)
    except (signing.BadSignature, ValueError):
        return None
    return int(since) if owner == subject else None


def _use(given: str) -> bool:
    """Say whether this is its first use."""
    name = f"proof-used:{tokens.digest(_PURPOSE, given)}"
    try:
        return bool(cache.add(name, int(time.time()), timeout=2 * LIFETIME_SECONDS))
    except (RedisError, OSError):
        _log.warning("the cache does not answer; a proof of work may be used again")
        return True
