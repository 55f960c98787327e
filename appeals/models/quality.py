"""Decisions that chance picked for another officer to look at again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from appeals.models.decision import Decision
from portal.fields import EncryptedTextField
from portal.models import User


class QualityReview(models.Model):
    """One decision of the sample, and what another officer said of it."""

    class Kind(models.TextChoices):
        REFUSAL = "refusal", _("Penolakan")
        GRANT = "grant", _("Pengabulan")
        SILENCE = "silence", _("Dikabulkan karena lewat waktu")

    class Verdict(models.TextChoices):
        AGREE = "agree", _("Setuju")
        FORM_FAULT = "form_fault", _("Hasilnya benar, cara atau suratnya keliru")
        WRONG_OUTCOME = "wrong_outcome", _("Hasilnya keliru")

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="quality_review"
    )  # fmt: skip
    appeal = models.ForeignKey(
        Appeal,
        on_delete=models.PROTECT,
        related_name="quality_reviews",
        verbose_name=_("pengaduan"),
    )
    # Who decided; None: nobody did, the time was over.
    decider = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemutus")
    )
    kind = models.CharField(max_length=10, choices=Kind, verbose_name=_("jenis"))
    # Of a hundred such decisions so many were drawn on that day.
    percent = models.PositiveSmallIntegerField(verbose_name=_("persen contoh"))
    drawn_at = models.DateTimeField(verbose_name=_("terpilih"))
    reviewer = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemeriksa")
    )
    taken_at = models.DateTimeField(null=True, verbose_name=_("diambil"))
    verdict = models.CharField(
        max_length=20, choices=Verdict, blank=True, verbose_name=_("penilaian")
    )
    words = EncryptedTextField(blank=True)
    reviewed_at = models.DateTimeField(null=True, verbose_name=_("dinilai"))
    # The case that looks at the matter anew because the outcome was found wrong.
    reopened = models.OneToOneField(
        Appeal, null=True, on_delete=models.PROTECT, related_name="reopened_by_review"
    )

    class Meta:
        verbose_name = _("contoh mutu")
        verbose_name_plural = pgettext_lazy("plural", "contoh mutu")
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer=None) | Q(decider=None) | ~Q(reviewer=models.F("decider")),
                name="nobody_reviews_their_own_decision",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, verdict="")
                | Q(reviewed_at__isnull=False, reviewer__isnull=False),
                name="a_verdict_has_a_reviewer",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="quality_unclaimed", condition=Q(reviewer=None)),
            models.Index(
                fields=["reviewer", "id"],
                name="quality_in_hand",
                condition=Q(reviewed_at=None, reviewer__isnull=False),
            ),
            # What was found of late, for the supervisors' board.
            models.Index(fields=["drawn_at", "verdict"], name="quality_by_drawing"),
            # The lists for staff, newest first, narrowed by one of these.
            models.Index(fields=["decider", "id"], name="quality_by_decider"),
            models.Index(fields=["verdict", "id"], name="quality_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"review of decision {self.decision_id}"
