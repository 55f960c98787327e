"""Files that supervisors want again and again, and the figures they want by mail."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.export import Export
from portal.models import User


class ExportPlanQuerySet(models.QuerySet["ExportPlan"]):
    """The questions to plans."""

    def due(self, *, on: date) -> Self:
        """Plans that are not paused and whose day has come."""
        return self.filter(paused_at=None, next_date__lte=on)


class ExportPlan(models.Model):
    """An export that is asked for by itself, masked, for its owner; `scheduling` writes it."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Setiap hari")
        WEEKLY = "weekly", _("Setiap minggu, di hari kerja pertama")
        MONTHLY = "monthly", _("Setiap bulan, di hari kerja pertama")

    class Span(models.TextChoices):
        YESTERDAY = "yesterday", _("Kemarin")
        LAST_WEEK = "last_week", _("Minggu lalu, Senin sampai Minggu")
        LAST_MONTH = "last_month", _("Bulan lalu")

    class Pause(models.TextChoices):
        BY_OWNER = "by_owner", _("Anda menjedanya")
        NO_SUPERVISOR = "no_supervisor", _("Pemiliknya bukan penyelia aktif")
        CHOICE_GONE = "choice_gone", _("Kolom atau saringannya sudah tidak ada")
        UNSUITED = (
            "unsuited",
            _("Setiap berkas mengulang hari yang sama. Ubah harinya, atau buat lebih jarang"),
        )

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=20, choices=Export.Subject)
    format = models.CharField(max_length=10, choices=Export.Format)
    # Keys of columns, and the filters' values (reports.subjects.Choice); empty: as usual.
    choice = models.JSONField(default=dict, db_default={})
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    span = models.CharField(max_length=20, choices=Span)
    purpose = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="id", db_default="id")
    created_at = models.DateTimeField()
    # The day, in Jakarta, from which the next file is asked for.
    next_date = models.DateField()
    last_date = models.DateField(null=True)
    # The last day that a file was about, or might have been when the plan began; None: not known.
    asked_until = models.DateField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_why = models.CharField(
        max_length=20, choices=Pause, blank=True, default="", db_default=""
    )

    objects = ExportPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("jadwal ekspor")
        verbose_name_plural = _("jadwal ekspor")
        indexes = [
            models.Index(
                fields=["next_date"], name="plan_by_day", condition=models.Q(paused_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"export plan {self.pk}"


class DigestWish(models.Model):
    """That somebody wants the desk's figures by mail; `digests` writes it."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Setiap hari")
        WEEKLY = "weekly", _("Setiap Senin")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    language = models.CharField(max_length=8, default="id", db_default="id")
    # The last day of the period that was told of last.
    told_until = models.DateField()

    def __str__(self) -> str:
        return f"digest for user {self.user_id}"
