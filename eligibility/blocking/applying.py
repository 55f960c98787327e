"""What findings lead to: blocks as their policies say, blocks that go on, blocks that end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from eligibility import announcements
from eligibility.blocking import accounts, carrying, ceasing
from eligibility.blocking.modes import first_status
from eligibility.blocking.steps import record
from eligibility.models import Account, RulePolicy, ScreeningRun
from eligibility.querysets import FindingQuerySet

Mode = RulePolicy.Mode

# Of several findings of a rule the one that stops the account counts.
_INSERT = """
    WITH made AS (
    INSERT INTO eligibility_block
        (account_id, finding_id, policy_id, run_id, rule, ground, status, proposed_at,
         confirmed_at, reason)
    SELECT account_id, id, policy_id, %s, rule, ground, new_status, %s,
           CASE WHEN new_status = 'confirmed' THEN %s END, ''
    FROM ({findings}) found
    ORDER BY account_id, rule, new_status = 'confirmed' DESC, id
    ON CONFLICT DO NOTHING
    RETURNING id, account_id, finding_id, rule, status
    ),
    acted AS (
        UPDATE eligibility_finding finding SET status = 'acted'
        FROM made WHERE finding.id = made.finding_id
    )
    SELECT id, account_id, rule, status FROM made
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """What `apply` did: how many blocks it made, and accounts that were not blocked before."""

    blocks: int
    newly_blocked: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `follow` did: blocks made, accounts newly blocked, blocks ended, blocks carried over."""

    blocks: int
    newly_blocked: int
    ended: int
    carried: int


@dataclass(frozen=True, slots=True)
class _Made:
    """A block that was just made."""

    id: int
    account_id: int
    rule: str
    status: str


@transaction.atomic
def apply(findings: FindingQuerySet, *, at: datetime) -> Applied:
    """Turn open findings into confirmed or proposed blocks, as their policy's mode says.

    Accounts on hold, revoked or closed are left alone; their findings stay open and the next
    screening comes back to them. Set-based: as many statements for one as for thousands.
    """
    account_ids = accounts.without_holds(
        accounts.lock(
            Account.objects.filter(findings__in=findings.open()).exclude(
                status__in=accounts.OUT_OF_REACH
            )
        )
    )
    if not account_ids:
        return Applied(0, 0)
    within = findings.filter(account_id__in=account_ids)
    done = follow(within, (), run=None, at=at)
    return Applied(done.blocks, done.newly_blocked)


def follow(
    findings: FindingQuerySet,
    changed: Collection[int],
    *,
    run: ScreeningRun | None,
    at: datetime,
) -> Outcome:
    """Carry over or end the blocks `changed`, and apply what is open of `findings`.

    Who still breaks the rule stays blocked by the same block; the others' facts are no more. For
    accounts locked by the caller and not on hold.
    """
    carried = carrying.carry(findings, changed, run=run, at=at)
    ended = ceasing.end_gone(set(changed) - {one.block_id for one in carried}, at=at)
    made = _insert_blocks(findings.open(), run=run, at=at)
    if not (carried or ended or made):
        return Outcome(0, 0, 0, 0)
    stopping = {one.account_id for one in carried if one.confirms}
    stopping |= {block.account_id for block in made if block.status == "confirmed"}
    newly = _not_blocked_yet(stopping)
    ceasing.make_whole(ended, at=at)
    touched = {one.account_id for one in carried} | {block.account_id for block in ended}
    accounts.set_status(touched | {block.account_id for block in made}, at=at)
    announcements.blocked([block.id for block in made if block.status == "confirmed"], at=at)
    carrying.tell(carried, at=at)
    ceasing.announce(ended, at=at)
    _record(made, ended, at=at)
    return Outcome(len(made), newly, len(ended), len(carried))


def _insert_blocks(
    findings: FindingQuerySet, *, run: ScreeningRun | None, at: datetime
) -> list[_Made]:
    """Insert what the policies' modes say and note the findings as acted upon.

    Where a fuse has blown it is left to people.
    An account that has an open block of the rule keeps that one.
    """
    columns = ("account_id", "id", "policy_id", "rule", "ground", "new_status")
    acting = findings.filter(policy__mode__in=(Mode.FLAG, Mode.BLOCK))
    source = acting.order_by().annotate(new_status=first_status()).values(*columns)
    try:
        sql, params = source.query.sql_with_params()
    except EmptyResultSet:  # no policy is in force
        return []
    values = (run.pk if run else None, at, at, *params)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(findings=sql), values)
        return [_Made(*row) for row in cursor.fetchall()]


def _not_blocked_yet(account_ids: Collection[int]) -> int:
    """Return how many of the accounts nothing stopped before."""
    stopped: QuerySet[Account] = Account.objects.filter(pk__in=account_ids, blocked_since=None)
    return stopped.exclude(status__in=accounts.OUT_OF_REACH).count()


def _record(made: Sequence[_Made], ended: Sequence[ceasing.Ended], *, at: datetime) -> None:
    if made:
        people = {block.account_id for block in made}
        record("apply", [block.id for block in made], people, by=None, at=at, reason="")
    for reason in sorted({block.reason for block in ended}):
        over = [block for block in ended if block.reason == reason]
        people = {block.account_id for block in over}
        record("cease", [block.id for block in over], people, by=None, at=at, reason=reason)
