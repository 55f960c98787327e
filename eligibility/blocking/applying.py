"""What findings lead to: confirmed or proposed blocks, as their policies say; and what ends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from eligibility import announcements
from eligibility.blocking import accounts, ceasing
from eligibility.blocking.steps import record
from eligibility.models import Account, Block, Fuse, RulePolicy, ScreeningRun
from eligibility.querysets import FindingQuerySet

Status = Block.Status
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
    """What `follow` did: blocks made, accounts newly blocked, blocks whose facts are gone."""

    blocks: int
    newly_blocked: int
    ended: int


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
    gone: Collection[int],
    *,
    run: ScreeningRun | None,
    at: datetime,
) -> Outcome:
    """End the blocks `gone`, whose facts are no more, and apply what is open of `findings`.

    For accounts locked by the caller and not on hold. In one breath, so that an account whose
    rule is broken by other facts now stays blocked without a break.
    """
    ended = ceasing.end("cease", gone, at=at, reason=ceasing.FACTS_CEASED)
    made = _insert_blocks(findings.open(), run=run, at=at)
    if not (ended or made):
        return Outcome(0, 0, 0)
    newly = _not_blocked_yet(made)
    replaced = {(block.account_id, block.rule) for block in made}
    ceasing.make_whole([block for block in ended if block.place not in replaced], at=at)
    account_ids = {block.account_id for block in ended} | {block.account_id for block in made}
    accounts.set_status(account_ids, at=at)
    announcements.blocked([block.id for block in made if block.status == "confirmed"], at=at)
    ceasing.announce(ended, replaced=replaced, at=at)
    _record(made, ended, at=at)
    return Outcome(len(made), newly, len(ended))


def _insert_blocks(
    findings: FindingQuerySet, *, run: ScreeningRun | None, at: datetime
) -> list[_Made]:
    """Insert what the policies' modes say and note the findings as acted upon.

    Where a fuse has blown it is left to people.
    An account that has an open block of the rule keeps that one.
    """
    columns = ("account_id", "id", "policy_id", "rule", "ground", "new_status")
    acting = findings.filter(policy__mode__in=(Mode.FLAG, Mode.BLOCK))
    source = acting.order_by().annotate(new_status=_first_status()).values(*columns)
    try:
        sql, params = source.query.sql_with_params()
    except EmptyResultSet:  # no policy is in force
        return []
    values = (run.pk if run else None, at, at, *params)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(findings=sql), values)
        return [_Made(*row) for row in cursor.fetchall()]


def _first_status() -> Case:
    blown = Fuse.objects.blown().filter(
        Q(policy=None) | Q(policy=OuterRef("policy_id")),
        Q(source="") | Q(source=OuterRef("source")),
        Q(batch=None) | Q(batch=OuterRef("batch_id")),
        rule=OuterRef("rule"),
    )
    return Case(
        When(Q(policy__mode=Mode.FLAG) | Q(Exists(blown)), then=Value(Status.PROPOSED)),
        default=Value(Status.CONFIRMED),
        output_field=CharField(),
    )


def _not_blocked_yet(made: Sequence[_Made]) -> int:
    """Return how many accounts the blocks stop that nothing stopped before."""
    stopped: QuerySet[Account] = Account.objects.filter(
        pk__in={block.account_id for block in made if block.status == "confirmed"},
        blocked_since=None,
    )
    return stopped.exclude(status__in=accounts.OUT_OF_REACH).count()


def _record(made: Sequence[_Made], ended: Sequence[ceasing.Ended], *, at: datetime) -> None:
    if made:
        people = {block.account_id for block in made}
        record("apply", [block.id for block in made], people, by=None, at=at, reason="")
    if ended:
        ids, people = [block.id for block in ended], {block.account_id for block in ended}
        record("cease", ids, people, by=None, at=at, reason=ceasing.FACTS_CEASED)
