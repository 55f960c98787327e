"""What is given back when a block falls, who is told, and campaigns for everyone a mistake hit."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.models.batch import ImportBatch
from eligibility.models.blocks import Block, CarryOver
from eligibility.models.facts import RefundDemand
from eligibility.models.people import Gelombang, Grant
from eligibility.models.policy import RulePolicy
from eligibility.models.screening import ScreeningRun
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class Restoration(models.Model):
    """One thing that lifting a block gave back."""

    class Kind(models.TextChoices):
        DEADLINE_DAYS = "deadline_days", _("Hari batas waktu dikembalikan")
        COMPLETION_DAYS = "completion_days", _("Hari penyelesaian pelatihan dikembalikan")
        NEXT_WAVE = "next_wave", _("Hak masuk gelombang berikutnya")
        REFUND_WITHDRAWN = "refund_withdrawn", _("Tagihan pengembalian dicabut")

    block = models.ForeignKey(
        Block, on_delete=models.PROTECT, related_name="restorations", verbose_name=_("blokir")
    )
    kind = models.CharField(max_length=20, choices=Kind, verbose_name=_("jenis"))
    # Whose deadline moved, by how many days, and until when it is now.
    grant = models.ForeignKey(Grant, null=True, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveIntegerField(default=0, verbose_name=_("hari"))
    until = models.DateTimeField(null=True, verbose_name=_("sampai"))
    # The wave that was missed.
    wave = models.ForeignKey(Gelombang, null=True, on_delete=models.PROTECT, related_name="+")
    refund = models.ForeignKey(RefundDemand, null=True, on_delete=models.PROTECT, related_name="+")
    restored_at = models.DateTimeField(verbose_name=_("dipulihkan"))

    class Meta:
        verbose_name = _("pemulihan")
        verbose_name_plural = pgettext_lazy("plural", "pemulihan")
        constraints = [
            models.UniqueConstraint(
                fields=["block", "kind", "grant", "wave", "refund"],
                name="one_restoration_per_thing",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for block {self.block_id}"


class BlockLetter(Owed):
    """A message about a block that its person is still owed."""

    class Kind(models.TextChoices):
        BLOCKED = "blocked", _("Pemberitahuan blokir")
        RESTORED = "restored", _("Pemberitahuan pemulihan")
        UPDATED = "updated", _("Pemberitahuan alasan diperbarui")

    block = models.ForeignKey(Block, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    # What an updated reason is about; None for the other kinds.
    carry_over = models.OneToOneField(
        CarryOver, null=True, on_delete=models.CASCADE, related_name="letter"
    )

    objects: ClassVar[OwedQuerySet["BlockLetter"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["block", "kind"],
                name="one_letter_per_block_and_kind",
                condition=Q(carry_over=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="letter_owed", condition=Q(done_at=None, dead_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} letter of block {self.block_id}"


class Remedy(models.Model):
    """A campaign that lifts every block a wrong batch, version or run has made."""

    title = models.CharField(max_length=120, verbose_name=_("judul"))
    # What went wrong, in words that everybody it hit will read.
    explanation = models.TextField(verbose_name=_("penjelasan"))
    # The same for those who read the portal in English; empty: nobody wrote it.
    explanation_en = models.TextField(
        blank=True, default="", db_default="", verbose_name=_("penjelasan dalam bahasa Inggris")
    )
    # What the blocks have in common: exactly one of these.
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.PROTECT, related_name="remedies",
        verbose_name=_("impor data"),
    )  # fmt: skip
    policy = models.ForeignKey(
        RulePolicy, null=True, on_delete=models.PROTECT, related_name="remedies",
        verbose_name=_("kebijakan"),
    )  # fmt: skip
    run = models.ForeignKey(
        ScreeningRun, null=True, on_delete=models.PROTECT, related_name="remedies",
        verbose_name=_("pemeriksaan"),
    )  # fmt: skip
    opened_at = models.DateTimeField(verbose_name=_("dibuka"))
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("dibuka oleh")
    )
    approved_at = models.DateTimeField(null=True, verbose_name=_("disetujui"))
    approved_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("disetujui oleh"),
    )
    stopped_at = models.DateTimeField(null=True, verbose_name=_("dihentikan"))
    finished_at = models.DateTimeField(null=True, verbose_name=_("selesai"))
    blocks = models.PositiveIntegerField(default=0, verbose_name=pgettext_lazy("plural", "blokir"))
    lifted = models.PositiveIntegerField(default=0, verbose_name=pgettext_lazy("blocks", "dicabut"))
    # Ended by somebody else before the campaign came to them.
    passed_over = models.PositiveIntegerField(default=0, verbose_name=_("dilewati"))

    class Meta:
        verbose_name = _("pemulihan bersama")
        verbose_name_plural = pgettext_lazy("plural", "pemulihan bersama")
        constraints = [
            models.CheckConstraint(
                condition=Q(batch__isnull=False, policy=None, run=None)
                | Q(batch=None, policy__isnull=False, run=None)
                | Q(batch=None, policy=None, run__isnull=False),
                name="a_remedy_has_one_cause",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("opened_by")),
                name="nobody_approves_their_own_remedy",
            ),
        ]

    def __str__(self) -> str:
        return f"remedy {self.pk}"

    def explanation_in(self, language: str) -> str:
        """Return the explanation in that language where somebody wrote it, or in Indonesian."""
        is_english = language.startswith("en") and self.explanation_en
        return self.explanation_en if is_english else self.explanation


class RemedyChunk(Owed):
    """A range of block keys whose blocks a campaign still has to lift."""

    remedy = models.ForeignKey(Remedy, on_delete=models.CASCADE, related_name="chunks")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    lifted = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0)

    objects: ClassVar[OwedQuerySet["RemedyChunk"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["remedy", "first_id"], name="one_remedy_chunk_per_range"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="remedy_owed", condition=Q(done_at=None, dead_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"blocks {self.first_id} to {self.last_id}"
