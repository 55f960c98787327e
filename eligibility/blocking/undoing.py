"""A run undone: the blocks it began end, those it carried over stand as they stood before it.

Nothing that stood before the run ends. What people have decided since, and accounts on hold, are
passed over.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from eligibility import announcements
from eligibility.blocking import accounts, ceasing
from eligibility.blocking.steps import STEPS, record
from eligibility.models import Account, Block, CarryOver, Hold, ScreeningRun
from eligibility.querysets import BlockQuerySet
from portal.models import User

# A proposal that the run let stop its account is a proposal again.
_PROPOSE_AGAIN = """
    WITH made AS (
        INSERT INTO eligibility_block
            (account_id, finding_id, policy_id, run_id, rule, ground, status, proposed_at, reason)
        SELECT block.account_id, carried.finding_before_id, carried.policy_before_id,
               carried.run_before_id, block.rule, block.ground, 'proposed', block.proposed_at, ''
        FROM eligibility_carryover carried JOIN eligibility_block block ON block.id = carried.block_id
        WHERE block.id = ANY(%(blocks)s) AND carried.run_id = %(run)s AND carried.confirms
        ORDER BY block.id
        ON CONFLICT DO NOTHING
        RETURNING id, account_id, finding_id
    ),
    acted AS (
        UPDATE eligibility_finding finding SET status = 'acted'
        FROM made WHERE finding.id = made.finding_id
    )
    SELECT id, account_id FROM made
"""
_PUT_BACK = """
    WITH undone AS (
        UPDATE eligibility_carryover SET undone_at = %(at)s
        WHERE id = ANY(%(carried)s)
        RETURNING id, block_id, finding_id, finding_before_id, is_news
    ),
    back AS (
        UPDATE eligibility_block block SET finding_id = undone.finding_before_id
        FROM undone WHERE block.id = undone.block_id
        RETURNING block.id, block.account_id, block.policy_id, block.run_id
    ),
    found AS (
        UPDATE eligibility_finding finding
        SET status = CASE WHEN finding.id = undone.finding_before_id THEN 'acted' ELSE 'ceased' END
        FROM undone WHERE finding.id IN (undone.finding_id, undone.finding_before_id)
    ),
    noted AS (
        INSERT INTO eligibility_carryover
            (block_id, at, finding_id, finding_before_id, policy_before_id, run_before_id,
             confirms, is_news)
        SELECT back.id, %(at)s, undone.finding_before_id, undone.finding_id, back.policy_id,
               back.run_id, false,
               -- Who was not told of the other reason yet needs no letter that it is gone.
               undone.is_news AND EXISTS (SELECT FROM eligibility_blockletter letter
                                          WHERE letter.carry_over_id = undone.id
                                            AND letter.done_at IS NOT NULL)
        FROM undone JOIN back ON back.id = undone.block_id
        ORDER BY back.id
        RETURNING id, block_id, is_news
    )
    SELECT noted.id, back.id, back.account_id, noted.is_news
    FROM noted JOIN back ON back.id = noted.block_id
"""


def begun_by(run: ScreeningRun) -> BlockQuerySet:
    """Return the blocks that undoing `run` ends: those it began and nobody has decided about."""
    begun = Block.objects.filter(run=run, status__in=STEPS["undo"].sources, confirmed_by=None)
    return begun.exclude(account__in=Hold.objects.standing().values("account_id"))


def carried_by(run: ScreeningRun) -> QuerySet[CarryOver]:
    """Return the carry-overs that undoing `run` takes back: nothing has happened on them since."""
    carried = CarryOver.objects.filter(
        Q(block__confirmed_by=None) | Q(block__confirmed_at__lte=F("at")),
        run=run,
        confirms=False,
        undone_at=None,
        block__finding=F("finding"),
        block__status__in=STEPS["undo"].sources,
    )
    held = Hold.objects.standing().values("account_id")
    return carried.exclude(block__run=run).exclude(block__account__in=held)


@transaction.atomic
def undo_run(run: ScreeningRun, *, by: User, at: datetime, limit: int = 5_000) -> int:
    """Undo the next `limit` blocks of `run`; fewer than `limit` looked at: none is left.

    Passed over: what people have decided meanwhile, and accounts on hold.
    """
    begun = list(begun_by(run).order_by("account_id", "pk").values_list("pk", flat=True)[:limit])
    _end(begun, run, by=by, at=at)
    carried = carried_by(run).order_by("block__account_id", "pk")
    back = list(carried.values_list("pk", flat=True)[: limit - len(begun)])
    _put_back(back, run, by=by, at=at)
    return len(begun) + len(back)


def _end(block_ids: Collection[int], run: ScreeningRun, *, by: User, at: datetime) -> None:
    _lock(block_ids)
    # Asked again under the lock: nobody is deciding any more.
    ids = list(begun_by(run).filter(pk__in=block_ids).values_list("pk", flat=True))
    ended = ceasing.end("undo", ids, by=by, at=at, reason=Block.End.RUN_ROLLED_BACK)
    if not ended:
        return
    ceasing.make_whole(ended, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSE_AGAIN, {"blocks": ids, "run": run.pk})
        again = cursor.fetchall()
    people = {block.account_id for block in ended}
    accounts.set_status(people, at=at)
    ceasing.announce(ended, at=at)
    reason = Block.End.RUN_ROLLED_BACK
    record("undo", [block.id for block in ended], people, by=by, at=at, reason=reason)
    if again:
        blocks, people = {block for block, _ in again}, {person for _, person in again}
        record("propose_again", blocks, people, by=by, at=at, reason=reason)


def _put_back(carried_ids: Collection[int], run: ScreeningRun, *, by: User, at: datetime) -> None:
    if not carried_ids:
        return
    some = CarryOver.objects.filter(pk__in=list(carried_ids))
    _lock(some.values_list("block_id", flat=True))
    ids = list(carried_by(run).filter(pk__in=list(carried_ids)).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_PUT_BACK, {"carried": ids, "at": at})
        back = cursor.fetchall()
    if not back:
        return
    announcements.updated([pk for pk, _, _, is_news in back if is_news], at=at)
    blocks, people = {row[1] for row in back}, {row[2] for row in back}
    record("put_back", blocks, people, by=by, at=at, reason=Block.End.RUN_ROLLED_BACK)


def _lock(block_ids: Iterable[int]) -> None:
    accounts.lock(Account.objects.filter(blocks__in=list(block_ids)))
