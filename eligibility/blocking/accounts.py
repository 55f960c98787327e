"""The accounts behind blocks: their lock, their holds, and the status that blocks give them."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from eligibility.models import Account, Hold

# Statuses that somebody else decides about; a block never changes them.
OUT_OF_REACH = (Account.Status.REVOKED, Account.Status.CLOSED)

# Rows that stay as they are are not written: an account has a score of indexes.
_RECOMPUTE = """
    WITH judged AS (
        SELECT account.id,
               EXISTS (SELECT FROM eligibility_block block WHERE block.account_id = account.id
                       AND block.status IN ('confirmed', 'upheld')) AS blocked,
               EXISTS (SELECT FROM eligibility_block block WHERE block.account_id = account.id
                       AND block.status = 'proposed') AS flagged,
               EXISTS (SELECT FROM eligibility_grant award
                       WHERE award.account_id = account.id) AS granted
        FROM eligibility_account account
        WHERE account.id = ANY(%(accounts)s) AND account.status NOT IN ('revoked', 'closed')
    ),
    due AS (
        SELECT judged.id, CASE WHEN blocked THEN 'blocked' WHEN flagged THEN 'flagged'
                               WHEN granted THEN 'active' ELSE 'candidate' END AS status,
               CASE WHEN blocked THEN coalesce(account.blocked_since, %(at)s) END AS since
        FROM judged JOIN eligibility_account account USING (id)
    )
    UPDATE eligibility_account account
    SET status = due.status, blocked_since = due.since
    FROM due
    WHERE account.id = due.id
      AND (account.status, account.blocked_since) IS DISTINCT FROM (due.status, due.since)
"""


@transaction.atomic
def recompute(account_ids: Collection[int], *, at: datetime) -> None:
    """Set the status of accounts anew, after grants were written: a recipient is active."""
    set_status(lock(Account.objects.filter(pk__in=account_ids)), at=at)


def set_status(account_ids: Collection[int], *, at: datetime) -> None:
    """Set the status of locked accounts from their blocks and grants."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOMPUTE, {"accounts": list(account_ids), "at": at})


def lock(accounts: QuerySet[Account]) -> list[int]:
    """Lock the accounts by key, so that two steps on one person wait for each other."""
    keys = Account.objects.filter(pk__in=accounts.values("pk"))
    return list(keys.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def without_holds(account_ids: Collection[int]) -> list[int]:
    """Leave out accounts on hold; asked under the lock, so that no hold is on its way."""
    held = Hold.objects.standing().filter(account_id__in=account_ids)
    return sorted(set(account_ids) - set(held.values_list("account_id", flat=True)))
