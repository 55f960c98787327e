"""The steps people take with blocks, as one table, and what each entails."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from eligibility import announcements, restoration
from eligibility.blocking import accounts
from eligibility.models import Account, Block, CarryOver, Finding
from eligibility.querysets import OPEN, STANDING
from portal import audit
from portal.models import User

Status = Block.Status


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
        # The machine's own: what a person has upheld it leaves alone.
        "cease": Step(
            (Status.PROPOSED, Status.CONFIRMED), Status.SUPERSEDED, Finding.Status.CEASED
        ),
        "undo": Step((Status.PROPOSED, Status.CONFIRMED), Status.SUPERSEDED, Finding.Status.CEASED),
    }
)


def lift(blocks: Iterable[Block], *, by: User | None, reason: str, at: datetime) -> list[Block]:
    """Lift standing blocks, settle their findings and give back what they cost.

    Returns the blocks as they are now. Raises AlreadyLifted or NotStanding, and changes nothing,
    if one of them does not stand any more.
    """
    return _take_step("lift", blocks, by=by, at=at, values={"reason": reason})


def uphold(blocks: Iterable[Block], *, by: User | None, reason: str, at: datetime) -> list[Block]:
    """Keep standing blocks after a review. Raises AlreadyLifted or NotStanding."""
    return _take_step("uphold", blocks, by=by, at=at, values={"reason": reason, "upheld_at": at})


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
    account_ids = accounts.lock(Account.objects.filter(blocks__in=ids))
    locked = list(Block.objects.filter(pk__in=ids).order_by("pk").select_for_update())
    _check(action, step, locked)
    if step.ends:
        values = {**values, "ended_at": at, "ended_by": by}
    Block.objects.filter(pk__in=ids, status__in=step.sources).update(status=step.target, **values)
    _settle(ids, step)
    if step.ends:
        restoration.make_whole(ids, account_ids, at=at)
    accounts.set_status(account_ids, at=at)
    record(action, ids, account_ids, by=by, at=at, reason=str(values.get("reason", "")))
    _announce(action, step, ids, at=at)
    return list(Block.objects.filter(pk__in=ids).select_related("account").order_by("pk"))


def _check(action: str, step: Step, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if block.status in step.sources:
            continue
        refusal = AlreadyLifted if block.status == Status.LIFTED else NotStanding
        raise refusal(f"cannot {action} block {block.pk}: it is {block.status}")


def _settle(block_ids: Collection[int], step: Step) -> None:
    """Give the finding its status; an ended block settles the rule's other open findings too.

    They were on file when somebody decided, so they must not block on the next pass; no more
    must what the block stood on before it was carried over.
    """
    its_own = Q(blocks__in=block_ids)
    if step.ends:
        before = CarryOver.objects.filter(block__in=block_ids)
        its_own |= Q(pk__in=before.values("finding"), status=Finding.Status.CEASED)
        its_own |= Q(pk__in=before.values("finding_before"), status=Finding.Status.CEASED)
        ended = Block.objects.filter(pk__in=block_ids, account=OuterRef("account"))
        its_own |= Q(Exists(ended.filter(rule=OuterRef("rule"))), status=Finding.Status.OPEN)
    keys = Finding.objects.filter(its_own).values("pk")
    Finding.objects.filter(pk__in=keys).update(status=step.finding)


def _announce(action: str, step: Step, block_ids: Collection[int], *, at: datetime) -> None:
    """Owe letters and partners' messages; whoever decided tells the person of the end."""
    if action == "confirm":
        announcements.blocked(block_ids, at=at)
    elif step.ends:
        announcements.lifted(block_ids, at=at)
        announcements.restored(block_ids, at=at)


def record(
    action: str,
    block_ids: Collection[int],
    account_ids: Collection[int],
    *,
    by: User | None,
    at: datetime,
    reason: str,
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
    )
