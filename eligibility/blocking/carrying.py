"""Blocks that go on though what they rest on changed: other facts, or another version.

A block carried over is the same block: since when it stands, who ordered it and what was filed
against it stay. What a person has upheld is not judged again and stays on its facts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from eligibility import announcements
from eligibility.blocking.modes import first_status
from eligibility.blocking.steps import record
from eligibility.models import Block, Finding, ScreeningRun
from eligibility.policies.settled import UNREAD, alike, limits_by_rule
from eligibility.querysets import FindingQuerySet

# Of several findings the one with the same data but for a limit comes first, then one that stops
# the account. A confirmed block never falls back to a proposal.
_CARRY = f"""
    WITH target AS (
        SELECT DISTINCT ON (block.id) block.id AS block_id, block.account_id,
               block.finding_id AS finding_before, block.policy_id AS policy_before,
               block.run_id AS run_before, finding.id AS finding_id, finding.policy_id,
               block.status = 'proposed' AND found.status = 'confirmed' AS confirms,
               before.facts - %(unread)s::text[] <> finding.facts - %(unread)s::text[] AS is_news
        FROM eligibility_block block
        JOIN eligibility_finding before ON before.id = block.finding_id
        JOIN eligibility_finding finding
          ON finding.account_id = block.account_id AND finding.rule = block.rule
        JOIN unnest(%(findings)s::bigint[], %(statuses)s::text[]) AS found (id, status)
          ON found.id = finding.id
        WHERE block.id = ANY(%(blocks)s) AND block.status IN ('proposed', 'confirmed')
          AND ((before.status = 'ceased' AND finding.status = 'open')
               OR (finding.id = before.id AND block.status = 'proposed'
                   AND found.status = 'confirmed'))
        ORDER BY block.id, ({alike("before", "finding")}) DESC, found.status = 'confirmed' DESC,
                 finding.facts_digest
    ),
    carried AS (
        INSERT INTO eligibility_carryover
            (block_id, at, run_id, finding_id, finding_before_id, policy_before_id, run_before_id,
             confirms, is_news)
        SELECT block_id, %(at)s, %(run)s, finding_id, finding_before, policy_before, run_before,
               confirms, is_news
        FROM target ORDER BY block_id
        RETURNING id, block_id
    ),
    moved AS (
        UPDATE eligibility_block block
        SET finding_id = target.finding_id,
            status = CASE WHEN confirms THEN 'confirmed' ELSE block.status END,
            confirmed_at = CASE WHEN confirms THEN %(at)s ELSE block.confirmed_at END,
            policy_id = CASE WHEN confirms THEN target.policy_id ELSE block.policy_id END,
            run_id = CASE WHEN confirms THEN %(run)s ELSE block.run_id END
        FROM target WHERE block.id = target.block_id
    ),
    acted AS (
        UPDATE eligibility_finding finding SET status = 'acted'
        FROM target WHERE finding.id = target.finding_id
    )
    SELECT carried.id, block_id, account_id, confirms, is_news
    FROM carried JOIN target USING (block_id)
"""  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class Carried:
    """A block that was just carried over; `id` is the carry-over's own key."""

    id: int
    block_id: int
    account_id: int
    confirms: bool
    is_news: bool


def carry(
    findings: FindingQuerySet,
    block_ids: Collection[int],
    *,
    run: ScreeningRun | None,
    at: datetime,
) -> list[Carried]:
    """Let those of the blocks go on of whose rule `findings` has another open one.

    Proposals that a version in mode block finds, unless a fuse has blown, stop their accounts from
    now on. The accounts are locked by the caller, who sets their status anew.
    """
    if not block_ids:
        return []
    found = _found(findings, block_ids)
    if not found:
        return []
    params: dict[str, Any] = {  # Any: whatever psycopg adapts
        "blocks": list(block_ids),
        "findings": [pk for pk, _status in found],
        "statuses": [status for _pk, status in found],
        "unread": list(UNREAD),
        "limits": limits_by_rule(),
        "run": run.pk if run else None,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CARRY, params)
        return [Carried(*row) for row in cursor.fetchall()]


def tell(carried: Sequence[Carried], *, at: datetime) -> None:
    """Owe letters about what the carry-overs changed, and note them in the audit trail."""
    announcements.blocked([one.block_id for one in carried if one.confirms], at=at)
    announcements.updated([one.id for one in carried if one.is_news and not one.confirms], at=at)
    for action, some in (
        ("confirm", [one for one in carried if one.confirms]),
        ("carry_over", [one for one in carried if not one.confirms]),
    ):
        if some:
            blocks, people = {one.block_id for one in some}, {one.account_id for one in some}
            record(action, blocks, people, by=None, at=at, reason="")


def _found(findings: FindingQuerySet, block_ids: Collection[int]) -> list[tuple[int, str]]:
    """Return what the blocks may go on standing on, with the status it gives to a new block."""
    blocks = Block.objects.filter(pk__in=list(block_ids))
    of_rule = blocks.filter(account=OuterRef("account"), rule=OuterRef("rule"))
    others = findings.open().filter(Exists(of_rule)).order_by()
    own = Finding.objects.filter(
        status=Finding.Status.ACTED,
        pk__in=blocks.filter(status=Block.Status.PROPOSED).values("finding"),
    )
    return [
        row
        for found in (others, own)
        for row in found.annotate(first_status=first_status()).values_list("pk", "first_status")
    ]
