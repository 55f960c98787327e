"""How often people overturn each rule, by version, source and batch, counted ahead and kept.

Owns OverturnTally rows. A rule is counted anew only where people decided about it since, and only
over what people decided: its cost follows the officers' work, not the number of blocks.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max

from eligibility.models import ImportBatch, OverturnTally, RulePolicy

# The normal quantile of a two-sided interval of 95 %.
_Z = 1.959963984540054
# A decision may be committed this long after its moment, and the last count have missed it.
_LATE = timedelta(hours=1)
# Facts under a decided block may come to be another file's: once a day all is counted anew.
_OLD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many decided blocks of a version, a source or a batch of a rule were overturned.

    Counted since the scope's fuse was last reset. What is None or empty covers all of the rule.
    """

    rule: str
    policy: RulePolicy | None
    source: str
    batch: ImportBatch | None
    decided: int
    overturned: int
    # The 95 % interval of the overturned share.
    lowest: float
    highest: float

    @property
    def share(self) -> float:
        """The overturned share as counted."""
        return self.overturned / self.decided


def wilson(overturned: int, decided: int) -> tuple[float, float]:
    """Return the 95 % interval of the true share (Wilson 1927); (0, 1) when nothing is decided."""
    if not decided:
        return 0.0, 1.0
    share, square = overturned / decided, _Z**2
    middle = share + square / (2 * decided)
    reach = _Z * math.sqrt(share * (1 - share) / decided + square / (4 * decided**2))
    whole = 1 + square / decided
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def rates(rule: str | None = None) -> list[Rate]:
    """Return the overturn rates by version, source and batch, as of the last count.

    Decided means by a person: lifted, upheld, or a proposal confirmed or dismissed. What a
    remedy lifts in one stroke is one decision about many and counts for none of them.
    """
    return list(_rates(cell.of_all() for cell in _kept() if rule in (None, cell.rule)))


def rates_of_blocking() -> list[Rate]:
    """Return the same of those versions alone that block by themselves."""
    return list(_rates(cell.of_blocking() for cell in _kept()))


def counted_at() -> datetime | None:
    """Return when the figures were last looked after; None: never yet."""
    last: datetime | None = OverturnTally.objects.aggregate(last=Max("checked_at"))["last"]
    return last


def lock() -> None:
    """Wait for whoever counts or blows at the moment; call inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('eligibility.fuse', 0))")


def count(*, at: datetime) -> list[str]:
    """Count the rules anew about which people decided since; return their codes. Wants `lock`."""
    known = dict(OverturnTally.objects.values_list("rule", "counted_at"))
    versions = RulePolicy.objects.order_by("rule").values_list("rule", flat=True)
    stale = [rule for rule in versions.distinct() if _is_stale(rule, known.get(rule), at=at)]
    for rule in stale:
        count_again(rule, at=at)
    OverturnTally.objects.update(checked_at=at)
    return stale


def count_again(rule: str, *, at: datetime) -> None:
    """Count one rule anew, from its first decision or its fuse's last reset. Wants `lock`."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [rule, rule])
        cells = [list(row) for row in cursor.fetchall()]
    OverturnTally.objects.update_or_create(
        rule=rule, defaults={"cells": cells, "counted_at": at, "checked_at": at}
    )


def _is_stale(rule: str, counted: datetime | None, *, at: datetime) -> bool:
    if counted is None or counted < at - _OLD:
        return True
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [rule, counted - _LATE])
        return bool(cursor.fetchone())


