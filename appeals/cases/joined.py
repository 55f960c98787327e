"""What a case that was folded into another says of that one: where it stands, not its words."""

from dataclasses import dataclass
from datetime import date

from appeals.cases.ruled import standing
from appeals.cases.words import StatusWords, words_for
from appeals.lifecycle import leading
from appeals.models import Appeal


@dataclass(frozen=True, slots=True)
class Joined:
    """The case that speaks for this one; its number only where both have the same contact."""

    number: str
    status: StatusWords
    due: date | None
    is_open: bool


def joined(appeal: Appeal) -> Joined | None:
    """Return how the case that `appeal` was folded into stands."""
    into = leading(appeal) if appeal.status == Appeal.Status.MERGED else None
    if into is None:
        return None
    return Joined(
        number=into.reference if into.has_same_contact(appeal) else "",
        status=words_for(into, standing(into)),
        due=into.due_date if into.is_open and into.paused_at is None else None,
        is_open=into.is_open,
    )
