"""Messages owed about blocks: letters to people and webhooks to partners, as rows.

Writes what is owed in the transaction of its cause; what a message says and how it travels is
`letters`' and `webhooks`' business.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef

from eligibility.models import BlockLetter, PartnerKey, WebhookEndpoint
from portal.jobs import nudge

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Reach(TypedDict):
        hears_of_all: bool

    _Listener = WithAnnotations[WebhookEndpoint, _Reach]

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
    SELECT heard.endpoint, %(event)s, block.id, %(at)s, %(at)s, 0, ''
    FROM eligibility_block block
    JOIN eligibility_account account ON account.id = block.account_id
    CROSS JOIN unnest(%(endpoints)s::bigint[], %(sources)s::text[], %(of_all)s::boolean[])
        AS heard(endpoint, source, of_all)
    WHERE block.id = ANY(%(blocks)s) {only} AND (heard.of_all OR EXISTS (
        SELECT FROM eligibility_importbatch batch
        WHERE batch.source = heard.source AND batch.id IN (
            SELECT account.batch_id
            UNION ALL SELECT award.batch_id FROM eligibility_grant award
                WHERE award.account_id = account.id
            UNION ALL SELECT purchase.batch_id FROM eligibility_trainingpurchase purchase
                JOIN eligibility_grant award ON award.id = purchase.grant_id
                WHERE award.account_id = account.id
            UNION ALL SELECT event.batch_id FROM eligibility_registrationevent event
                WHERE event.account_id = account.id
            UNION ALL SELECT noted.batch_id FROM eligibility_accountsender noted
                JOIN eligibility_importbatch told ON told.id = noted.batch_id
                WHERE noted.account_id = account.id AND told.withdrawn_at IS NULL)))
    ORDER BY heard.endpoint, block.id
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
    heard = _listeners(event, at=at)
    if not heard:
        return
    params = {
        "event": event,
        "blocks": list(block_ids),
        "at": at,
        "endpoints": [endpoint.pk for endpoint in heard],
        "sources": [endpoint.partner.source for endpoint in heard],
        "of_all": [endpoint.hears_of_all for endpoint in heard],
    }
    if _insert(_OWE_WEBHOOKS.format(only=only), params):
        nudge("eligibility.deliver_owed_webhooks")


def _listeners(event: str, *, at: datetime) -> "list[_Listener]":
    """Return the addresses that hear of `event`: of everybody's accounts where the partner may
    also ask about all of them, otherwise of those that it sent (`partners.visible_to`)."""
    keys = PartnerKey.objects.filter(
        partner=OuterRef("partner"),
        revoked_at=None,
        expires_at__gt=at,
        scopes__contains=[PartnerKey.Scope.STATUS_ALL],
    )
    heard = WebhookEndpoint.objects.filter(
        is_active=True, partner__is_active=True, events__contains=[event]
    )
    return list(heard.select_related("partner").annotate(hears_of_all=Exists(keys)))


def _insert(sql: str, params: dict[str, Any]) -> bool:  # Any: whatever psycopg adapts
    """Run the statement and say whether it wrote a row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return bool(cursor.rowcount)
