"""Training deadlines: how they are first set, and how lost days are given back.

The only place that computes them. Days are civil days in Jakarta; the last second of the last
day still counts, so a deadline is always the end of a day.
"""

from collections.abc import Collection
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


# A blocked account can neither buy nor learn. Every civil day it was blocked on, the first and
# the last included, comes back once no block stands any more; a deadline that was over before
# the block began stays over.
_GIVE_BACK = """
    UPDATE eligibility_grant award
    SET first_training_until = award.first_training_until + make_interval(days =>
        date(timezone('Asia/Jakarta', %(at)s::timestamptz))
        - date(timezone('Asia/Jakarta', greatest(account.blocked_since, award.granted_at))) + 1)
    FROM eligibility_account account
    WHERE account.id = award.account_id
      AND account.id = ANY(%(accounts)s)
      AND account.blocked_since <= %(at)s
      AND award.first_training_until >= account.blocked_since
      AND award.granted_at <= %(at)s
      AND NOT EXISTS (SELECT FROM eligibility_trainingpurchase purchase
                      WHERE purchase.grant_id = award.id)
      AND NOT EXISTS (SELECT FROM eligibility_block block
                      WHERE block.account_id = account.id
                        AND block.status IN ('confirmed', 'upheld'))
    RETURNING award.id
"""

# Who is excused for not buying in time gets the whole time again, from today; less would let the
# rule fire again the next morning.
_START_AFRESH = """
    UPDATE eligibility_grant award
    SET first_training_until = greatest(award.first_training_until,
        (date_trunc('day', timezone('Asia/Jakarta', %(at)s::timestamptz))
         + make_interval(days => %(days)s + 1)
         - interval '1 microsecond') AT TIME ZONE 'Asia/Jakarta')
    FROM eligibility_block block JOIN eligibility_finding finding ON finding.id = block.finding_id
    WHERE block.id = ANY(%(blocks)s) AND block.ground = %(ground)s
      AND award.account_id = block.account_id
      AND date(timezone('Asia/Jakarta', award.first_training_until))
          = coalesce((finding.facts->>'until')::date,
                     date(timezone('Asia/Jakarta', award.first_training_until)))
      AND award.first_training_until < %(at)s
      AND NOT EXISTS (SELECT FROM eligibility_trainingpurchase purchase
                      WHERE purchase.grant_id = award.id
                        AND purchase.bought_at <= award.first_training_until)
    RETURNING award.id
"""


def give_back(account_ids: Collection[int], *, at: datetime) -> list[int]:
    """Extend first-training deadlines by the days the accounts were blocked; return the grants.

    Only for accounts whose last standing block has just ended: call it before their status is
    computed anew, while `blocked_since` still says since when.
    """
    return _run(_GIVE_BACK, {"accounts": list(account_ids), "at": at})


def start_afresh(block_ids: Collection[int], *, at: datetime) -> list[int]:
    """Give those whose first-training block was lifted the whole time again; return the grants."""
    return _run(
        _START_AFRESH,
        {
            "blocks": list(block_ids),
            "at": at,
            "days": AFRESH_DAYS,
            "ground": Ground.FIRST_TRAINING.value,
        },
    )


def _run(sql: str, params: dict[str, Any]) -> list[int]:  # Any: whatever psycopg adapts
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]
