"""Accounts about which something changed: noted with the change, screened by the next sweep."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from portal.jobs import nudge

# Noted again while a run is taking the row away: writing the same keeps the row locked until the
# change is committed, or waits and makes a new one; a note left out would be a change nobody saw.
_NOTE = """
    INSERT INTO eligibility_changedaccount (account_id, noted_at)
    SELECT key, %(at)s FROM unnest(%(accounts)s::bigint[]) key ORDER BY key
    ON CONFLICT (account_id) DO UPDATE SET noted_at = eligibility_changedaccount.noted_at
"""


def note(account_ids: Collection[int], *, at: datetime) -> None:
    """Ask for the accounts to be screened again; call it in the transaction of the change."""
    if not account_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"accounts": list(account_ids), "at": at})
    nudge("eligibility.screen_changed_accounts")
