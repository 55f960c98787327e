"""The same order sent twice, as by a second press after Back: the first one counts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from appeals.models import Export
from appeals.reports import exporting
from appeals.reports.export_order import Order, last_day
from portal.models import User

# So soon after an order, even of a file that is written by now, the same is a second press.
_SAME_PRESS = timedelta(minutes=1)


class Repeated(Exception):
    """The person asked for the same a moment ago, or waits for it still: `export`."""

    def __init__(self, export: Export) -> None:
        super().__init__(f"export {export.pk} is the same")
        self.export = export


@transaction.atomic
def request_once(order: Order, *, by: User, address: str, at: datetime) -> Export:
    """Ask for an export as `exporting.request` does; raises Repeated, and what that raises.

    Two presses at once wait for each other at the person's row.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    if (first := _same(order, by=by, at=at)) is not None:
        raise Repeated(first)
    return exporting.request(order, by=by, address=address, at=at)


def _same(order: Order, *, by: User, at: datetime) -> Export | None:
    """Return the export that was asked for by the same order, unless it ended without a file."""
    ended = ~Q(judged_by=None) & Q(approved_at=None)
    asked = Export.objects.filter(
        requested_by=by,
        subject=order.subject,
        format=order.format,
        from_date=order.period.first,
        until_date=last_day(order, at=at),
        choice=order.choice.as_kept(),
        purpose=order.purpose,
        language=order.language,
        is_unmasked=order.is_unmasked,
        is_planned=order.is_planned,
        cancelled_at=None,
        dead_at=None,
        expires_at__gt=at,
    ).exclude(ended)
    lately = Q(done_at=None) | Q(requested_at__gt=at - _SAME_PRESS)
    return asked.filter(lately).order_by("-pk").first()
