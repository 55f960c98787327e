"""What an officer typed into forms that the case offers them no more: to be read and copied."""

from collections.abc import Iterable
from dataclasses import dataclass

from appeals.models import OfficerDraft

_WORDS = ("explanation", "text", "note", "why", "detail", "question")


@dataclass(frozen=True, slots=True)
class Leftover:
    """The words of one draft, and the form they were typed into."""

    verb: str
    words: list[str]


def leftovers(drafts: Iterable[OfficerDraft]) -> list[Leftover]:
    """Return the words of `drafts`; what holds no words is left out."""
    found = [Leftover(row.verb, _words(row)) for row in drafts]
    return [one for one in found if one.words]


def _words(draft: OfficerDraft) -> list[str]:
    return [
        value
        for name, values in sorted(draft.typed.items())
        if name in _WORDS or name.startswith("text_")
        for value in values
        if value
    ]
