"""Keeps two workers apart who write figures of one month: days, slices and sums.

An advisory lock a month, held to the end of the transaction.
"""

from datetime import date

from django.db import connection

# The first half of the advisory lock; the second is the month.
_LOCK = 0x46494755


def take(month: date) -> None:
    """Lock the month, once nobody else writes in it; wants a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, _number(month)])


def take_now(month: date) -> bool:
    """Lock the month and say so, or say that somebody else writes in it; wants a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, _number(month)])
        [is_ours] = cursor.fetchone()
    return bool(is_ours)


def _number(month: date) -> int:
    return month.year * 12 + month.month
