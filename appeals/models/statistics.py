"""Editions of the official statistics: which month, why anew, and the files as they were made."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from portal.leases import Owed, OwedQuerySet
from portal.models import User


class StatisticsEdition(Owed):
    """One issue of a month's report; a later one corrects it and takes nothing away."""

    # The last of the months that the report tells of, named by its first day.
    month = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    # Printed on its cover; empty for the first edition.
    reason = models.CharField(max_length=300, blank=True)
    # None: the portal itself, at the month's turn.
    ordered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()

    objects: ClassVar[OwedQuerySet["StatisticsEdition"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="one_edition_per_number"),
            models.UniqueConstraint(
                fields=["month"], condition=Q(done_at=None), name="one_owed_edition_per_month"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="a_corrected_edition_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"statistics {self.month:%Y-%m} edition {self.number}"

    @property
    def earlier(self) -> list[int]:
        """The numbers of the editions that this one replaced."""
        return list(range(1, self.number))


class StatisticsFile(models.Model):
    """The report of an edition in one language, never changed once it is made."""

    edition = models.ForeignKey(StatisticsEdition, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(max_length=2)
    content = models.BinaryField()
    # Of the content, in hexadecimal; also its ETag.
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language"], name="one_file_per_edition_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"statistics file {self.edition_id} {self.language}"
