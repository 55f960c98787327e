"""How many rows an export with open names holds, counted within the time that somebody waits."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from appeals.models import Export
from appeals.reports.export_order import NothingToOpen, Order, TooMany, order_of
from appeals.reports.subjects import SUBJECTS, TooSlow

# So long a page may read; a narrow filter over many days can take longer than anybody waits.
SECONDS = 5


@contextmanager
def hurried() -> Iterator[None]:
    """Raise TooSlow where a statement within takes longer than SECONDS."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
            yield
    except OperationalError as fault:
        if not isinstance(fault.__cause__, QueryCanceled):
            raise
        raise TooSlow(f"longer than {SECONDS} s") from fault


def open_rows(order: Order) -> int:
    """Return how many rows the order has, one more than the cap at most; in `hurried`."""
    subject = SUBJECTS[Export.Subject(order.subject)]
    return subject.count_to(settings.EXPORT_UNMASKED_ROWS + 1, order.period, order.choice)


def asked_for(order: Order) -> int:
    """Return how many rows there are to be open; raises NothingToOpen, TooMany or TooSlow."""
    if not SUBJECTS[Export.Subject(order.subject)].can_be_open:
        raise NothingToOpen(f"{order.subject} masks nothing")
    with hurried():
        found = open_rows(order)
    if found > settings.EXPORT_UNMASKED_ROWS:
        raise TooMany(f"more than {settings.EXPORT_UNMASKED_ROWS} rows")
    return found


def now(export: Export) -> int | None:
    """Return how many rows an open export has by now; None where counting takes too long."""
    try:
        with hurried():
            return open_rows(order_of(export))
    except TooSlow:
        return None
