"""Cases that officers merge, and part again; both numbers stay alive throughout.

What the portal joins and parts by itself is `joining`'s.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from appeals import figures, news, notices
from appeals.duplicates import marking
from appeals.lifecycle import contests, ending, joining, officers
from appeals.lifecycle.decision import open_contested_blocks
from appeals.lifecycle.steps import MovedByOther, NotAllowed
from appeals.models import Appeal, ContestedBlock
from eligibility import holds
from eligibility.models import Block
from portal import audit
from portal.models import User

# A case may be folded into one that is folded later; more than this is a fault in the rows.
_MOST = 10


def leading(appeal: Appeal) -> Appeal | None:
    """Return the case that `appeal` was folded into, at the end of the line."""
    found = None
    following = appeal.merged_into
    for _ in range(_MOST):
        if following is None:
            break
        found, following = following, following.merged_into
    return found


class CannotTakeOver(NotAllowed):
    """The case may not become about more: it is at the second level, or a proposal waits."""


class DecidedTogether(NotAllowed):
    """The case that holds the merged one is over, or a proposal for both waits there."""


@transaction.atomic
def merge(appeal: Appeal, *, into: Appeal, by: User, at: datetime) -> None:
    """Fold the appeal into another open one of the same person, which takes over its blocks.

    Raises NotAllowed if `into` is the same appeal, is not open, or is another account's or NIK's:
    of two appeals without an account the NIK alone says whose they are. A banding goes into no
    first-level case, and no case takes over a block while it is at the second level (no new ground
    there) or while a proposal about it waits. Raises as `officers.check_may_join` of both.
    """
    target = _locked(appeal, into)[into.pk]
    officers.check_may_join(by, appeal, target)
    is_same_person = (target.account_id, target.nik) == (appeal.account_id, appeal.nik)
    if target.pk == appeal.pk or not target.is_open or not is_same_person:
        raise NotAllowed(f"appeal {appeal.pk} cannot be merged into {target.pk}")
    own = target.contested.values("block")
    brought = list(Block.objects.open().filter(contests__appeal=appeal).exclude(pk__in=own))
    may_grow = target.level == 1 and target.status != Appeal.Status.FOR_APPROVAL
    if appeal.level > target.level or (brought and not may_grow):
        raise CannotTakeOver(f"appeal {target.pk} cannot take over what {appeal.pk} is about")
    ending.end(appeal, "merge", by=by, at=at, merged_into=target)
    folded = Appeal.objects.filter(merged_into=appeal)
    folded.filter(came_with=None).update(came_with=appeal)
    folded.update(merged_into=target)
    _take_over(target, brought, came_with=appeal, at=at)
    _read_again(target)
    news.mark(appeal, at=at)
    marking.note(target)
    audit.record("appeal.joined_by", by=by, subject=target, at=at, joined=appeal.pk)
    notices.queue(appeal, notices.Notice.MERGED, at=at)


@transaction.atomic
def split(appeal: Appeal, *, by: User, at: datetime) -> None:
    """Part a merged appeal again: it is examined by itself, with the filings and blocks it brought.

    Raises NotAllowed for one that was not merged, or once the case it went into is over or a
    proposal waits there: what was decided was decided for both. Raises as
    `officers.check_may_join` of the case it went into.
    """
    officers.check_may_steer(by, appeal)
    target = appeal.merged_into
    if target is not None:
        rows = _locked(appeal, target)
        target = rows[target.pk]
        officers.check_may_join(by, target)
        if rows[appeal.pk].merged_into_id != target.pk:
            raise MovedByOther(appeal, appeal.steps.select_related("by").order_by("-pk").first())
        if not target.is_open or target.status == Appeal.Status.FOR_APPROVAL:
            raise DecidedTogether(
                f"appeal {target.pk}, which holds {appeal.pk}, is {target.status}"
            )
        _give_back(appeal, target)
    joining.go_on(appeal, verb="split", by=by, at=at)
    if target is not None:
        marking.note(target)
        contests.mark_rivals(open_contested_blocks(appeal))
        _read_again(target)
        audit.record("appeal.parted_from", by=by, subject=target, at=at, parted=appeal.pk)


def _take_over(target: Appeal, blocks: list[Block], *, came_with: Appeal, at: datetime) -> None:
    if not blocks:
        return
    contests.contest(target, blocks)
    figures.mark_stale(target)
    rows = ContestedBlock.objects.filter(appeal=target, block__in=blocks)
    rows.update(came_with=came_with)
    # What others had brought before stays theirs.
    for before in came_with.contested.filter(block__in=blocks).exclude(came_with=None):
        rows.filter(block=before.block_id).update(came_with=before.came_with_id)
    if target.account is not None:
        holds.place(target.account, reference=target.reference, at=at, blocks=blocks)


def _give_back(appeal: Appeal, target: Appeal) -> None:
    """Take out of `target` the filings that came with `appeal`, and the blocks they all brought.

    The cases that it came with keep none of its blocks either, should they be parted later.
    """
    came_with = dict(Appeal.objects.filter(merged_into=target).values_list("pk", "came_with"))
    following = _following(appeal.pk, came_with)
    keepers = [target.pk, *_before(appeal.pk, came_with)]
    brought = ContestedBlock.objects.filter(came_with__in=[appeal.pk, *following])
    brought.filter(appeal__in=keepers).delete()
    for keeper in Appeal.objects.filter(pk__in=keepers).order_by("pk"):
        contests.note_grounds(keeper)
        figures.mark_stale(keeper)
    Appeal.objects.filter(pk__in=following).update(merged_into=appeal)
    Appeal.objects.filter(merged_into=appeal, came_with=appeal).update(came_with=None)


def _following(key: int, came_with: dict[int, int | None]) -> list[int]:
    """Return what came with the case, and what came with that."""
    direct = [pk for pk, leader in came_with.items() if leader == key]
    return [*direct, *(further for pk in direct for further in _following(pk, came_with))]


def _before(key: int, came_with: dict[int, int | None]) -> list[int]:
    """Return the case that this one came with, and what that one came with."""
    leader = came_with.get(key)
    return [] if leader is None else [leader, *_before(leader, came_with)]


def _locked(*appeals: Appeal) -> dict[int, Appeal]:
    """Lock the account, then the cases and what was folded into them, the oldest first.

    Without an account only this order keeps two officers who merge two cases crosswise, or merge
    and part, from waiting for each other.
    """
    _lock(appeals[0])
    keys = [appeal.pk for appeal in appeals]
    rows = Appeal.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",))}


def _lock(appeal: Appeal) -> None:
    if appeal.account_id:
        holds.lock(appeal.account_id)


def _read_again(target: Appeal) -> None:
    """Make whoever has an old page of the case read it again."""
    Appeal.objects.filter(pk=target.pk).update(revision=F("revision") + 1)
