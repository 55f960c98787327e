"""Which outcome on a block counts: of a chain of decisions, the last one that took effect."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from appeals.models import Outcome

_CHAIN = Coalesce("decision__appeal__root_id", "decision__appeal_id")


def last_words(start: datetime, end: datetime) -> QuerySet[Outcome]:
    """Return outcomes in effect from `start` to before `end` that no later decision replaced."""
    return outcomes_between(start, end).exclude(Exists(later_words()))


def outcomes_between(start: datetime, end: datetime) -> QuerySet[Outcome]:
    """Return outcomes in effect from `start` to before `end`, and of which chain they are."""
    return Outcome.objects.filter(
        decision__voided_at=None, decision__effective_at__gte=start, decision__effective_at__lt=end
    ).annotate(chain=_CHAIN)


def later_words() -> QuerySet[Outcome]:
    """Return, for an outcome of `outcomes_between`, the later ones on its block in its chain."""
    return Outcome.objects.annotate(chain=_CHAIN).filter(
        block=OuterRef("block"),
        chain=OuterRef("chain"),
        decision__voided_at=None,
        decision__effective_at__gt=OuterRef("decision__effective_at"),
    )
