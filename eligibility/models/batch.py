"""The files that facts came in, and the files that wait to be taken in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.querysets import BatchQuerySet
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class ImportBatch(models.Model):
    """One file of facts taken in: where it came from and as of which day."""

    class Kind(models.TextChoices):
        ACCOUNTS = "accounts", pgettext_lazy("plural", "Akun")
        GRANTS = "grants", _("Penerima")
        TRAINING = "training", _("Pelatihan")
        VERDICTS = "verdicts", _("Hasil register")
        REFERENCE = "reference", _("Daftar rujukan")
        EVENTS = "events", _("Kejadian pendaftaran")
        REFUNDS = "refunds", _("Tagihan pengembalian")

    class Extent(models.TextChoices):
        """Whether the file names everybody the source knows; who is missing then is off it."""

        PART = "part", _("Sebagian: yang tidak disebut tetap")
        WHOLE = "whole", _("Daftar lengkap: yang tidak disebut dihapus")
        WHOLE_FOR_SURE = "whole_for_sure", _("Daftar lengkap, berapa pun yang dihapus")

    kind = models.CharField(max_length=20, choices=Kind, verbose_name=_("jenis"))
    source = models.CharField(max_length=80, verbose_name=_("sumber"))
    source_date = models.DateField(verbose_name=_("tanggal sumber"))
    extent = models.CharField(
        max_length=14, choices=Extent, default=Extent.PART, verbose_name=_("cakupan")
    )
    file_sha256 = models.CharField(max_length=64, verbose_name=_("SHA-256 berkas"))
    rows_read = models.PositiveIntegerField(default=0, verbose_name=_("baris dibaca"))
    rows_written = models.PositiveIntegerField(default=0, verbose_name=_("baris disimpan"))
    rows_refused = models.PositiveIntegerField(default=0, verbose_name=_("baris ditolak"))
    # Verdicts and entries ended because a whole list does not name the person any more.
    rows_removed = models.PositiveIntegerField(default=0, verbose_name=_("baris dihapus"))
    # Of those, the ones that wait for a second officer; and the blocks that rest on them.
    rows_unnamed = models.PositiveIntegerField(default=0, verbose_name=_("menunggu persetujuan"))
    blocks_resting = models.PositiveIntegerField(default=0, verbose_name=_("blokir terkait"))
    removed_at = models.DateTimeField(null=True, verbose_name=_("penghapusan disetujui"))
    removed_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("disetujui oleh"),
    )
    started_at = models.DateTimeField(verbose_name=_("mulai"))
    # When its first line was read, by the last worker that took it up; None: not yet.
    read_since = models.DateTimeField(null=True, verbose_name=_("dibaca sejak"))
    finished_at = models.DateTimeField(null=True, verbose_name=_("selesai"))
    # How many lines the file has; None: not counted (rows of a partner's request).
    lines = models.PositiveIntegerField(null=True, verbose_name=_("jumlah baris"))
    # What was wrong with the refused lines: reason to count, the most frequent first.
    refusals = models.JSONField(default=dict, verbose_name=_("alasan penolakan"))
    requested_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("diminta oleh")
    )
    # Why the whole file was not taken in, in an officer's words.
    fault = models.CharField(max_length=200, blank=True, verbose_name=_("kesalahan"))
    # The source was wrong: its facts count no more and what followed from them is undone.
    withdrawn_at = models.DateTimeField(null=True, verbose_name=_("ditarik"))
    withdrawn_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("ditarik oleh")
    )
    withdrawal_reason = models.CharField(
        max_length=200, blank=True, verbose_name=_("alasan penarikan")
    )
    # When the last of its facts was taken back, which a large file takes a while for.
    taken_back_at = models.DateTimeField(null=True, verbose_name=_("penarikan selesai"))

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("impor data")
        verbose_name_plural = pgettext_lazy("plural", "impor data")
        # The list for staff: every call of a partner is a batch, too.
        indexes = [
            models.Index(fields=["kind", "id"], name="batch_by_kind"),
            models.Index(fields=["source", "id"], name="batch_by_source"),
            models.Index(fields=["source_date", "id"], name="batch_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_date:%Y-%m-%d}"


class ImportOrder(Owed):
    """An uploaded file that waits for a worker to take it in."""

    batch = models.OneToOneField(ImportBatch, on_delete=models.PROTECT, related_name="order")
    # Names in the private store: the file as it came, and the refused lines afterwards.
    upload = models.CharField(max_length=64)
    rejects = models.CharField(max_length=64, blank=True)

    objects: ClassVar[OwedQuerySet["ImportOrder"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], name="import_owed", condition=Q(done_at=None, dead_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"order of import {self.batch_id}"
