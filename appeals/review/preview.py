"""What the person will read if the officer decides so; nothing is kept."""

from dataclasses import dataclass

from django.utils import translation

from appeals.models import Appeal, Outcome
from appeals.review.forms import DecisionForm


@dataclass(frozen=True, slots=True)
class Line:
    """One block in the letter."""

    ground: str
    result: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter in the person's own language."""

    language: str
    lines: list[Line]
    explanation: str


def letter(appeal: Appeal, form: DecisionForm) -> Letter:
    """Return the letter that a valid `form` would send."""
    ruling = form.ruling()
    grounds = {block.pk: block for block in form.blocks}
    with translation.override(appeal.language):
        lines = [
            Line(
                ground=str(grounds[chosen.block_id].get_ground_display()),
                result=str(Outcome.Result(chosen.result).label),
                reason=str(Outcome.Reason(chosen.reason).label),
                text=chosen.text,
            )
            for chosen in ruling.outcomes
        ]
    return Letter(appeal.language, lines, ruling.explanation)
