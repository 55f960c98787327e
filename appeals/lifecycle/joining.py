"""One open appeal per block: a second filing of the same person joins the first.

Whoever cannot be told to be the same person gets an appeal of their own, a rival: nobody is shut
out by whoever filed first, and nobody learns that somebody did.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from appeals import figures, news, notices
from appeals.duplicates import marking
from appeals.filing import Filing
from appeals.lifecycle import contests
from appeals.lifecycle.steps import move
from appeals.models import Appeal, ContestedBlock
from eligibility import holds
from eligibility.models import Account, Block
from portal import audit
from portal.models import User

Notice = notices.Notice
Lane = Appeal.Lane


def contested_blocks(account: Account, filing: Filing) -> list[Block]:
    """Return the open blocks that `filing` is about, as they stand under the account's lock.

    Those on the grounds it names; all of them when it names none, does not know, names none that
    stands, or says that somebody else used the NIK.
    """
    blocks = list(account.blocks.open().order_by("pk"))
    named = {claim.ground for claim in filing.claims}
    if filing.lane == Lane.MISUSE or "" in named:
        return blocks
    return [block for block in blocks if block.ground in named] or blocks


def settle(appeal: Appeal, account: Account, *, filing: Filing, at: datetime) -> None:
    """Let the new appeal contest its blocks: leading, joined to the person's own, or a rival.

    The account's lock is held; it is on hold unless the appeal joins another.
    """
    blocks = contested_blocks(account, filing)
    own = _own_contests(blocks, filing)
    covered = {contest.block_id for contest in own}
    free = [block for block in blocks if block.pk not in covered]
    oldest = min((contest.appeal for contest in own), key=lambda row: row.pk, default=None)
    if oldest is None or (free and not _grow(oldest)):
        # What the person's own open appeals are about is decided there and not twice.
        contests.contest(appeal, free)
        holds.place(account, reference=appeal.reference, at=at, blocks=free)
        return
    contests.contest(oldest, free)
    figures.mark_stale(oldest)
    holds.place(account, reference=oldest.reference, at=at, blocks=free)
    contests.follow(appeal, blocks)
    join(appeal, oldest, at=at)


def join(appeal: Appeal, into: Appeal, *, at: datetime) -> None:
    """Fold a filing into the person's own open appeal; both contacts are told.

    Its number and its files stay; officers see them with those of `into`.
    """
    move(appeal, "join", by=None, at=at, merged_into=into, closed_at=at)
    news.mark(appeal, at=at)
    marking.note(into)
    audit.record("appeal.joined_by", by=None, subject=into, at=at, joined=appeal.pk)
    notices.queue(appeal, Notice.JOINED, at=at)
    notices.queue(into, Notice.JOINED_BY, at=at, cause=str(appeal.pk))


def tell_joined(appeal: Appeal, notice: Notice, *, at: datetime) -> None:
    """Tell those whose filings went into `appeal` and who have another address."""
    for joined in _with_other_address(appeal):
        notices.queue(joined, notice, at=at)


def part(appeal: Appeal, *, at: datetime) -> None:
    """Let what was folded into a withdrawn appeal by another address go on by itself.

    Whoever withdraws speaks for their own address only. Filings of one address stay together.
    """
    by_address: dict[tuple[str, str], list[Appeal]] = {}
    for joined in _with_other_address(appeal):
        phone = "" if joined.email else joined.phone
        by_address.setdefault((joined.email, phone), []).append(joined)
    for first, *others in by_address.values():
        go_on(first, at=at)
        following = Appeal.objects.filter(pk__in=[other.pk for other in others])
        following.update(merged_into=first)
        following.exclude(came_with__in=others).update(came_with=None)
        marking.note(first, appeal)


def go_on(appeal: Appeal, *, at: datetime, verb: str = "part", by: User | None = None) -> None:
    """Let a filing that was folded into another be examined by itself again; the person is told.

    The account's lock is held. `verb` is "part", the portal's own, or an officer's "split".
    """
    alone = dict.fromkeys(("merged_into", "came_with", "closed_at", "officer", "taken_at"))
    move(appeal, verb, by=by, at=at, **alone)
    contested = list(Block.objects.filter(contests__appeal=appeal))
    if appeal.account is not None:
        holds.place(appeal.account, reference=appeal.reference, at=at, blocks=contested)
    contests.lead_where_nobody_does([block.pk for block in contested])
    marking.note(appeal)
    notices.queue(appeal, Notice.PARTED, at=at)


def _own_contests(blocks: Sequence[Block], filing: Filing) -> list[ContestedBlock]:
    """Return what the same person's open appeals say about `blocks`, leading or not."""
    rows = contests.open_ones(blocks).select_related("appeal")
    return [row for row in rows if _is_same_person(row.appeal, filing)]


def _is_same_person(appeal: Appeal, filing: Filing) -> bool:
    same_address = bool(filing.email) and appeal.email == filing.email
    same_phone = bool(filing.phone) and appeal.phone == filing.phone
    return same_address or same_phone or _is_proved(appeal, filing)


def _is_proved(appeal: Appeal, filing: Filing) -> bool:
    """Say whether the account was proved; where a NIK was misused, that proves nothing."""
    proved = filing.proved_account_id
    if proved is None or appeal.account_id != proved:
        return False
    return appeal.lane == Lane.USUAL == filing.lane


def _grow(appeal: Appeal) -> bool:
    """Make an officer with an old page read the appeal again; say whether it may still grow.

    Once somebody has taken it, or at the second level, it is about what it is about.
    """
    waiting = Appeal.objects.filter(
        pk=appeal.pk, status=Appeal.Status.SUBMITTED, officer=None, level=1
    )
    return bool(waiting.update(revision=F("revision") + 1))


def _with_other_address(appeal: Appeal) -> list[Appeal]:
    joined = Appeal.objects.filter(merged_into=appeal).order_by("pk")
    return [row for row in joined if not row.has_same_contact(appeal)]
