"""Rows that owe work: leased by a worker, done once, dead after five deliveries.

Owns claiming, finishing and failing of such rows; what the work is, the caller knows. Times are
the database's, so that workers with wrong clocks cannot take each other's rows.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

MOST_DELIVERIES = 5
LEASE_RAN_OUT = "the worker's lease ran out"

_Row = TypeVar("_Row", bound="Owed", covariant=True)


class NotLeased(RuntimeError):
    """The row was not taken with `lease`, so nobody may finish or fail it."""


class OwedQuerySet(models.QuerySet[_Row]):
    """The questions and the one way to take a row."""

    def owed(self) -> Self:
        """Rows whose work is neither done nor given up."""
        return self.filter(done_at=None, dead_at=None)

    def ready(self) -> Self:
        """Owed rows that are due, that nobody holds and that have deliveries left."""
        return self._free().filter(due_at__lte=Now(), deliveries__lt=MOST_DELIVERIES)

    def dead(self) -> Self:
        """Rows given up after too many deliveries, for staff to see."""
        return self.filter(done_at=None).exclude(dead_at=None)

    def lease(self, *, seconds: int, limit: int = 1) -> list[_Row]:
        """Take up to `limit` ready rows, oldest due first, for `seconds`.

        Call it outside a transaction: until it commits, others neither see nor get the rows.
        Rows that another worker is taking at this moment are skipped. Each row carries the
        lease's own `claimed_by`; `finish` and `fail` do nothing once another lease took over.
        """
        self._bury()
        claim = uuid.uuid4()
        with transaction.atomic(using=self.db):
            ids = list(
                self.ready()
                .order_by("due_at", "pk")
                .select_for_update(skip_locked=True, of=("self",))
                .values_list("pk", flat=True)[:limit]
            )
            self._all().filter(pk__in=ids).update(
                claimed_by=claim,
                lease_until=Now() + timedelta(seconds=seconds),
                deliveries=F("deliveries") + 1,
            )
        return list(self._all().filter(claimed_by=claim, pk__in=ids).order_by("due_at", "pk"))

    def _bury(self) -> None:
        """Give up rows whose last worker died without a word, or they would come back forever."""
        with transaction.atomic(using=self.db):
            worn_out = list(
                self._free()
                .filter(deliveries__gte=MOST_DELIVERIES)
                .select_for_update(skip_locked=True, of=("self",))
                .values_list("pk", flat=True)
            )
            if worn_out:
                self._all().filter(pk__in=worn_out).update(
                    dead_at=Now(), lease_until=None, last_fault=LEASE_RAN_OUT
                )

    def _free(self) -> Self:
        return self.owed().filter(Q(lease_until=None) | Q(lease_until__lte=Now()))

    def _all(self) -> models.QuerySet[_Row]:
        return self.model._base_manager.using(self.db)


class Owed(models.Model):
    """A row that owes work; concrete models add what the work needs."""

    due_at = models.DateTimeField(db_default=Now(), verbose_name=_("jatuh tempo"))
    claimed_by = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    deliveries = models.PositiveSmallIntegerField(
        default=0, editable=False, verbose_name=_("percobaan")
    )
    done_at = models.DateTimeField(null=True, editable=False, verbose_name=_("selesai"))
    dead_at = models.DateTimeField(null=True, editable=False, verbose_name=_("dihentikan"))
    last_fault = models.CharField(
        max_length=200, blank=True, editable=False, verbose_name=_("kesalahan terakhir")
    )

    class Meta:
        abstract = True

    def finish(self, **values: Any) -> bool:  # noqa: ANN401 - column values of the concrete model
        """Mark the work done and set `values`; return False if the lease was lost.

        A row given up meanwhile may still be finished by its last worker: the work is done.
        """
        return bool(self._mine().update(done_at=Now(), lease_until=None, **values))

    def fail(self, fault: str, *, retry_in: timedelta) -> bool:
        """Give the row back for a later try, or up after MOST_DELIVERIES.

        `fault` is a short constant text without personal values. Returns False if the lease
        was lost.
        """
        values: dict[str, object] = {
            "claimed_by": None,
            "lease_until": None,
            "last_fault": fault[:200],
        }
        if self.deliveries >= MOST_DELIVERIES:
            values["dead_at"] = Now()
        else:
            values["due_at"] = Now() + retry_in
        return bool(self._mine().filter(dead_at=None).update(**values))

    def postpone(self, *, to: datetime) -> bool:
        """Give the row back until `to`, as if nobody had taken it: its work is not due yet.

        Returns False if the lease was lost.
        """
        values = {"claimed_by": None, "lease_until": None, "deliveries": 0}
        return bool(self._mine().filter(dead_at=None).update(due_at=to, **values))

    def set_aside(self, why: str, *, retry_in: timedelta) -> bool:
        """Give the row back for later and spend no delivery: nothing was tried.

        `why` is a short constant text. Returns False if the lease was lost.
        """
        values = {
            "claimed_by": None,
            "lease_until": None,
            "last_fault": why[:200],
            "deliveries": self.deliveries - 1,
            "due_at": Now() + retry_in,
        }
        return bool(self._mine().filter(dead_at=None).update(**values))

    def give_up(self, fault: str) -> bool:
        """Mark the work as dead at once, because trying again cannot help."""
        values = {"dead_at": Now(), "claimed_by": None, "lease_until": None}
        return bool(self._mine().filter(dead_at=None).update(last_fault=fault[:200], **values))

    def _mine(self) -> models.QuerySet[Self]:
        if self.claimed_by is None:
            raise NotLeased(f"{self._meta.label} {self.pk} was not taken with lease()")
        rows = type(self)._base_manager.using(self._state.db)
        return rows.filter(pk=self.pk, claimed_by=self.claimed_by, done_at=None)