# What people had a hand in, in the words of the index block_by_hand; a remedy is no judgement.
_BY_HAND = """
    (block.confirmed_by_id IS NOT NULL OR block.upheld_at IS NOT NULL OR block.status = 'upheld'
     OR (block.ended_by_id IS NOT NULL AND block.status IN ('lifted', 'dismissed')
         AND NOT (block.reason::text LIKE 'remedy-%%')))
"""
TOUCHED = f"""
    SELECT 1 FROM eligibility_block block
    WHERE block.rule = %s
      AND greatest(block.confirmed_at, block.upheld_at, block.ended_at) > %s AND {_BY_HAND} LIMIT 1
"""  # noqa: S608 - our own words only
# Three sums over the same decisions. Resets are few: they are joined as a small table.
COUNT = f"""
    WITH decided AS MATERIALIZED (
        SELECT block.policy_id, finding.source, finding.batch_id,
               block.status IN ('lifted', 'dismissed') AS is_overturned,
               policy.mode = 'block' AS is_blocking,
               CASE block.status WHEN 'upheld' THEN coalesce(block.upheld_at, block.confirmed_at)
                                 WHEN 'confirmed' THEN block.confirmed_at
                                 ELSE block.ended_at END AS decided_at
        FROM eligibility_block block
        JOIN eligibility_finding finding ON finding.id = block.finding_id
        JOIN eligibility_rulepolicy policy ON policy.id = block.policy_id
        WHERE block.rule = %s AND {_BY_HAND}
          AND ((block.status IN ('lifted', 'dismissed') AND block.ended_by_id IS NOT NULL)
               OR block.status = 'upheld'
               OR (block.status = 'confirmed' AND block.confirmed_by_id IS NOT NULL))
          AND NOT (block.reason::text LIKE 'remedy-%%')
    ),
    scoped AS (
        SELECT policy_id, '' AS source, NULL::bigint AS batch_id, is_overturned, is_blocking,
               decided_at
        FROM decided
        UNION ALL
        SELECT NULL, source, NULL, is_overturned, is_blocking, decided_at
        FROM decided WHERE source <> ''
        UNION ALL
        SELECT NULL, '', batch_id, is_overturned, is_blocking, decided_at
        FROM decided WHERE batch_id IS NOT NULL
    ),
    reset AS (
        SELECT coalesce(policy_id, 0) AS policy_id, source, coalesce(batch_id, 0) AS batch_id,
               max(reset_at) AS at
        FROM eligibility_fuse WHERE rule = %s AND reset_at IS NOT NULL GROUP BY 1, 2, 3
    )
    SELECT scoped.policy_id, scoped.source, scoped.batch_id,
           count(*), count(*) FILTER (WHERE is_overturned),
           count(*) FILTER (WHERE is_blocking), count(*) FILTER (WHERE is_blocking AND is_overturned)
    FROM scoped LEFT JOIN reset
      ON reset.policy_id = coalesce(scoped.policy_id, 0)
     AND reset.source = scoped.source AND reset.batch_id = coalesce(scoped.batch_id, 0)
    WHERE reset.at IS NULL OR scoped.decided_at > reset.at
    GROUP BY 1, 2, 3 ORDER BY 1 NULLS LAST, 2, 3
"""  # noqa: S608 - our own words only


@dataclass(frozen=True, slots=True)
class _Counted:
    rule: str
    policy_id: int | None
    source: str
    batch_id: int | None
    decided: int
    overturned: int


@dataclass(frozen=True, slots=True)
class _Cell:
    """One scope's counts as they are kept: of all versions, and of those that block."""

    rule: str
    policy_id: int | None
    source: str
    batch_id: int | None
    decided: int
    overturned: int
    blocking_decided: int
    blocking_overturned: int

    def of_all(self) -> _Counted:
        scope = (self.rule, self.policy_id, self.source, self.batch_id)
        return _Counted(*scope, self.decided, self.overturned)

    def of_blocking(self) -> _Counted:
        scope = (self.rule, self.policy_id, self.source, self.batch_id)
        return _Counted(*scope, self.blocking_decided, self.blocking_overturned)


def _kept() -> Iterator[_Cell]:
    for tally in OverturnTally.objects.order_by("rule"):
        for cell in tally.cells:
            yield _Cell(tally.rule, *cell)


def _rates(counted: Iterable[_Counted]) -> Iterator[Rate]:
    found = [row for row in counted if row.decided]
    versions = RulePolicy.objects.in_bulk({row.policy_id for row in found} - {None})
    batches = ImportBatch.objects.in_bulk({row.batch_id for row in found} - {None})
    for row in found:
        lowest, highest = wilson(row.overturned, row.decided)
        yield Rate(
            rule=row.rule,
            policy=versions[row.policy_id] if row.policy_id else None,
            source=row.source,
            batch=batches[row.batch_id] if row.batch_id else None,
            decided=row.decided,
            overturned=row.overturned,
            lowest=lowest,
            highest=highest,
        )
