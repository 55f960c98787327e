"""Rows that owe work: leased by a worker, done once, dead after five deliveries.

Owns claiming, finishing and failing of such rows; what the work is, the caller knows. Times are
the database's, so that workers with wrong clocks cannot take each other's rows.
"""

import uuid
from datetime import timedelta
from typing import Any, Self, TypeVar

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

MOST_DELIVERIES = 5

_Row = TypeVar("_Row", bound="Owed", covariant=True)


class OwedQuerySet(models.QuerySet[_Row]):
    """The questions and the one way to take a row."""

    def owed(self) -> Self:
        """Rows whose work is neither done nor given up."""
        return self.filter(done_at=None, dead_at=None)

    def ready(self) -> Self:
        """Owed rows that are due and that nobody holds."""
        return self.owed().filter(
            Q(lease_until=None) | Q(lease_until__lte=Now()), due_at__lte=Now()
        )

    def dead(self) -> Self:
        """Rows given up after too many deliveries, for staff to see."""
        return self.filter(done_at=None).exclude(dead_at=None)

    def lease(self, *, seconds: int, limit: int = 1) -> list[_Row]:
        """Take up to `limit` ready rows, oldest due first, for `seconds`.

        Rows that another worker is taking at this moment are skipped. Each row carries the
        lease's own `claimed_by`; `finish` and `fail` do nothing once another lease took over.
        """
        claim = uuid.uuid4()
        with transaction.atomic():
            ids = list(
                self.ready()
                .order_by("due_at", "pk")
                .select_for_update(skip_locked=True, of=("self",))
                .values_list("pk", flat=True)[:limit]
            )
            self.model._base_manager.filter(pk__in=ids).update(
                claimed_by=claim,
                lease_until=Now() + timedelta(seconds=seconds),
                deliveries=F("deliveries") + 1,
            )
        return list(self.model._base_manager.filter(claimed_by=claim, pk__in=ids).order_by("pk"))


class Owed(models.Model):
    """A row that owes work; concrete models add what the work needs."""

    due_at = models.DateTimeField(db_default=Now())
    claimed_by = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    deliveries = models.PositiveSmallIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    dead_at = models.DateTimeField(null=True, editable=False)
    last_fault = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    def finish(self, **values: Any) -> bool:  # Any: column values of the concrete model
        """Mark the work done and set `values`; return False if the lease was lost."""
        return bool(self._mine().update(done_at=Now(), lease_until=None, **values))

    def fail(self, fault: str, *, retry_in: timedelta) -> bool:
        """Give the row back for a later try, or up after MOST_DELIVERIES.

        `fault` is a short constant text without personal values. Returns False if the lease
        was lost.
        """
        values: dict[str, object] = {"lease_until": None, "last_fault": fault[:200]}
        if self.deliveries >= MOST_DELIVERIES:
            values["dead_at"] = Now()
        else:
            values["due_at"] = Now() + retry_in
        return bool(self._mine().update(**values))

    def give_up(self, fault: str) -> bool:
        """Mark the work as dead at once: trying again cannot help."""
        return bool(self._mine().update(dead_at=Now(), lease_until=None, last_fault=fault[:200]))

    def _mine(self) -> models.QuerySet[Self]:
        return type(self)._base_manager.filter(  # type: ignore[return-value]
            pk=self.pk, claimed_by=self.claimed_by, done_at=None
        )
