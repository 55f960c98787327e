"""Draws decisions by chance for another officer to look at again, in the step that decides.

The draw is a cryptographic one: whoever decides cannot foresee whether somebody will look.
"""

import secrets
from datetime import datetime

from django.conf import settings

from appeals.models import Decision, QualityReview
from portal import audit

Kind = QualityReview.Kind


def draw(decision: Decision, *, at: datetime) -> QualityReview | None:
    """Put the decision into the sample, or not; the share of its day stands in the row."""
    kind = _kind(decision)
    percent = _percent(kind)
    if secrets.randbelow(100) >= percent:
        return None
    review = QualityReview.objects.create(
        decision=decision,
        appeal=decision.appeal,
        decider=decision.proposed_by,
        kind=kind,
        percent=percent,
        drawn_at=at,
    )
    audit.record("quality.drawn", by=None, subject=review, at=at, appeal=decision.appeal_id)
    return review


def _kind(decision: Decision) -> Kind:
    """A case answered without a block, or granted in part, was refused something."""
    if decision.proposed_by_id is None:
        return Kind.SILENCE
    is_granted = decision.conclusion == Decision.Conclusion.GRANTED
    return Kind.GRANT if is_granted else Kind.REFUSAL


def _percent(kind: Kind) -> int:
    shares = {
        Kind.REFUSAL: settings.QUALITY_REFUSALS_PERCENT,
        Kind.GRANT: settings.QUALITY_GRANTS_PERCENT,
        Kind.SILENCE: settings.QUALITY_SILENCE_PERCENT,
    }
    return int(shares[kind])
