"""The files that facts came in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportBatch(models.Model):
    """One file of facts taken in: where it came from and as of which day."""

    class Kind(models.TextChoices):
        ACCOUNTS = "accounts", pgettext_lazy("plural", "Akun")
        GRANTS = "grants", _("Penerima")
        TRAINING = "training", _("Pelatihan")
        VERDICTS = "verdicts", _("Hasil register")
        REFERENCE = "reference", _("Daftar rujukan")

    kind = models.CharField(max_length=20, choices=Kind, verbose_name=_("jenis"))
    source = models.CharField(max_length=80, verbose_name=_("sumber"))
    source_date = models.DateField(verbose_name=_("tanggal sumber"))
    file_sha256 = models.CharField(max_length=64, verbose_name=_("SHA-256 berkas"))
    rows_read = models.PositiveIntegerField(default=0, verbose_name=_("baris dibaca"))
    rows_written = models.PositiveIntegerField(default=0, verbose_name=_("baris disimpan"))
    rows_refused = models.PositiveIntegerField(default=0, verbose_name=_("baris ditolak"))
    started_at = models.DateTimeField(verbose_name=_("mulai"))
    finished_at = models.DateTimeField(null=True, verbose_name=_("selesai"))

    class Meta:
        verbose_name = _("impor data")
        verbose_name_plural = pgettext_lazy("plural", "impor data")

    def __str__(self) -> str:
        return f"{self.source} {self.source_date:%Y-%m-%d}"
