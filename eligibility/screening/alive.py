"""Whether a worker is still at a chunk: it holds a lock that ends with its connection.

A lease must be as long as the longest rule over everybody takes; by itself it would keep a chunk
from the others for all that time after its worker was killed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from eligibility.models import ScreeningChunk

# A rule in one piece reads what everybody has of one kind; a range is a matter of seconds.
LEASE_SECONDS = 300
LEASE_SECONDS_IN_ONE_PIECE = 1_800
# From its lease to its lock a worker needs a moment; a sweep comes once a minute.
GRACE_SECONDS = 60
# The first half of the advisory lock; the second is the chunk's key.
_LOCK = 0x5C4EE
_HALF = 0x7FFF_FFFF
_HELD = """
    SELECT objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def hold(chunk: ScreeningChunk) -> bool:
    """Hold the chunk to the end of this transaction; False: another worker is still at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, chunk.pk & _HALF])
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)


def lost(chunks: QuerySet[ScreeningChunk]) -> list[ScreeningChunk]:
    """Return those of `chunks` that are leased, though their worker is gone."""
    leased = list(chunks.filter(_leased_a_while_ago(), done_at=None, dead_at=None).order_by("pk"))
    if not leased:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_LOCK])
        held = {key for (key,) in cursor.fetchall()}
    return [chunk for chunk in leased if chunk.pk & _HALF not in held]


def free(chunks: Sequence[ScreeningChunk]) -> bool:
    """End the leases of chunks that are lost; say whether any was."""
    freed = [
        ScreeningChunk.objects.filter(
            pk=chunk.pk, claimed_by=chunk.claimed_by, done_at=None
        ).update(lease_until=Now())
        for chunk in chunks
    ]
    return any(freed)


def taken_over_by(chunks: Sequence[ScreeningChunk]) -> datetime | None:
    """Return when the last of the leases ends by itself; None: there are none."""
    return max((chunk.lease_until for chunk in chunks if chunk.lease_until), default=None)


def _leased_a_while_ago() -> Q:
    def before(seconds: int) -> Q:
        return Q(lease_until__lte=Now() + timedelta(seconds=seconds - GRACE_SECONDS))

    is_long = ~Q(rule="") & before(LEASE_SECONDS_IN_ONE_PIECE)
    return Q(lease_until__gt=Now()) & (is_long | Q(rule="") & before(LEASE_SECONDS))
