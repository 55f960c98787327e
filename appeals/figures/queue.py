"""Counting the lists of the queue that are everybody's, so that no page ever does."""

from datetime import datetime

from appeals.models import Appeal, QueueCount
from portal import calendar


def count_queue(*, at: datetime) -> None:
    """Count each list anew; a list is known by its tab's name in the address."""
    rows = Appeal.objects.all()
    lists = {
        "urgent": rows.urgent(),
        "unclaimed": rows.unclaimed(),
        "person": rows.waiting_for_person(),
        "source": rows.waiting_for_source(),
        "approval": rows.waiting_for_approval(),
        "banding": rows.at_second_level(),
        "overdue": rows.overdue(on=calendar.civil_date(at)),
        "suspected": rows.suspected(),
        "open": rows.open(),
        "finished": rows.finished(),
    }
    QueueCount.objects.bulk_create(
        (QueueCount(tab=tab, rows=found.count(), counted_at=at) for tab, found in lists.items()),
        update_conflicts=True,
        unique_fields=["tab"],
        update_fields=["rows", "counted_at"],
    )
