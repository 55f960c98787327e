"""What was said and decided in the cases that a case goes on from; officers read it only."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from appeals.models import Appeal, Decision, Message
from portal.identifiers import mask_name


@dataclass(frozen=True, slots=True)
class Before:
    """One case of the chain below, its words as the viewer may read them."""

    appeal: Appeal
    words: str
    decision: Decision | None
    explanation: str
    said: tuple[str, ...]


def cases_before(appeal: Appeal, *, shown: Callable[[str], str]) -> list[Before]:
    """Return the chain below `appeal`, the first case first; a fixed number of queries."""
    root = appeal.root_id
    if root is None:
        return []
    decided = Decision.objects.filter(voided_at=None).prefetch_related(
        "outcomes__block", "outcomes__evidence"
    )
    person = Message.objects.filter(author=Message.Author.PERSON).order_by("pk")
    rows = Appeal.objects.filter(Q(pk=root) | Q(root=root, pk__lt=appeal.pk)).prefetch_related(
        Prefetch("decisions", queryset=decided), Prefetch("conversation", queryset=person)
    )
    return [_before(row, shown) for row in rows.order_by("pk")]


def _before(row: Appeal, shown: Callable[[str], str]) -> Before:
    decision = next(iter(row.decisions.all()), None)
    return Before(
        appeal=row,
        words=shown(row.chronology),
        decision=decision,
        explanation=shown(decision.said_to(mask_name(row.name))) if decision else "",
        said=tuple(shown(message.text) for message in row.conversation.all()),
    )
