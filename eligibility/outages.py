"""Days lost to everybody: which deadlines an outage fell into, and how they are made longer.

An outage counts by civil days in Jakarta. Each day between a beginning and its deadline is added;
a deadline that would move into the outage's next day moves past it. No day is added twice,
however often it is given as lost. Who gets days for being blocked, `deadlines` knows.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from eligibility.models import DeadlineExtension, Gelombang

_DAYS_LOST = """
    SELECT count(*)::int
    FROM (
        SELECT day, row_number() OVER (ORDER BY day)::int - 1 AS before
        FROM (
            SELECT DISTINCT date(generate_series(known.first_date, known.last_date, '1 day')) AS day
            FROM eligibility_deadlineextension known
            WHERE known.gelombang_id IS NULL OR known.gelombang_id = {wave}
        ) outage
        WHERE day >= date(timezone('Asia/Jakarta', {since}))
    ) counted
    WHERE day <= date(timezone('Asia/Jakarta', {until})) + before
"""
# The days of one outage, wave by wave, that no other has added before; and for each row how many
# of them fall into its time: `before` counts the days added so far.
_LONGER = """
    WITH outage AS MATERIALIZED (
        SELECT wave.id AS wave_id, date(lost) AS day
        FROM eligibility_gelombang wave
        CROSS JOIN generate_series(%(first)s::date, %(last)s::date, '1 day') lost
        WHERE coalesce(wave.id = %(wave)s, true) AND NOT EXISTS (
            SELECT FROM eligibility_deadlineextension other
            WHERE other.id <> %(own)s
              AND (other.gelombang_id IS NULL OR other.gelombang_id = wave.id)
              AND date(lost) BETWEEN other.first_date AND other.last_date)
    ), longer AS MATERIALIZED (
        SELECT id, account_id, count(*)::int AS days
        FROM (
            SELECT held.id, held.account_id, outage.day,
                   date(timezone('Asia/Jakarta', held.until)) AS last,
                   row_number() OVER (PARTITION BY held.id ORDER BY outage.day)::int - 1
                       AS before
            FROM ({held}) held
            JOIN outage ON outage.wave_id = held.wave_id
             AND outage.day >= date(timezone('Asia/Jakarta', held.since))
        ) counted
        WHERE day <= last + before
        GROUP BY id, account_id
    )
"""
_GRANTS = """
    SELECT award.id, award.account_id, award.gelombang_id AS wave_id, award.granted_at AS since,
           award.first_training_until AS until
    FROM eligibility_grant award
    WHERE award.first_bought_at IS NULL OR award.first_bought_at > award.first_training_until
"""
_PURCHASES = """
    SELECT purchase.id, award.account_id, award.gelombang_id AS wave_id,
           purchase.bought_at AS since, purchase.complete_until AS until
    FROM eligibility_trainingpurchase purchase
    JOIN eligibility_grant award ON award.id = purchase.grant_id
    WHERE purchase.completed_at IS NULL OR purchase.completed_at > purchase.complete_until
"""
# In the lock order of blocking, which moves the same deadlines.
_LOCK = """
    SELECT account.id FROM eligibility_account account
    WHERE account.id IN (SELECT account_id FROM longer) ORDER BY account.id FOR NO KEY UPDATE
"""
_EXTEND_GRANTS = """
    UPDATE eligibility_grant award
    SET first_training_until = award.first_training_until + make_interval(days => longer.days),
        days_added = award.days_added + longer.days
    FROM longer WHERE longer.id = award.id
    RETURNING award.account_id
"""
_EXTEND_PURCHASES = """
    UPDATE eligibility_trainingpurchase purchase
    SET complete_until = purchase.complete_until + make_interval(days => longer.days),
        days_added = purchase.days_added + longer.days
    FROM longer WHERE longer.id = purchase.id
    RETURNING longer.account_id
"""
_ACCOUNTS = "SELECT account_id FROM longer"


@dataclass(frozen=True, slots=True)
class Outage:
    """Days lost to everybody of a wave (None: of every wave), first and last included."""

    gelombang: Gelombang | None
    first_date: date
    last_date: date


@dataclass(frozen=True, slots=True)
class Extended:
    """How many grants and purchases get days, and the accounts they belong to."""

    grants: int
    purchases: int
    account_ids: frozenset[int]

    @property
    def is_nobody(self) -> bool:
        """Whether no deadline gets longer."""
        return not (self.grants or self.purchases)


def days_lost(wave: str, *, since: str, until: str) -> str:
    """Return the SQL that counts the days all outages add between two moments of a wave.

    The arguments are SQL expressions: the wave's key, and two moments with time zone.
    """
    return _DAYS_LOST.format(wave=wave, since=since, until=until)


def reach(outage: Outage) -> Extended:
    """Return whose deadlines the outage would make longer; nothing is changed."""
    values = _values(outage, own=0)
    return _extended(
        _run(_LONGER.format(held=_GRANTS) + _ACCOUNTS, values),
        _run(_LONGER.format(held=_PURCHASES) + _ACCOUNTS, values),
    )


def extend(extension: DeadlineExtension) -> Extended:
    """Make every deadline longer that the stored extension's days fell into; call it once.

    Who bought or finished in time needs nothing. Call it in a transaction in which neither grants
    nor purchases can be taken in.
    """
    outage = Outage(extension.gelombang, extension.first_date, extension.last_date)
    values = _values(outage, own=extension.pk)
    for held in (_GRANTS, _PURCHASES):
        _run(_LONGER.format(held=held) + _LOCK, values)
    return _extended(
        _run(_LONGER.format(held=_GRANTS) + _EXTEND_GRANTS, values),
        _run(_LONGER.format(held=_PURCHASES) + _EXTEND_PURCHASES, values),
    )


def _values(outage: Outage, *, own: int) -> dict[str, Any]:  # Any: whatever psycopg adapts
    wave = outage.gelombang.pk if outage.gelombang else None
    return {"wave": wave, "first": outage.first_date, "last": outage.last_date, "own": own}


def _extended(grants: list[int], purchases: list[int]) -> Extended:
    return Extended(len(grants), len(purchases), frozenset(grants) | frozenset(purchases))


def _run(sql: str, params: dict[str, Any]) -> list[int]:  # Any: whatever psycopg adapts
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]
