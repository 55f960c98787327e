"""The nightly look at what was filed, and what was found amiss; `reconciling` is the only writer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from appeals.models.evidence import Evidence
from portal.fields import EncryptedTextField
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class Reconciliation(Owed):
    """One walk over filings by key, slice by slice; `Owed` is the next slice."""

    begun_at = models.DateTimeField(verbose_name=_("mulai"))
    # Nobody: the nightly one.
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Filings beyond this key are new; of earlier ones only those with an open fault are read.
    from_key = models.BigIntegerField(default=0)
    until_key = models.BigIntegerField(default=0)
    # Up to here every filing was a day old, so that nothing about it was still on its way.
    settled_key = models.BigIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0, verbose_name=_("diperiksa"))
    repaired = models.PositiveIntegerField(default=0, verbose_name=_("diperbaiki"))
    raised = models.PositiveIntegerField(default=0, verbose_name=_("gangguan baru"))
    gone = models.PositiveIntegerField(default=0, verbose_name=_("gangguan hilang"))

    objects: ClassVar[OwedQuerySet["Reconciliation"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pencocokan pengaduan")
        verbose_name_plural = pgettext_lazy("plural", "pencocokan pengaduan")
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="one_reconciliation_is_under_way",
                condition=Q(done_at=None, dead_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"reconciliation {self.pk}"


class FilingFault(models.Model):
    """Something that a filing should have and has not: mended once by the machine, then raised."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("Nomor pengaduannya tidak sah")
        STEP = "step", _("Langkah pertamanya tidak tercatat")
        AUDIT = "audit", _("Pengirimannya tidak ada di catatan audit")
        DUE_DATE = "due_date", _("Hari putusannya tidak ada atau tidak masuk akal")
        FILE = "file", _("Berkasnya tidak ada di penyimpanan")
        EXAMINATION = "examination", _("Berkasnya belum dicek setelah satu hari")
        MESSAGE = "message", _("Kabar bahwa pengaduan diterima belum terkirim")
        RECEIPT = "receipt", _("Bukti pengaduannya belum terbit")
        RULING = "ruling", _("Surat putusannya belum terbit")
        CHECK = "check", _("Pengaduannya tidak bisa diperiksa mesin")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="filing_faults")
    kind = models.CharField(max_length=20, choices=Kind, verbose_name=_("gangguan"))
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(verbose_name=_("sejak"))
    # When the machine mended it; whether that helped, the next run sees.
    repaired_at = models.DateTimeField(null=True)
    # When people were to look: no repair is known, or it did not help.
    raised_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    # Somebody answers for it as it is, and it is not counted any more.
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    note = EncryptedTextField(blank=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("gangguan pengaduan")
        verbose_name_plural = pgettext_lazy("plural", "gangguan pengaduan")
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "kind", "evidence"],
                name="one_standing_fault_of_a_kind",
                condition=Q(gone_at=None),
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="filing_fault_to_look_at",
                condition=Q(gone_at=None, settled_at=None, raised_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.appeal_id}"
