"""Messages owed about blocks: letters to people and webhooks to partners, as rows.

Writes what is owed in the transaction of its cause; what a message says and how it travels is
`letters`' and `webhooks`' business.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from eligibility.models import BlockLetter, WebhookEndpoint
from portal.jobs import nudge

Event = WebhookEndpoint.Event

_OWE_LETTERS = """
    INSERT INTO eligibility_blockletter (block_id, kind, due_at, deliveries, last_fault)
    SELECT block.id, %(kind)s, %(at)s, 0, '' FROM eligibility_block block
    WHERE block.id = ANY(%(blocks)s) {only}
    ORDER BY block.id
    ON CONFLICT DO NOTHING
"""
_OWE_UPDATES = """
    INSERT INTO eligibility_blockletter
        (block_id, kind, carry_over_id, due_at, deliveries, last_fault)
    SELECT block.id, 'updated', carried.id, %(at)s, 0, ''
    FROM eligibility_carryover carried JOIN eligibility_block block ON block.id = carried.block_id
    WHERE carried.id = ANY(%(carried)s) AND block.confirmed_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM eligibility_blockletter first
                      WHERE first.block_id = block.id AND first.kind = 'blocked'
                        AND first.done_at IS NULL AND first.dead_at IS NULL)
    ORDER BY carried.id
    ON CONFLICT DO NOTHING
"""
_OWE_WEBHOOKS = """
    INSERT INTO eligibility_webhookdelivery
        (endpoint_id, event, block_id, happened_at, due_at, deliveries, last_fault)
    SELECT endpoint.id, %(event)s, block.id, %(at)s, %(at)s, 0, ''
    FROM eligibility_block block
    CROSS JOIN eligibility_webhookendpoint endpoint
    JOIN eligibility_partner partner ON partner.id = endpoint.partner_id
    WHERE block.id = ANY(%(blocks)s) {only}
      AND endpoint.is_active AND partner.is_active AND %(event)s = ANY(endpoint.events)
    ORDER BY endpoint.id, block.id
    ON CONFLICT DO NOTHING
"""
_CONFIRMED = "AND block.confirmed_at IS NOT NULL"
_GAVE_BACK = """AND EXISTS (SELECT FROM eligibility_restoration given
                            WHERE given.block_id = block.id AND given.restored_at = %(at)s)"""


def blocked(block_ids: Collection[int], *, at: datetime) -> None:
    """Owe the people a letter and the partners word of blocks confirmed at `at`."""
    _owe_letters(block_ids, BlockLetter.Kind.BLOCKED, at=at, only=_CONFIRMED)
    _owe_webhooks(block_ids, Event.BLOCKED, at=at, only=_CONFIRMED)


def updated(carry_over_ids: Collection[int], *, at: datetime) -> None:
    """Owe the people a letter that their blocks go on for other reasons than they were told.

    Only where the block stops the account; who is still owed the first letter reads the reasons
    of then in that one.
    """
    if settings.ACCOUNT_LETTERS and _insert(
        _OWE_UPDATES, {"carried": list(carry_over_ids), "at": at}
    ):
        nudge("eligibility.write_owed_letters")


def lifted(block_ids: Collection[int], *, at: datetime) -> None:
    """Owe the partners word that blocks which stopped an account ended at `at`."""
    _owe_webhooks(block_ids, Event.LIFTED, at=at, only=_CONFIRMED)


def restored(block_ids: Collection[int], *, at: datetime) -> None:
    """Owe the partners word of what came back with the blocks at `at`, where anything did."""
    _owe_webhooks(block_ids, Event.RESTORED, at=at, only=_GAVE_BACK)


def owe_restored_letters(block_ids: Collection[int], *, at: datetime) -> None:
    """Owe the people a letter that the blocks are over; a block's letter is owed once."""
    _owe_letters(block_ids, BlockLetter.Kind.RESTORED, at=at, only="")


def _owe_letters(block_ids: Collection[int], kind: str, *, at: datetime, only: str) -> None:
    if not settings.ACCOUNT_LETTERS:
        return
    if _insert(_OWE_LETTERS.format(only=only), {"kind": kind, "blocks": list(block_ids), "at": at}):
        nudge("eligibility.write_owed_letters")


def _owe_webhooks(block_ids: Collection[int], event: str, *, at: datetime, only: str) -> None:
    params = {"event": event, "blocks": list(block_ids), "at": at}
    if _insert(_OWE_WEBHOOKS.format(only=only), params):
        nudge("eligibility.deliver_owed_webhooks")


def _insert(sql: str, params: dict[str, Any]) -> bool:  # Any: whatever psycopg adapts
    """Run the statement and say whether it wrote a row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return bool(cursor.rowcount)
