"""Cases whose keeping period is over, and lists of them."""

from datetime import datetime, timedelta

from appeals import retention
from appeals.models import Appeal, DeletionCase, DeletionList, DeletionPart
from tests import builders
from tests.appeals.erasures import pdp, withdrawn

YEAR = timedelta(days=366)


def long_over(years: int = 6) -> Appeal:
    """Return a case with a photo that the person withdrew so many years ago."""
    return withdrawn(builders.now() - years * YEAR)


def drawn_up() -> DeletionList:
    """Return a list of what is over today, collected to its end."""
    at = builders.now()
    drawn = retention.draw_up(by=pdp(), at=at)
    retention.collect_owed(at=at)
    drawn.refresh_from_db()
    return drawn


def signed() -> DeletionList:
    """Return such a list with both signatures; nothing is deleted yet."""
    drawn = drawn_up()
    retention.propose(drawn, by=pdp(), at=builders.now())
    retention.sign(drawn, by=pdp(), at=builders.now())
    drawn.refresh_from_db()
    return drawn


def carried_out(drawn: DeletionList, *, at: datetime | None = None) -> DeletionList:
    """Work the list's parts off, whoever held them before."""
    left = DeletionPart.objects.filter(on_list=drawn, done_at=None)
    left.update(lease_until=None, claimed_by=None, due_at=builders.now() - YEAR)
    retention.delete_owed(at=at or builders.now())
    drawn.refresh_from_db()
    return drawn


def only_case() -> DeletionCase:
    return DeletionCase.objects.get()
