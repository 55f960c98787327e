"""Documents given out: receipts of complaints, letters of decisions and to institutions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models.case import Appeal
from appeals.models.decision import Decision
from portal.fields import EncryptedJSONField


class Letter(models.Model):
    """A document with a number and a check code; its words stay as they were on its day."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Bukti pengaduan")
        RULING = "ruling", _("Surat putusan")
        # To another institution; the person is not its reader.
        INQUIRY = "inquiry", _("Surat pertanyaan ke lembaga")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="letters")
    decision = models.OneToOneField(
        Decision, null=True, on_delete=models.PROTECT, related_name="letter"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=20, unique=True)
    check_code = models.CharField(max_length=12)
    language = models.CharField(max_length=2)
    # Headings and paragraphs in their order, so that a copy never differs.
    content = EncryptedJSONField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"], name="one_receipt_per_appeal", condition=Q(kind="receipt")
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["receipt", "inquiry"], decision=None)
                | Q(kind="ruling", decision__isnull=False),
                name="a_ruling_has_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.number
