"""The questions officers ask of eligibility's rows, named as they speak."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from portal.calendar import end_of_day

if TYPE_CHECKING:
    from eligibility.models import (  # noqa: F401
        Account,
        Block,
        Finding,
        Fuse,
        Gelombang,
        Hold,
        ImportBatch,
        RulePolicy,
    )

STANDING = ("confirmed", "upheld")
OPEN = ("proposed", *STANDING)


class AccountQuerySet(models.QuerySet["Account"]):
    """Questions about accounts."""

    def with_nik(self, nik: str) -> Self:
        """Accounts with this NIK, closed ones left out."""
        return self.filter(nik=nik).exclude(status="closed")


class FindingQuerySet(models.QuerySet["Finding"]):
    """Questions about findings."""

    def open(self) -> Self:
        """Findings nobody has acted on."""
        return self.filter(status="open")

    def alive(self) -> Self:
        """Findings whose facts still hold and that nobody has settled."""
        return self.filter(status__in=("open", "acted"))


class BlockQuerySet(models.QuerySet["Block"]):
    """Questions about blocks."""

    def standing(self) -> Self:
        """Blocks that stop the account now."""
        return self.filter(status__in=STANDING)

    def open(self) -> Self:
        """Blocks that stop the account or are proposed."""
        return self.filter(status__in=OPEN)


class HoldQuerySet(models.QuerySet["Hold"]):
    """Questions about holds."""

    def standing(self) -> Self:
        """Holds not released."""
        return self.filter(released_at=None)


class PolicyQuerySet(models.QuerySet["RulePolicy"]):
    """Questions about policies."""

    def in_force(self, *, on: date) -> Self:
        """Enabled policies valid on the day `on`, which nobody had stopped by its end."""
        going = Q(stopped_at=None) | Q(stopped_at__gt=end_of_day(on))
        return self.valid(on=on).filter(going)

    def valid(self, *, on: date) -> Self:
        """Enabled policies whose days hold `on`, stopped ones among them: these keep their place."""
        return self.exclude(enabled_at=None).filter(
            Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on
        )

    def with_replaced_at(self) -> Self:
        """Note as `replaced_at` when a newer version took over that begins on the next day.

        On paper a version replaced on its first day ends the day before: it governed until then.
        """
        newer = self.model._default_manager.exclude(enabled_at=None).filter(
            Q(first_wave=None) | Q(first_wave__lte=OuterRef("first_wave")),
            Q(last_wave=None) | Q(last_wave__gte=OuterRef("last_wave")),
            rule=OuterRef("rule"),
            version__gt=OuterRef("version"),
            valid_from=OuterRef("valid_until") + timedelta(days=1),
        )
        first = newer.order_by("enabled_at", "pk").values("enabled_at")[:1]
        return self.annotate(replaced_at=Subquery(first))

    def drafts(self) -> Self:
        """Policies that may still be changed."""
        return self.filter(enabled_at=None, discarded_at=None)


class FuseQuerySet(models.QuerySet["Fuse"]):
    """Questions about fuses."""

    def blown(self) -> Self:
        """Fuses that nobody has reset."""
        return self.filter(reset_at=None)


class BatchQuerySet(models.QuerySet["ImportBatch"]):
    """Questions about imported files."""

    def standing(self) -> Self:
        """Batches taken in whole and not withdrawn."""
        return self.filter(withdrawn_at=None).exclude(finished_at=None)


class GelombangQuerySet(models.QuerySet["Gelombang"]):
    """Questions about waves."""

    def open(self, *, at: datetime) -> Self:
        """Waves one can join at that moment."""
        return self.filter(opens_at__lte=at, closes_at__gt=at)
