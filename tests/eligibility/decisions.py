"""What officers decided about blocks, and fuses that blew over it, for tests."""

from datetime import date, datetime
from typing import Any

from eligibility import blocking
from eligibility.models import Block, Finding, Fuse, ImportBatch
from tests import builders
from tests.builders import NOON
from tests.eligibility import people


def decided(
    lifted: int,
    upheld: int,
    *,
    source: str = "",
    batch: ImportBatch | None = None,
    at: datetime = NOON,
) -> list[Block]:
    """Block people and let officers decide, so many of each."""
    by = builders.officer()
    blocks = [builders.block() for _ in range(lifted + upheld)]
    Finding.objects.filter(blocks__in=blocks).update(source=source, batch=batch)
    blocking.lift(blocks[:lifted], by=by, reason="proof", at=at)
    blocking.uphold(blocks[lifted:], by=by, reason="rule_applies", at=at)
    return blocks


def batch() -> ImportBatch:
    """Return a file taken in."""
    return people.training_file(date(2026, 3, 3))


def blown_fuse(**over: Any) -> Fuse:
    """Blow a fuse by hand."""
    figures = {"decided": 40, "overturned": 30, "lowest": 0.6, "highest": 0.86}
    return Fuse.objects.create(**{"rule": "education", "blown_at": NOON, **figures, **over})
