"""The questions officers ask of eligibility's rows, named as they speak."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from eligibility.models import Account, Block, Finding, Hold, RulePolicy  # noqa: F401

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
        """Enabled policies valid on the day `on`."""
        return self.exclude(enabled_at=None).filter(
            Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on
        )
