"""Counts what people thought of their case, by the day of its decision, into `FeedbackDay`."""

from datetime import date

from django.db.models import Case, Count, F, Value, When
from django.db.models.functions import Coalesce

from appeals.figures.day_span import span
from appeals.models import Decision, FeedbackDay

_CELL = ("level", "channel", "conclusion", "score", "understood")


def count(day: date) -> None:
    """Count the day anew; wants a transaction."""
    start, end = span(day)
    said = FeedbackDay.Understood
    cells = (
        Decision.objects.filter(voided_at=None, effective_at__gte=start, effective_at__lt=end)
        .annotate(
            level=F("appeal__level"),
            channel=F("appeal__channel"),
            score=Coalesce("appeal__feedback__score", 0),
            understood=Case(
                When(appeal__feedback__understood=True, then=Value(said.YES.value)),
                When(appeal__feedback__understood=False, then=Value(said.NO.value)),
                default=Value(said.UNSAID.value),
            ),
        )
        .values(*_CELL)
        .annotate(count=Count("pk"))
        .order_by()
    )
    FeedbackDay.objects.filter(day=day).delete()
    FeedbackDay.objects.bulk_create(FeedbackDay(day=day, **cell) for cell in cells)
