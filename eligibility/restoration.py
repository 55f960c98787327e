"""Gives back what a block cost its person, and says so: days, wave rights, refund demands.

How deadlines move `deadlines` knows; which blocks end, and when, is `blocking`'s business.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eligibility import deadlines
from eligibility.models import Account, Block, Restoration
from portal import audit
from portal.templatetags.dates import weekday_date

Kind = Restoration.Kind

# Of several blocks of an account that end together, the one that stands for them all: one that
# a person lifted before one that ended by itself.
_ENDED = """
    SELECT DISTINCT ON (account_id) account_id, id FROM eligibility_block
    WHERE id = ANY(%(blocks)s) AND account_id = ANY(%(accounts)s) AND confirmed_at IS NOT NULL
      AND status IN ('lifted', 'superseded', 'expired')
    ORDER BY account_id, status IN ('lifted') DESC, id DESC
"""

# A candidate who was blocked while a wave was open, if only for a part of it, could not join it;
# asked for once all blocks are gone. The same wave counts once in a life. A block that ran out
# was right while it stood, so it opens no right.
_MISSED_WAVES = """
    SELECT ended.id, wave.id
    FROM (SELECT DISTINCT ON (account_id) account_id, id FROM eligibility_block
          WHERE id = ANY(%(blocks)s) AND confirmed_at IS NOT NULL
            AND status IN ('lifted', 'superseded')
          ORDER BY account_id, status IN ('lifted') DESC, id DESC) ended
    JOIN eligibility_account account ON account.id = ended.account_id
    JOIN eligibility_gelombang wave
      ON wave.opens_at <= %(at)s AND wave.closes_at >= account.blocked_since
     AND wave.closes_at >= account.registered_at
    WHERE account.id = ANY(%(accounts)s) AND account.blocked_since <= %(at)s
      AND account.status NOT IN ('revoked', 'closed')
      AND NOT EXISTS (SELECT FROM eligibility_grant award WHERE award.account_id = account.id)
      AND NOT EXISTS (SELECT FROM eligibility_block block
                      WHERE block.account_id = account.id
                        AND block.status IN ('confirmed', 'upheld'))
      AND NOT EXISTS (SELECT FROM eligibility_restoration given
                      JOIN eligibility_block earlier ON earlier.id = given.block_id
                      WHERE earlier.account_id = account.id AND given.wave_id = wave.id)
    ORDER BY ended.id, wave.number
"""

# A demand falls with the last block of its ground, whatever else still stands.
_WITHDRAW = """
    UPDATE eligibility_refunddemand demand SET withdrawn_at = %(at)s
    FROM (SELECT DISTINCT ON (account_id, ground) account_id, ground, id FROM eligibility_block
          WHERE id = ANY(%(blocks)s) AND confirmed_at IS NOT NULL
            AND status IN ('lifted', 'superseded')
          ORDER BY account_id, ground, status IN ('lifted') DESC, id DESC) ended
    WHERE demand.account_id = ended.account_id AND demand.ground = ended.ground
      AND demand.account_id = ANY(%(accounts)s)
      AND demand.withdrawn_at IS NULL AND demand.demanded_at <= %(at)s
      AND NOT EXISTS (SELECT FROM eligibility_block block
                      WHERE block.account_id = demand.account_id AND block.ground = demand.ground
                        AND block.status IN ('confirmed', 'upheld'))
    RETURNING ended.id, demand.id
"""


@dataclass(frozen=True, slots=True)
class _Cause:
    """Which blocks ended, of whom, and when."""

    block_ids: list[int]
    account_ids: list[int]
    at: datetime

    def pairs(self, sql: str) -> list[tuple[int, int]]:
        """Run `sql` over the blocks and return its rows of two keys."""
        params: dict[str, Any] = {
            "blocks": self.block_ids,
            "accounts": self.account_ids,
            "at": self.at,
        }
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [(first, second) for first, second in cursor.fetchall()]


def make_whole(
    block_ids: Collection[int], account_ids: Collection[int], *, at: datetime
) -> list[Restoration]:
    """Give back what the blocks that have just ended cost the accounts; return what it was.

    Call it in the transaction that ended them, under the lock of the accounts and before their
    status is computed anew: `blocked_since` still says since when. Days and waves come back with
    an account's last standing block, refund demands fall with the last one of their ground.
    As many statements for one as for thousands.
    """
    cause = _Cause(sorted(block_ids), sorted(account_ids), at)
    if not cause.block_ids:
        return []
    restored = [*_days(cause), *_waves(cause), *_refunds(cause)]
    if restored:
        Restoration.objects.bulk_create(restored)
        _record(restored, cause)
    return restored


def of(block: Block) -> list[Restoration]:
    """Return what ending `block` gave back, ready for `describe`."""
    rows = Restoration.objects.filter(block=block).select_related("wave")
    return list(rows.order_by("restored_at", "pk"))


def given_with(blocks: Iterable[Block]) -> list[Restoration]:
    """Return what came back when `blocks` ended, one of several of a person's standing for all."""
    ended = {(block.account_id, block.ended_at) for block in blocks if block.ended_at}
    rows = Restoration.objects.filter(
        block__account__in={account for account, _at in ended},
        restored_at__in={at for _account, at in ended},
    )
    return [
        row
        for row in rows.select_related("block", "wave").order_by("restored_at", "pk")
        if (row.block.account_id, row.restored_at) in ended
    ]


