"""A decision or proposal as it stands: its outcomes, what was looked at, what came since."""

from collections import Counter
from dataclasses import dataclass

from appeals.lifecycle import Entry, new_since
from appeals.models import Appeal, Decision, Outcome
from appeals.review.added import Added, added
from appeals.review.checklist import words_of


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One outcome, and what the officer ticked as looked at."""

    outcome: Outcome
    looked_at: list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a standing decision rests on.

    `files` and `words` count what the person had put on file then; `added` is what came after a
    proposal, which the second person must read, too.
    """

    outcomes: list[OutcomeView]
    files: int
    words: int
    digest: str
    added: list[Added]


def standing(decision: Decision, appeal: Appeal) -> Standing:
    """Return what `decision` on `appeal` rests on; its outcomes are loaded with their blocks."""
    kinds = Counter(
        entry.kind for name in decision.file_seen if (entry := Entry.named(name)) is not None
    )
    is_open = decision.effective_at is None and bool(decision.file_digest)
    return Standing(
        outcomes=[
            OutcomeView(row, words_of(row.block, row.looked_at)) for row in decision.outcomes.all()
        ],
        files=kinds["file"],
        words=kinds["message"] + kinds["answer"] + kinds["filing"],
        digest=decision.file_digest[:12],
        added=added(appeal, new_since(appeal, decision.file_seen)) if is_open else [],
    )
