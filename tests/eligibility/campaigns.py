"""Remedies for a wrong file as officers lead them, for tests."""

from datetime import timedelta

from eligibility import remedies
from eligibility.models import Block, BlockLetter, Finding, ImportBatch, Remedy
from tests import builders
from tests.builders import NOON

LATER = NOON + timedelta(hours=1)


def batch() -> ImportBatch:
    return ImportBatch.objects.create(
        kind="verdicts",
        source="kemdikbud",
        source_date=NOON.date(),
        file_sha256="0" * 64,
        started_at=NOON,
        finished_at=NOON,
    )


def blocks_by(source: ImportBatch, count: int = 3) -> list[Block]:
    """Block `count` people on the word of one file."""
    blocks = [builders.block() for _ in range(count)]
    Finding.objects.filter(blocks__in=blocks).update(batch=source)
    BlockLetter.objects.all().delete()
    return blocks


def opened(source: ImportBatch, *, role: str = "rule_officer") -> Remedy:
    return remedies.open_for(
        title="Berkas Maret keliru",
        explanation="Data sekolah bulan Maret keliru.",
        batch=source,
        by=builders.officer(role),
        at=NOON,
    )


def approved(source: ImportBatch) -> Remedy:
    remedy = opened(source)
    remedies.approve(remedy, by=builders.officer("supervisor"), at=NOON)
    return remedy


def work_off(remedy: Remedy) -> Remedy:
    while remedies.work_off(at=LATER) is not None:
        pass
    remedy.refresh_from_db()
    return remedy


def statuses() -> set[str]:
    return set(Block.objects.values_list("status", flat=True))
