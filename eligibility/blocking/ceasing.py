"""Blocks that end without a person's judgement: their facts or their rule are gone.

Their findings cease, and open again should the facts come back: nobody has judged them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from eligibility import announcements, policies, restoration
from eligibility.blocking import accounts
from eligibility.blocking.steps import STEPS, record
from eligibility.models import Account, Block, Finding
from eligibility.policies import InForce
from portal.calendar import civil_date
from portal.models import User

End = Block.End

_END = """
    UPDATE eligibility_block block
    SET status = %(target)s, ended_at = %(at)s, ended_by_id = %(by)s, reason = %(reason)s
    FROM (SELECT id FROM eligibility_block
          WHERE id = ANY(%(blocks)s) AND status = ANY(%(sources)s)
          ORDER BY id FOR UPDATE) due
    WHERE block.id = due.id
    RETURNING block.id, block.account_id, block.confirmed_at IS NOT NULL, block.reason
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """A block that just ended, and whether it had stopped its account."""

    id: int
    account_id: int
    stood: bool
    reason: str


@transaction.atomic
def cease(block_ids: Collection[int], *, at: datetime) -> int:
    """End blocks whose facts are gone and return how many ended.

    Passed over: what is over already, what a person has upheld, and accounts on hold.
    """
    return len(_end_and_tell("cease", block_ids, by=None, at=at, reason=End.FACTS_CEASED))


def end_gone(block_ids: Collection[int], *, at: datetime) -> list[Ended]:
    """End those of the blocks whose findings have ceased, each with its true reason."""
    gone = Block.objects.filter(pk__in=list(block_ids), finding__status=Finding.Status.CEASED)
    blocks = list(gone.select_related("finding").order_by("pk"))
    let_go = _let_go_by_the_rule(blocks, at=at)
    rest = [block.pk for block in blocks if block.pk not in let_go]
    return [
        *end("cease", rest, at=at, reason=End.FACTS_CEASED),
        *end("cease", let_go, at=at, reason=End.RULE_CHANGED),
    ]


def end(
    action: str, block_ids: Collection[int], *, at: datetime, reason: str, by: User | None = None
) -> list[Ended]:
    """End those of the blocks that may take the step, and their findings with them."""
    if not block_ids:
        return []
    step = STEPS[action]
    params: dict[str, Any] = {  # Any: whatever psycopg adapts
        "target": step.target,
        "sources": list(step.sources),
        "blocks": list(block_ids),
        "at": at,
        "by": by.pk if by else None,
        "reason": reason,
    }
    with connection.cursor() as cursor:
        cursor.execute(_END, params)
        ended = [Ended(*row) for row in cursor.fetchall()]
    Finding.objects.filter(blocks__in=[block.id for block in ended]).update(status=step.finding)
    return ended


def make_whole(ended: Sequence[Ended], *, at: datetime) -> None:
    """Give back what the blocks cost; before the accounts' status is set anew."""
    stood = [block for block in ended if block.stood]
    people = {block.account_id for block in stood}
    restoration.make_whole([block.id for block in stood], people, at=at)


def announce(ended: Sequence[Ended], *, at: datetime) -> None:
    """Tell partners that blocks ended, and people whose account works again."""
    stood = [block for block in ended if block.stood]
    if not stood:
        return
    ids = [block.id for block in stood]
    announcements.lifted(ids, at=at)
    announcements.restored(ids, at=at)
    people = Account.objects.filter(pk__in={block.account_id for block in stood})
    free = set(people.filter(blocked_since=None).values_list("pk", flat=True))
    # One letter a person, however many of their blocks ended together.
    letters = {block.account_id: block.id for block in stood if block.account_id in free}
    announcements.owe_restored_letters(sorted(letters.values()), at=at)


def _end_and_tell(
    action: str, block_ids: Collection[int], *, by: User | None, at: datetime, reason: str
) -> list[Ended]:
    people = accounts.without_holds(
        accounts.lock(Account.objects.filter(blocks__in=list(block_ids)))
    )
    free = Block.objects.filter(pk__in=list(block_ids), account__in=people)
    ids = list(free.values_list("pk", flat=True))
    ended = end(action, ids, by=by, at=at, reason=reason)
    if ended:
        make_whole(ended, at=at)
        account_ids = {block.account_id for block in ended}
        accounts.set_status(account_ids, at=at)
        announce(ended, at=at)
        record(action, [b.id for b in ended], account_ids, by=by, at=at, reason=reason)
    return ended


def _let_go_by_the_rule(blocks: Sequence[Block], *, at: datetime) -> set[int]:
    """Return the blocks whose own facts break no version in force: not the facts have changed."""
    if not blocks:
        return set()
    in_force: dict[str, list[InForce]] = {}
    for one in policies.in_force(on=civil_date(at)):
        in_force.setdefault(one.rule.code, []).append(one)
    return {block.pk for block in blocks if _is_let_go(block, in_force.get(block.rule, []))}


def _is_let_go(block: Block, versions: Sequence[InForce]) -> bool:
    facts = block.finding.facts
    said = [one.rule.look_behind(facts).judge(facts, one.limits) for one in versions]
    return bool(said) and all(fires is False for fires in said)
