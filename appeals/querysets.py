"""The questions officers ask of appeals' rows, named as they speak."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from portal.leases import OwedQuerySet

if TYPE_CHECKING:
    from appeals.models import Appeal, Draft, Evidence  # noqa: F401

OPEN = ("submitted", "in_review", "info_requested", "waiting_source", "for_approval")
PAUSED = ("info_requested", "waiting_source")


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Questions about appeals."""

    def open(self) -> Self:
        """Appeals that still owe a decision."""
        return self.filter(status__in=OPEN)

    def unclaimed(self) -> Self:
        """Appeals that nobody has taken."""
        return self.filter(status="submitted", officer=None)

    def overdue(self, *, on: date) -> Self:
        """Open appeals whose decision day lies before `on` and whose clock runs."""
        return self.open().exclude(status__in=PAUSED).filter(due_date__lt=on)

    def about_nik(self, nik: str) -> Self:
        """Appeals filed with this NIK."""
        return self.filter(nik=nik)


class DraftQuerySet(models.QuerySet["Draft"]):
    """Questions about drafts."""

    def expired(self, *, at: datetime) -> Self:
        """Drafts to remove."""
        return self.filter(expires_at__lte=at)


class EvidenceQuerySet(OwedQuerySet["Evidence"]):
    """Questions about evidence."""

    def filed(self) -> Self:
        """Evidence of appeals, not of drafts."""
        return self.exclude(appeal=None)
