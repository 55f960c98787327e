"""What checks of the evidence store found: runs, lost files, and who decides without one."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from appeals.models.evidence import Evidence
from portal.fields import EncryptedTextField
from portal.leases import Owed, OwedQuerySet


class EvidenceCheck(Owed):
    """One walk over all stored files of evidence, in slices; `Owed` is the next slice."""

    began_at = models.DateTimeField(verbose_name=_("mulai"))
    # How many pieces of evidence there were to look at when it began, and how many it has seen.
    total = models.PositiveBigIntegerField(default=0, db_default=0, verbose_name=_("bukti"))
    seen = models.PositiveBigIntegerField(default=0, db_default=0, verbose_name=_("sudah dicek"))
    # Where the next slice goes on: the last row looked at; once all were, the last name of the store.
    last_id = models.BigIntegerField(default=0, db_default=0)
    has_seen_all = models.BooleanField(default=False, db_default=False)
    last_name = models.CharField(max_length=80, blank=True, default="", db_default="")
    files = models.PositiveBigIntegerField(default=0, db_default=0, verbose_name=_("berkas"))
    taken_in = models.PositiveBigIntegerField(
        default=0, db_default=0, verbose_name=_("sidik dicatat")
    )
    lost = models.PositiveBigIntegerField(
        default=0, db_default=0, verbose_name=_("hilang atau rusak")
    )
    found_again = models.PositiveBigIntegerField(
        default=0, db_default=0, verbose_name=_("ditemukan lagi")
    )
    # Files that no row names, older than a day.
    orphans = models.PositiveBigIntegerField(
        default=0, db_default=0, verbose_name=_("berkas tanpa catatan")
    )

    # How many names the store has; whether all orphans are counted, and how many are removed.
    names = models.PositiveBigIntegerField(default=0, db_default=0)
    has_counted = models.BooleanField(default=False, db_default=False)
    removed = models.PositiveBigIntegerField(
        default=0, db_default=0, verbose_name=_("sudah dibuang")
    )
    has_removed = models.BooleanField(default=False, db_default=False)
    # Files that are there and that the store does not give out.
    refused = models.PositiveBigIntegerField(
        default=0, db_default=0, verbose_name=_("tidak bisa diambil")
    )

    objects: ClassVar[OwedQuerySet["EvidenceCheck"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pengecekan berkas")
        verbose_name_plural = pgettext_lazy("plural", "pengecekan berkas")
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="one_unfinished_evidence_check",
                condition=Q(done_at=None, dead_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"evidence check {self.pk}"


class LostFile(models.Model):
    """A stored file of evidence that a check did not find as it was written."""

    class Part(models.TextChoices):
        UPLOAD = "upload", _("kiriman asli")
        IMAGE = "image", _("gambar")
        THUMBNAIL = "thumbnail", _("gambar kecil")

    class Fault(models.TextChoices):
        MISSING = "missing", _("tidak ada di penyimpanan")
        DAMAGED = "damaged", _("tidak bisa dibuka")
        CHANGED = "changed", _("isinya bukan yang dulu disimpan")

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="lost_files")
    part = models.CharField(max_length=10, choices=Part, verbose_name=_("bagian"))
    fault = models.CharField(max_length=10, choices=Fault, verbose_name=_("keadaan"))
    found_at = models.DateTimeField(verbose_name=_("diketahui"))
    # Found again as it was written, or made anew; or nothing is asked of it any more.
    mended_at = models.DateTimeField(null=True, verbose_name=_("pulih"))

    class Meta:
        verbose_name = _("berkas hilang")
        verbose_name_plural = pgettext_lazy("plural", "berkas hilang")
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "part"],
                condition=Q(mended_at=None),
                name="a_file_is_lost_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} of evidence {self.evidence_id}: {self.fault}"


class FileWaiver(models.Model):
    """A supervisor's written word that the decision on a case does not need a lost file."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="file_waivers")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="waivers")
    why = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "evidence"], name="one_waiver_per_case_and_file"
            )
        ]

    def __str__(self) -> str:
        return f"waiver of evidence {self.evidence_id} for appeal {self.appeal_id}"
