"""Keeps what was measured of a picture with its row, and judges it by the thresholds of the day."""

from appeals.evidence import quality
from appeals.evidence.quality import Measures
from appeals.models import Evidence
from appeals.querysets import EvidenceQuerySet

_AT_ONCE = 500


def columns(kind: str, measures: Measures | None) -> dict[str, object]:
    """Return what the row of a picture just measured says of it; faces are looked for later."""
    if measures is None:
        return {"measures": None, "flaws": []}
    return {"measures": measures.stored(), "flaws": list(quality.flaws(kind, measures))}


def judge_again(evidence: EvidenceQuerySet) -> int:
    """Judge what was measured before by the thresholds of today; return how many rows changed.

    For when a threshold changed, or faces were looked for. Nobody is told.
    """
    ready = evidence.filter(state=Evidence.State.READY, measures__isnull=False)
    rows = ready.only("kind", "measures", "faces", "flaws").order_by("pk")
    return sum(_judge_again(row) for row in rows.iterator(chunk_size=_AT_ONCE))


def _judge_again(row: Evidence) -> int:
    assert row.measures is not None  # as judge_again asked for
    faces = None if row.faces is None else len(row.faces)
    found = list(quality.flaws(row.kind, Measures(**row.measures), faces=faces))
    if found == row.flaws:
        return 0
    # Unless it was erased meanwhile.
    still = Evidence.objects.filter(pk=row.pk, measures__isnull=False)
    return still.update(flaws=found)