def describe(restoration: Restoration) -> str:
    """Say in a sentence, in the active language, what the person has back."""
    words = {"days": restoration.days, "until": weekday_date(restoration.until)}
    if restoration.kind == Kind.DEADLINE_DAYS:
        return (
            ngettext(
                "Batas waktu beli pelatihan pertama ditambah %(days)s hari, sampai %(until)s.",
                "Batas waktu beli pelatihan pertama ditambah %(days)s hari, sampai %(until)s.",
                restoration.days,
            )
            % words
        )
    if restoration.kind == Kind.COMPLETION_DAYS:
        return (
            ngettext(
                "Batas waktu menyelesaikan pelatihan ditambah %(days)s hari, sampai %(until)s.",
                "Batas waktu menyelesaikan pelatihan ditambah %(days)s hari, sampai %(until)s.",
                restoration.days,
            )
            % words
        )
    if restoration.kind == Kind.REFUND_WITHDRAWN:
        return _("Tagihan pengembalian uang dicabut. Anda tidak perlu membayarnya.")
    number = restoration.wave.number if restoration.wave else ""
    return _(
        "Anda berhak ikut gelombang berikutnya, karena gelombang %(number)s berlangsung saat "
        "akun Anda diblokir."
    ) % {"number": number}


def describe_to_staff(restoration: Restoration) -> str:
    """Say what the person has back to somebody else than the person."""
    if restoration.kind == Kind.REFUND_WITHDRAWN:
        return _("Tagihan pengembalian uang dicabut.")
    if restoration.kind != Kind.NEXT_WAVE:
        return describe(restoration)
    number = restoration.wave.number if restoration.wave else ""
    return _("Berhak ikut gelombang berikutnya: gelombang %(number)s terlewat selama diblokir.") % {
        "number": number
    }


def _days(cause: _Cause) -> list[Restoration]:
    """Move the deadlines. A lost day is given back first: then fewer need a fresh start."""
    ended = dict(cause.pairs(_ENDED))
    kinds: list[tuple[Kind, list[deadlines.Extension]]] = [
        (Kind.DEADLINE_DAYS, deadlines.give_back(list(ended), at=cause.at)),
        (Kind.DEADLINE_DAYS, deadlines.start_afresh(cause.block_ids, at=cause.at)),
        (Kind.COMPLETION_DAYS, deadlines.give_back_training(list(ended), at=cause.at)),
    ]
    return [
        Restoration(
            block_id=ended[moved.account_id],
            kind=kind,
            grant_id=moved.grant_id,
            days=moved.days,
            until=moved.until,
            restored_at=cause.at,
        )
        for kind, extensions in kinds
        for moved in extensions
    ]


def _waves(cause: _Cause) -> list[Restoration]:
    return [
        Restoration(block_id=block, kind=Kind.NEXT_WAVE, wave_id=wave, restored_at=cause.at)
        for block, wave in cause.pairs(_MISSED_WAVES)
    ]


def _refunds(cause: _Cause) -> list[Restoration]:
    return [
        Restoration(
            block_id=block, kind=Kind.REFUND_WITHDRAWN, refund_id=refund, restored_at=cause.at
        )
        for block, refund in cause.pairs(_WITHDRAW)
    ]


def _record(restored: Iterable[Restoration], cause: _Cause) -> None:
    """Write one entry for the whole batch, with the counts by kind."""
    counts = Counter(one.kind for one in restored)
    only = Account(pk=cause.account_ids[0]) if len(cause.account_ids) == 1 else None
    audit.record(
        "restoration.made",
        by=None,
        subject=only,
        at=cause.at,
        blocks=sorted({one.block_id for one in restored}),
        grants=sorted({one.grant_id for one in restored if one.grant_id}),
        **{kind: counts[kind] for kind in sorted(counts)},
    )
