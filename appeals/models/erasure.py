"""What is done about a data request: erasures part by part with their proof, and corrections.

`erasure` is the only writer of erasures and their parts, `correcting` of corrections.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.case import Appeal
from appeals.models.evidence import Evidence
from appeals.models.rights import DataRequest
from portal.fields import EncryptedTextField
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class Erasure(models.Model):
    """A request's erasure: proposed with its answer, and ordered once it is signed."""

    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="erasure")
    # Values of ErasurePart.Kind.
    kinds = models.JSONField(default=list)
    result = models.CharField(max_length=10, choices=DataRequest.Result)
    reason = models.CharField(max_length=30, blank=True)
    answer = EncryptedTextField(blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    # Where files are erased, somebody else than who proposed it.
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    # Nothing is left to erase, and the person was told so.
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by=None)
                | ~models.Q(signed_by=models.F("proposed_by"))
                | ~models.Q(kinds__contains=["files"]) & ~models.Q(kinds__contains=["relied"]),
                name="two_people_erase_files",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at=None, signed_by=None)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False),
                name="an_erasure_is_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class ErasurePart(Owed):
    """One kind of data of one case: owed at once, or on the day until which the law keeps it.

    What stands here afterwards proves the erasure and names nobody: what, how many, when, and a
    digest of the rows' keys.
    """

    class Kind(models.TextChoices):
        DRAFTS = "drafts", _("Isian yang belum dikirim")
        FEEDBACK = "feedback", _("Catatan penilaian")
        FILES = "files", _("Foto dan berkas")
        RELIED = "relied", _("Foto dan berkas yang menjadi dasar putusan")
        CONSENTS = "consents", _("Persetujuan")
        CONTACT = "contact", _("E-mail dan nomor HP")
        PAPERS = "papers", _("Isi pengaduan, percakapan, dan surat")

    class Keeping(models.TextChoices):
        LEGAL_HOLD = "legal_hold", _("Wajib disimpan selama ada pemeriksaan atau perkara")
        OPEN_CASE = "open_case", _("Pengaduan belum selesai")
        WAY_ON = "way_on", _("Putusannya masih bisa dilawan")
        IN_FORCE = "in_force", _("Putusannya masih berlaku")
        MISUSE = "misuse", _("Dibutuhkan untuk memeriksa penyalahgunaan NIK")
        RETENTION = "retention", _("Berkas yang sudah selesai wajib disimpan")

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind)
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="+")
    # How many rows there are to erase, and then how many were erased.
    count = models.PositiveIntegerField(default=0)
    # SHA-256 over the keys of the erased rows, each added to the digest before.
    digest = models.CharField(max_length=64, blank=True)
    erased = models.PositiveIntegerField(default=0)
    # Why it is not erased yet, and the last day of that where it is known.
    keeping = models.CharField(max_length=20, choices=Keeping, blank=True)
    kept_until = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)

    objects: ClassVar[OwedQuerySet["ErasurePart"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["erasure", "kind", "appeal"],
                name="one_part_of_a_kind_and_case",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="erasure_part_owed",
                condition=models.Q(done_at=None, dead_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of erasure {self.erasure_id}"


class FileErasure(models.Model):
    """A file whose row is empty and whose bytes go: ordered first, and then done.

    `erasure.removing` is the only writer.
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="+")
    # Names in the evidence store; none once they are gone.
    names = models.JSONField(default=list)
    ordered_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="file_erasure_begun", condition=models.Q(gone_at=None))
        ]

    def __str__(self) -> str:
        return f"erasure of evidence {self.evidence_id}"


class Correction(models.Model):
    """A datum of a case that was corrected on request, with what stood there before, sealed."""

    class Datum(models.TextChoices):
        NAME = "name", _("Nama")
        NIK = "nik", _("NIK")
        KK = "kk", _("Nomor KK")
        BIRTH_DATE = "birth_date", _("Tanggal lahir")

    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="correction")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="corrections")
    datum = models.CharField(max_length=20, choices=Datum)
    was = EncryptedTextField(blank=True)
    became = EncryptedTextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.datum} of {self.appeal_id}"
