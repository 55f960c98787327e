"""How far a list has come, its parts and what became of its cases."""

from dataclasses import dataclass

from django.db.models import Count, Q

from appeals.models import DeletionCase, DeletionList, DeletionPart


@dataclass(frozen=True, slots=True)
class Progress:
    """Parts, those done and those that workers gave up; cases by what became of them."""

    parts: int
    done: int
    stuck: int
    percent: int
    deleted: int
    partly: int
    kept: int


def progress(drawn: DeletionList) -> Progress:
    """Return how far collecting or deleting has come."""
    found = DeletionPart.objects.filter(on_list=drawn).aggregate(
        parts=Count("pk"),
        done=Count("pk", filter=Q(done_at__isnull=False)),
        stuck=Count("pk", filter=Q(done_at=None, dead_at__isnull=False)),
    )
    results = DeletionCase.objects.filter(on_list=drawn).exclude(done_at=None)
    became = dict(results.values_list("result").annotate(count=Count("pk")))
    if drawn.signed_at is None:
        seen, every = drawn.cursor, drawn.until_key
    else:
        seen, every = found["done"], found["parts"]
    is_over = drawn.finished_at or (drawn.done_at and drawn.signed_at is None)
    return Progress(
        **found,
        percent=100 if is_over else 100 * seen // max(every, 1),
        deleted=became.get("deleted", 0),
        partly=became.get("partly", 0),
        kept=became.get("kept", 0),
    )
