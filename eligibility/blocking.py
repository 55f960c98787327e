"""The only writer of the status of blocks, findings and accounts.

Owns the allowed steps, what each does to the finding and the account, and the audit entry. Why
somebody lifts or upholds is the caller's business. Lock order everywhere: accounts by key, then
blocks by key.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from eligibility import restoration
from eligibility.models import Account, Block, Finding, Grant, Hold, RulePolicy
from eligibility.querysets import OPEN, STANDING, FindingQuerySet
from portal import audit
from portal.models import User

Status = Block.Status
# Statuses that somebody else decides about; a block never changes them.
OUT_OF_REACH = (Account.Status.REVOKED, Account.Status.CLOSED)


class NotStanding(ValueError):
    """A block is not in a status from which the step is allowed; the message names it."""


class AlreadyLifted(NotStanding):
    """Somebody lifted the block before."""


@dataclass(frozen=True, slots=True)
class Step:
    """From which statuses a step leads where, and what becomes of the finding."""

    sources: tuple[str, ...]
    target: str
    finding: str

    @property
    def ends(self) -> bool:
        """Say whether the block is over after the step."""
        return self.target not in OPEN


STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "confirm": Step((Status.PROPOSED,), Status.CONFIRMED, Finding.Status.ACTED),
        "dismiss": Step((Status.PROPOSED,), Status.DISMISSED, Finding.Status.DISMISSED),
        # Upheld again at the second level.
        "uphold": Step(STANDING, Status.UPHELD, Finding.Status.ACTED),
        "lift": Step(STANDING, Status.LIFTED, Finding.Status.SETTLED),
        "supersede": Step(OPEN, Status.SUPERSEDED, Finding.Status.SETTLED),
        "expire": Step(STANDING, Status.EXPIRED, Finding.Status.SETTLED),
    }
)


def lift(blocks: Iterable[Block], *, by: User | None, reason: str, at: datetime) -> list[Block]:
    """Lift standing blocks, settle their findings and give lost days back.

    Returns the blocks as they are now. Raises AlreadyLifted or NotStanding, and changes nothing,
    if one of them does not stand any more.
    """
    return _take_step("lift", blocks, by=by, at=at, values={"reason": reason})


def uphold(blocks: Iterable[Block], *, by: User | None, reason: str, at: datetime) -> list[Block]:
    """Keep standing blocks after a review. Raises AlreadyLifted or NotStanding."""
    return _take_step("uphold", blocks, by=by, at=at, values={"reason": reason})


def dismiss(blocks: Iterable[Block], *, by: User | None, reason: str, at: datetime) -> list[Block]:
    """Drop proposed blocks and settle their findings. Raises NotStanding."""
    return _take_step("dismiss", blocks, by=by, at=at, values={"reason": reason})


def confirm(blocks: Iterable[Block], *, by: User | None, at: datetime) -> list[Block]:
    """Let proposed blocks stop their accounts. Raises NotStanding."""
    values = {"confirmed_at": at, "confirmed_by": by}
    return _take_step("confirm", blocks, by=by, at=at, values=values)


def supersede(
    blocks: Iterable[Block], *, by: User | None, reason: str, at: datetime
) -> list[Block]:
    """End open blocks whose source was replaced. Raises AlreadyLifted or NotStanding."""
    return _take_step("supersede", blocks, by=by, at=at, values={"reason": reason})


def expire(blocks: Iterable[Block], *, by: User | None, at: datetime) -> list[Block]:
    """End standing blocks whose time is over. Raises AlreadyLifted or NotStanding."""
    return _take_step("expire", blocks, by=by, at=at, values={})


@dataclass(frozen=True, slots=True)
class Applied:
    """What `apply` did: how many blocks it made, and accounts that were not blocked before."""

    blocks: int
    newly_blocked: int


@transaction.atomic
def apply(findings: FindingQuerySet, *, at: datetime) -> Applied:
    """Turn open findings into confirmed or proposed blocks, as their policy's mode says.

    Accounts on hold, revoked or closed are left alone; their findings stay open and the next
    screening comes back to them. Set-based: as many statements for one as for thousands.
    """
    account_ids = _without_holds(
        _lock_accounts(
            Account.objects.filter(findings__in=findings.open()).exclude(status__in=OUT_OF_REACH)
        )
    )
    within = findings.open().filter(account_id__in=account_ids)
    made = _insert_blocks(within, at=at) if account_ids else []
    if not made:
        return Applied(0, 0)
    Finding.objects.filter(blocks__in=made).update(status=Finding.Status.ACTED)
    touched = Account.objects.filter(blocks__in=made)
    not_blocked = touched.filter(blocked_since=None).distinct()
    before = list(not_blocked.values_list("pk", flat=True))
    account_ids = sorted(set(touched.values_list("pk", flat=True)))
    _recompute(account_ids, at=at)
    newly = Account.objects.filter(pk__in=before).exclude(blocked_since=None).count()
    _record("apply", made, account_ids, by=None, at=at, reason="")
    return Applied(len(made), newly)


@transaction.atomic
def recompute(account_ids: Collection[int], *, at: datetime) -> None:
    """Set the status of accounts anew, after grants were written: a recipient is active."""
    _recompute(_lock_accounts(Account.objects.filter(pk__in=account_ids)), at=at)


def _recompute(account_ids: Collection[int], *, at: datetime) -> None:
    """Set the status of accounts from their blocks and grants; revoked and closed ones stay."""
    here = Block.objects.filter(account=OuterRef("pk"))
    blocked, flagged = Exists(here.standing()), Exists(here.filter(status=Status.PROPOSED))
    granted = Exists(Grant.objects.filter(account=OuterRef("pk")))
    Account.objects.filter(pk__in=account_ids).exclude(status__in=OUT_OF_REACH).update(
        status=Case(
            When(blocked, then=Value(Account.Status.BLOCKED)),
            When(flagged, then=Value(Account.Status.FLAGGED)),
            When(granted, then=Value(Account.Status.ACTIVE)),
            default=Value(Account.Status.CANDIDATE),
        ),
        blocked_since=Case(When(blocked, then=Coalesce(F("blocked_since"), at)), default=None),
    )


@transaction.atomic
def _take_step(
    action: str,
    blocks: Iterable[Block],
    *,
    by: User | None,
    at: datetime,
    values: Mapping[str, object],
) -> list[Block]:
    step = STEPS[action]
    ids = {block.pk for block in blocks}
    if not ids:
        return []
    account_ids = _lock_accounts(Account.objects.filter(blocks__in=ids))
    locked = list(Block.objects.filter(pk__in=ids).order_by("pk").select_for_update())
    _check(action, step, locked)
    if step.ends:
        values = {**values, "ended_at": at, "ended_by": by}
    Block.objects.filter(pk__in=ids, status__in=step.sources).update(status=step.target, **values)
    _settle(ids, step)
    restored = restoration.make_whole(ids, account_ids, at=at)
    given_back = [one.grant_id for one in restored if one.grant_id is not None]
    _recompute(account_ids, at=at)
    reason = str(values.get("reason", ""))
    _record(action, ids, account_ids, by=by, at=at, reason=reason, given_back=given_back)
    return list(Block.objects.filter(pk__in=ids).select_related("account").order_by("pk"))


def _check(action: str, step: Step, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if block.status in step.sources:
            continue
        refusal = AlreadyLifted if block.status == Status.LIFTED else NotStanding
        raise refusal(f"cannot {action} block {block.pk}: it is {block.status}")


def _settle(block_ids: Collection[int], step: Step) -> None:
    """Give the finding its status; an ended block settles the rule's other open findings too.

    They were on file when somebody decided, so they must not block on the next pass.
    """
    its_own = Q(blocks__in=block_ids)
    if step.ends:
        ended = Block.objects.filter(pk__in=block_ids, account=OuterRef("account"))
        its_own |= Q(Exists(ended.filter(rule=OuterRef("rule"))), status=Finding.Status.OPEN)
    keys = Finding.objects.filter(its_own).values("pk")
    Finding.objects.filter(pk__in=keys).update(status=step.finding)


def _without_holds(account_ids: Collection[int]) -> list[int]:
    """Leave out accounts on hold; asked under the lock, so that no hold is on its way."""
    held = Hold.objects.standing().filter(account_id__in=account_ids)
    return sorted(set(account_ids) - set(held.values_list("account_id", flat=True)))


def _lock_accounts(accounts: QuerySet[Account]) -> list[int]:
    """Lock the accounts by key, so that two steps on one person wait for each other."""
    keys = Account.objects.filter(pk__in=accounts.values("pk"))
    return list(keys.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


_INSERT = """
    INSERT INTO eligibility_block
        (account_id, finding_id, rule, ground, status, proposed_at, confirmed_at, reason)
    SELECT account_id, id, rule, ground, new_status, moment,
           CASE WHEN new_status = 'confirmed' THEN moment END, ''
    FROM ({findings}) found
    ORDER BY account_id, id
    ON CONFLICT DO NOTHING
    RETURNING id
