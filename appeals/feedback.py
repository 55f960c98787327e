"""What people think of the handling of their case: asked once, after the decision.

Never changes a decision; supervisors read it in figures.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appeals.models import Appeal, Feedback
from portal import audit, calendar

DAYS = 10
# From here down the page shows the ways on again.
LOW = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A score from one (bad) to five (good), whether the reasons were understood, free words."""

    score: int
    understood: bool | None = None
    text: str = ""


class NotAsked(Exception):
    """The case is not decided, or its days for an opinion are over."""


def until(appeal: Appeal) -> date | None:
    """Return the last day for an opinion; None for a case that is not decided."""
    if appeal.decided_at is None:
        return None
    return calendar.civil_date(appeal.decided_at) + timedelta(days=DAYS)


def is_asked(appeal: Appeal, *, at: datetime) -> bool:
    """Say whether the person may give or change their opinion at `at`."""
    last = until(appeal)
    return last is not None and calendar.civil_date(at) <= last


def given(appeal: Appeal) -> Feedback | None:
    """Return what the person said."""
    return Feedback.objects.filter(appeal=appeal).first()


def give(appeal: Appeal, *, said: Said, at: datetime) -> Feedback:
    """Keep the person's opinion in the place of an earlier one. Raises NotAsked."""
    if not is_asked(appeal, at=at):
        raise NotAsked(f"appeal {appeal.pk} asks for no opinion")
    values = {"score": said.score, "understood": said.understood, "text": said.text, "at": at}
    kept, _created = Feedback.objects.update_or_create(appeal=appeal, defaults=values)
    audit.record("feedback.given", by=None, subject=appeal, at=at, score=said.score)
    return kept
