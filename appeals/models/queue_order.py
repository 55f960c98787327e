"""What the queue's pages read their rows by: urgent first, then by due day; one index a question.

Partial indexes over open cases, so that years of finished ones never lie in the way.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.querysets import FINISHED, OPEN, RUNNING


class Priority(models.IntegerChoices):
    """Who comes first; the smaller number does."""

    URGENT = 0, _("Mendesak")
    USUAL = 1, _("Biasa")


class Facets(models.Func):
    """All that a queue can be narrowed by, as one array: "s" and the status, and so on.

    One index over it answers every combination of filters, from the rarest on.
    """

    output_field: ClassVar[Any] = ArrayField(models.TextField())
    letters = "sclpo"

    def __init__(self, *columns: Any) -> None:  # noqa: ANN401 - names, or what Django made of them
        given = columns or (
            "status", "channel", "level", "province_code", "officer", "grounds",
        )  # fmt: skip
        super().__init__(*given)

    def as_sql(  # type: ignore[override] # no template of Django's is asked
        self,
        compiler: Any,  # noqa: ANN401 - Django's
        connection: Any,  # noqa: ANN401 - Django's
        **context: Any,  # noqa: ANN401 - Django's
    ) -> tuple[str, tuple[()]]:
        """Join the columns, each behind its letter; the grounds stand for themselves."""
        *single, grounds = (compiler.compile(each)[0] for each in self.source_expressions)
        words = (
            f"'{letter}' || {sql}::text" for letter, sql in zip(self.letters, single, strict=True)
        )
        return f"(ARRAY[{', '.join(words)}] || {grounds}::text[])", ()


_OPEN = Q(status__in=list(OPEN))

INDEXES = [
    models.Index(
        fields=["due_date", "id"],
        name="appeal_urgent_by_due",
        condition=_OPEN & Q(priority=Priority.URGENT),
    ),
    # The next case, and the list of those that nobody has.
    models.Index(
        fields=["priority", "due_date", "id"],
        name="appeal_unclaimed_by_due",
        condition=Q(status="submitted", officer=None),
    ),
    # The next case for officers who decide on some provinces only.
    models.Index(
        fields=["province_code", "priority", "due_date", "id"],
        name="appeal_unclaimed_by_province",
        condition=Q(status="submitted", officer=None),
    ),
    # Late ones are looked for here: paused ones keep an old day and would lie in front.
    models.Index(
        fields=["due_date", "id"],
        name="appeal_running_by_due",
        condition=Q(status__in=list(RUNNING)),
    ),
    models.Index(
        fields=["due_date", "id"],
        name="appeal_banding_by_due",
        condition=_OPEN & Q(level=2),
    ),
    models.Index(
        fields=["due_date", "id"],
        name="appeal_suspected_by_due",
        condition=_OPEN & (Q(has_rival=True) | Q(has_lookalike=True)),
    ),
    GinIndex(Facets(), name="appeal_open_facets", condition=_OPEN),
    GinIndex(Facets(), name="appeal_finished_facets", condition=Q(status__in=list(FINISHED))),
]
