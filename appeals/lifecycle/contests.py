"""Which open appeal leads on a block: the first; those that come later join it or are its rivals.

The account's lock must be held throughout (eligibility.holds.lock): under it nobody else files
about the account, and no appeal of it ends.
"""

from collections import Counter
from collections.abc import Collection

from django.db.models import QuerySet

from appeals.models import Appeal, ContestedBlock
from appeals.querysets import OPEN
from eligibility.models import Block


def contest(appeal: Appeal, blocks: Collection[Block]) -> None:
    """Write down what `appeal` is about; it leads on the blocks that no open appeal leads on.

    Where another one leads, both are marked as rivals.
    """
    led = set(open_ones(blocks).filter(leads=True).values_list("block_id", flat=True))
    ContestedBlock.objects.bulk_create(
        ContestedBlock(appeal=appeal, block=block, leads=block.pk not in led) for block in blocks
    )
    note_grounds(appeal)
    if led:
        _mark(led)
        appeal.refresh_from_db(fields=["has_rival"])


def follow(appeal: Appeal, blocks: Collection[Block]) -> None:
    """Write down what `appeal` was about; it leads nowhere, since it joins another."""
    ContestedBlock.objects.bulk_create(
        ContestedBlock(appeal=appeal, block=block) for block in blocks
    )
    note_grounds(appeal)


def note_grounds(appeal: Appeal) -> None:
    """Keep the grounds of what `appeal` is about beside it, so that lists read no other table."""
    about = Block.objects.filter(contests__appeal=appeal)
    appeal.grounds = sorted(set(about.values_list("ground", flat=True)))
    Appeal.objects.filter(pk=appeal.pk).update(grounds=appeal.grounds)


def open_ones(blocks: Collection[Block]) -> QuerySet[ContestedBlock]:
    """Return what open appeals say about `blocks`."""
    return ContestedBlock.objects.filter(block__in=blocks, appeal__status__in=OPEN)


def hand_on(appeal: Appeal) -> None:
    """Let the oldest open rival lead where `appeal` led."""
    mine = ContestedBlock.objects.filter(appeal=appeal, leads=True)
    freed = list(mine.values_list("block_id", flat=True))
    if not freed:
        return
    mine.update(leads=False)
    lead_where_nobody_does(freed)


def lead_where_nobody_does(block_ids: Collection[int]) -> None:
    """Let the oldest open appeal lead on each of the blocks that has no leading one."""
    rows = ContestedBlock.objects.filter(block__in=block_ids)
    led = rows.filter(leads=True).values("block")
    waiting = rows.filter(appeal__status__in=OPEN).exclude(block__in=led)
    oldest = waiting.order_by("block_id", "appeal_id").distinct("block_id")
    ContestedBlock.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).update(
        leads=True
    )


def mark_rivals(blocks: Collection[Block]) -> None:
    """Mark the open appeals about each of `blocks` that more than one is about."""
    counted = Counter(open_ones(blocks).values_list("block_id", flat=True))
    _mark([block_id for block_id, appeals in counted.items() if appeals > 1])


def _mark(block_ids: Collection[int]) -> None:
    rows = ContestedBlock.objects.filter(block__in=block_ids, appeal__status__in=OPEN)
    Appeal.objects.filter(pk__in=list(rows.values_list("appeal_id", flat=True))).update(
        has_rival=True
    )
