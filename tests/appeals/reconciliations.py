"""Walks over filings, and what they found."""

from datetime import datetime, timedelta

from appeals import reconciling
from appeals.models import FilingFault, Reconciliation
from tests import builders

DAY = timedelta(days=1)


def walked(at: datetime) -> Reconciliation:
    """Begin a walk, or go on with the one under way, and come to its end."""
    run = reconciling.begin(by=None, at=at)
    while run.done_at is None:
        made_due(run)
        assert reconciling.work_off(at=at, most=1) == 1
        run.refresh_from_db()
    return run


def made_due(run: Reconciliation) -> None:
    """Let nobody hold the walk, and let it be due."""
    past = builders.now() - DAY
    Reconciliation.objects.filter(pk=run.pk).update(due_at=past, lease_until=None)


def counts(run: Reconciliation) -> tuple[int, int, int, int]:
    return run.checked, run.repaired, run.raised, run.gone


def raised() -> list[str]:
    return sorted(reconciling.to_look_at().values_list("kind", flat=True))


def fault() -> FilingFault:
    return FilingFault.objects.get()
