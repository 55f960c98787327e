"""Counts what became of each rule version's blocks, by register and file, per day into `RuleDay`.

Meant is a block that somebody complained about and people decided on; of a chain of decisions the
last one counts, on its own day, as in `what_counts`. What silence lifted (UU 30/2014) stands beside it.
"""

from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from appeals.figures import what_counts
from appeals.figures.day_span import span
from appeals.models import Outcome, RuleDay

_BY_SILENCE = Q(reason=Outcome.Reason.SILENCE)
_CELL = ("decision__appeal__level", "block__ground", "block__rule", "ordered_by", "source", "batch")


def count(day: date) -> None:
    """Count the day anew; wants a transaction."""
    cells = (
        what_counts.taken(*span(day))
        .exclude(what_counts.replaced())
        .annotate(
            # The version that ordered the block; one that no run made rests on its finding's.
            ordered_by=Coalesce("block__policy_id", "block__finding__policy_id"),
            source=F("block__finding__source"),
            batch=F("block__finding__batch_id"),
        )
        .values_list(*_CELL)
        .annotate(
            lifted=Count("pk", filter=Q(result=Outcome.Result.LIFTED) & ~_BY_SILENCE),
            upheld=Count("pk", filter=Q(result=Outcome.Result.UPHELD)),
            silent=Count("pk", filter=_BY_SILENCE),
        )
        .order_by()
    )
    RuleDay.objects.filter(day=day).delete()
    RuleDay.objects.bulk_create(
        [
            RuleDay(
                day=day, level=level, ground=ground, rule=rule, policy_id=policy, source=source,
                batch_id=batch, lifted=lifted, upheld=upheld, silent=silent,
            )
            for level, ground, rule, policy, source, batch, lifted, upheld, silent in cells
        ],
        batch_size=1000,
    )  # fmt: skip
