"""What a case that was folded into another says of that one: where it stands, not its words."""

from dataclasses import dataclass
from datetime import date

from appeals.cases.ruled import standing
from appeals.cases.words import StatusWords, words_for
from appeals.models import Appeal

# A case may be folded into one that is folded later; more than this is a fault in the rows.
_MOST = 10


@dataclass(frozen=True, slots=True)
class Joined:
    """The case that speaks for this one; its number only where both have the same contact."""

    number: str
    status: StatusWords
    due: date | None
    is_open: bool


def leading(appeal: Appeal) -> Appeal | None:
    """Return the case that `appeal` was folded into, at the end of the line."""
    found = None
    following = appeal.merged_into
    for _ in range(_MOST):
        if following is None:
            break
        found, following = following, following.merged_into
    return found


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
