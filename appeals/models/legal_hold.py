"""What forbids deleting anything of a case; `legal_holds` is the only writer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from portal.fields import EncryptedTextField
from portal.models import User


class LegalHold(models.Model):
    """A case, and all others of its matter, of which nothing is deleted until this is lifted."""

    class Cause(models.TextChoices):
        COURT = "court", _("Perkara di pengadilan")
        OMBUDSMAN = "ombudsman", _("Pemeriksaan Ombudsman")
        FRAUD = "fraud", _("Pemeriksaan penipuan")
        AUDIT = "audit", _("Audit")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="legal_holds")
    cause = models.CharField(max_length=20, choices=Cause, verbose_name=_("sebab"))
    reason = EncryptedTextField()
    # When somebody looks whether it is still needed; nothing ends by itself on that day.
    review_date = models.DateField(null=True, verbose_name=_("tinjau lagi"))
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(verbose_name=_("dipasang"))
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, verbose_name=_("dilepas"))
    why_lifted = EncryptedTextField(blank=True)

    class Meta:
        verbose_name = _("larangan hapus")
        verbose_name_plural = pgettext_lazy("plural", "larangan hapus")
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "cause"],
                name="one_standing_legal_hold_per_cause",
                condition=Q(lifted_at=None),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_legal_hold_is_lifted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_date", "id"],
                name="legal_hold_to_review",
                condition=Q(lifted_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"legal hold {self.pk}"

    @property
    def is_standing(self) -> bool:
        """Whether it still forbids."""
        return self.lifted_at is None
