"""Counting the lists of the queue that are everybody's, so that no page ever does."""

import json
from datetime import datetime

from appeals.models import Appeal, QueueCount
from appeals.querysets import AppealQuerySet
from portal import calendar

# What ended only grows, into the millions, and is told in two digits: beyond so many rows the
# planner's figure is near enough, and costs nothing.
COUNTED = 10_000


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
    }
    counted = {tab: found.count() for tab, found in lists.items()}
    counted["finished"] = _about(rows.finished())
    QueueCount.objects.bulk_create(
        (QueueCount(tab=tab, rows=rows, counted_at=at) for tab, rows in counted.items()),
        update_conflicts=True,
        unique_fields=["tab"],
        update_fields=["rows", "counted_at"],
    )


def _about(rows: AppealQuerySet) -> int:
    counted = rows.order_by()[: COUNTED + 1].count()
    if counted <= COUNTED:
        return counted
    [planned] = json.loads(rows.order_by().explain(format="json"))
    estimated: int = planned["Plan"]["Plan Rows"]
    return max(counted, estimated)
