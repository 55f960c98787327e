"""Report files that are owed to staff."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.leases import Owed, OwedQuerySet
from portal.models import User


class Export(Owed):
    """A report file owed to a supervisor."""

    class Subject(models.TextChoices):
        APPEALS = "appeals", pgettext_lazy("plural", "Pengaduan")
        DECISIONS = "decisions", pgettext_lazy("plural", "Putusan")
        BLOCKS = "blocks", pgettext_lazy("plural", "Blokir")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    subject = models.CharField(max_length=20, choices=Subject)
    format = models.CharField(max_length=10, choices=Format)
    from_date = models.DateField()
    until_date = models.DateField()
    purpose = models.CharField(max_length=200)
    # In which language its titles and words stand: the reader's.
    language = models.CharField(max_length=8, default="id", db_default="id")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    rows = models.PositiveIntegerField(null=True)
    file_name = models.CharField(max_length=80, blank=True)
    expires_at = models.DateTimeField()

    objects: ClassVar[OwedQuerySet["Export"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"export {self.pk}"