"""


def _insert_blocks(findings: QuerySet[Finding], *, at: datetime) -> list[int]:
    """Insert what the policies' modes say and return the keys of the new blocks.

    An account that has an open block of the rule keeps that one.
    """
    modes = {RulePolicy.Mode.FLAG: Status.PROPOSED, RulePolicy.Mode.BLOCK: Status.CONFIRMED}
    cases = [When(policy__mode=mode, then=Value(status)) for mode, status in modes.items()]
    source = findings.filter(policy__mode__in=modes).annotate(new_status=Case(*cases))
    columns = ("account_id", "id", "rule", "ground", "new_status")
    sql, params = (
        source.annotate(moment=Value(at)).values(*columns, "moment").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(findings=sql), params)
        return [row[0] for row in cursor.fetchall()]


def _record(
    action: str,
    block_ids: Collection[int],
    account_ids: Collection[int],
    *,
    by: User | None,
    at: datetime,
    reason: str,
    given_back: Collection[int] = (),
) -> None:
    """Write one entry for the whole batch; it hangs on the account where there is but one."""
    only = Account(pk=next(iter(account_ids))) if len(account_ids) == 1 else None
    audit.record(
        f"block.{action}",
        by=by,
        subject=only,
        at=at,
        blocks=sorted(block_ids),
        accounts=sorted(account_ids),
        reason=reason,
        grants_extended=sorted(given_back),
    )
