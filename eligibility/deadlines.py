"""Training deadlines: how they are first set, and how lost days are given back.

The only place that computes them. Days are civil days in Jakarta; the last second of the last
day still counts, so a deadline is always the end of a day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from eligibility.grounds import Ground
from portal.calendar import civil_date, end_of_day

# What an excused person gets anew; how long a first deadline is, the policy says.
AFRESH_DAYS = 15


def first_training_until(granted_at: datetime, *, days: int) -> datetime:
    """Return the end of the `days`-th day after the day of the grant."""
    return end_of_day(civil_date(granted_at) + timedelta(days=days))


@dataclass(frozen=True, slots=True)
class Extension:
    """How a grant's deadline moved: by how many civil days, and until when it is now."""

    grant_id: int
    account_id: int
    days: int
    until: datetime


# A blocked account can neither buy nor learn. Every civil day it was blocked on, the first and
# the last included, comes back once no block stands any more; a deadline that was over before
# the block began stays over, and days up to an earlier restoration are not given twice.
_FREE_AGAIN = """
    account.id = ANY(%(accounts)s)
      AND account.blocked_since <= %(at)s
      AND NOT EXISTS (SELECT FROM eligibility_block block
                      WHERE block.account_id = account.id
                        AND block.status IN ('confirmed', 'upheld'))
"""
_DAYS_SINCE = """
    date(timezone('Asia/Jakarta', %(at)s::timestamptz))
    - (SELECT greatest(
            date(timezone('Asia/Jakarta', greatest(
                account.blocked_since, {began}, max(given.restored_at)))),
            date(timezone('Asia/Jakarta', max(given.restored_at) FILTER (
                WHERE given.restored_at < account.blocked_since))) + 1)
       FROM eligibility_restoration given WHERE given.grant_id = award.id) + 1
"""
_GIVE_BACK = """
    WITH lost AS (
        SELECT award.id, {days} AS days
        FROM eligibility_account account
        JOIN eligibility_grant award ON award.account_id = account.id
        WHERE {free_again}
          AND award.first_training_until >= account.blocked_since
          AND award.granted_at <= %(at)s
          AND NOT EXISTS (SELECT FROM eligibility_trainingpurchase purchase
                          WHERE purchase.grant_id = award.id)
        ORDER BY award.id FOR NO KEY UPDATE OF award
    )
    UPDATE eligibility_grant award
    SET first_training_until = award.first_training_until + make_interval(days => lost.days),
        days_added = award.days_added + lost.days
    FROM lost WHERE award.id = lost.id AND lost.days > 0
    RETURNING award.id, award.account_id, lost.days, award.first_training_until
"""
_GIVE_BACK_TRAINING = """
    WITH lost AS (
        SELECT purchase.id, award.id AS award, award.account_id,
               {days} AS days
        FROM eligibility_account account
        JOIN eligibility_grant award ON award.account_id = account.id
        JOIN eligibility_trainingpurchase purchase ON purchase.grant_id = award.id
        WHERE {free_again}
          AND purchase.completed_at IS NULL
          AND purchase.complete_until >= account.blocked_since
          AND purchase.bought_at <= %(at)s
        ORDER BY purchase.id FOR NO KEY UPDATE OF purchase
    ), moved AS (
        UPDATE eligibility_trainingpurchase purchase
        SET complete_until = purchase.complete_until + make_interval(days => lost.days),
            days_added = purchase.days_added + lost.days
        FROM lost WHERE purchase.id = lost.id AND lost.days > 0
        RETURNING lost.award, lost.account_id, lost.days, purchase.complete_until
    )
    SELECT award, account_id, max(days), max(complete_until)
    FROM moved GROUP BY award, account_id
"""

# Who is excused for not buying in time gets the whole time again, from today; less would let the
# rule fire again the next morning. Only for lifted blocks: there a person excused them.
_START_AFRESH = """
    WITH excused AS (
        SELECT award.id, award.first_training_until AS was,
            (date_trunc('day', timezone('Asia/Jakarta', %(at)s::timestamptz))
             + make_interval(days => %(days)s + 1)
             - interval '1 microsecond') AT TIME ZONE 'Asia/Jakarta' AS until
        FROM eligibility_grant award
        WHERE award.first_training_until < %(at)s
          AND NOT EXISTS (SELECT FROM eligibility_trainingpurchase purchase
                          WHERE purchase.grant_id = award.id
                            AND purchase.bought_at <= award.first_training_until)
          AND EXISTS (
              SELECT FROM eligibility_block block
              JOIN eligibility_finding finding ON finding.id = block.finding_id
              WHERE block.id = ANY(%(blocks)s) AND block.ground = %(ground)s
                AND block.status = 'lifted' AND block.account_id = award.account_id
                AND date(timezone('Asia/Jakarta', award.first_training_until))
                    = coalesce((finding.facts->>'until')::date,
                               date(timezone('Asia/Jakarta', award.first_training_until))))
        ORDER BY award.id FOR NO KEY UPDATE OF award
    ), counted AS (
        SELECT id, until, date(timezone('Asia/Jakarta', until))
                          - date(timezone('Asia/Jakarta', was)) AS days
        FROM excused
    )
    UPDATE eligibility_grant award
    SET first_training_until = counted.until, days_added = award.days_added + counted.days
    FROM counted WHERE award.id = counted.id
    RETURNING award.id, award.account_id, counted.days, award.first_training_until
"""


def give_back(account_ids: Collection[int], *, at: datetime) -> list[Extension]:
    """Extend first-training deadlines by the days the accounts were blocked.

    Only for accounts whose last standing block has just ended: call it before their status is
    computed anew, while `blocked_since` still says since when.
    """
    days = _DAYS_SINCE.format(began="award.granted_at")
    sql = _GIVE_BACK.format(free_again=_FREE_AGAIN, days=days)
    return _run(sql, {"accounts": list(account_ids), "at": at})


def give_back_training(account_ids: Collection[int], *, at: datetime) -> list[Extension]:
    """Extend the deadlines of unfinished trainings as `give_back` does those of first ones.

    One extension a grant, of its purchases the longest and latest.
    """
    days = _DAYS_SINCE.format(began="purchase.bought_at")
    sql = _GIVE_BACK_TRAINING.format(free_again=_FREE_AGAIN, days=days)
    return _run(sql, {"accounts": list(account_ids), "at": at})


def start_afresh(block_ids: Collection[int], *, at: datetime) -> list[Extension]:
    """Give those whose first-training block was lifted the whole time again."""
    return _run(
        _START_AFRESH,
        {
            "blocks": list(block_ids),
            "at": at,
            "days": AFRESH_DAYS,
            "ground": Ground.FIRST_TRAINING.value,
        },
    )


def _run(sql: str, params: dict[str, Any]) -> list[Extension]:  # Any: whatever psycopg adapts
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Extension(*row) for row in cursor.fetchall()]
