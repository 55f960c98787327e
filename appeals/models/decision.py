"""What was proposed or decided; `lifecycle` is the only writer."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models.case import Appeal
from appeals.models.evidence import Evidence
from eligibility.models import Block
from portal.fields import EncryptedTextField
from portal.models import User


class Decision(models.Model):
    """What was proposed or decided; it takes effect at `effective_at`."""

    class Conclusion(models.TextChoices):
        GRANTED = "granted", _("Dikabulkan")
        PARTLY = "partly", _("Dikabulkan sebagian")
        REFUSED = "refused", _("Ditolak")
        ANSWERED = "answered", _("Dijawab")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="decisions")
    conclusion = models.CharField(max_length=10, choices=Conclusion)
    # What the letter says to the person, beside the outcome of each ground.
    explanation = EncryptedTextField()
    # None: nobody decided, the time for it was over (lifecycle.silence).
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField(null=True)
    # A proposal sent back or edited counts no more.
    voided_at = models.DateTimeField(null=True)
    # What the person had put on the file when it was decided or proposed: names of entries, and
    # a digest over them and what they say (lifecycle.on_file). Empty: decided before it was kept.
    file_seen = models.JSONField(default=list, db_default=[])
    file_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    # The digest when the second person signed.
    approved_digest = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"],
                name="one_standing_decision_per_appeal",
                condition=Q(voided_at=None),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")),
                name="nobody_approves_their_own_proposal",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_at"],
                name="decision_by_effect",
                condition=Q(effective_at__isnull=False, voided_at=None),
            ),
            # Proposals that were sent back, by day.
            models.Index(
                fields=["voided_at"],
                name="decision_by_voiding",
                condition=Q(voided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"

    def said_to(self, name: str) -> str:
        """The explanation as it is read, with `name` where it addresses the person."""
        words: str = self.explanation
        return words.replace("{nama}", name)

    @property
    def said(self) -> str:
        """The explanation where nothing may name the person: in messages and on pages."""
        return self.said_to(str(_("Bapak/Ibu")))


class Outcome(models.Model):
    """What a decision does to one block, and why."""

    class Result(models.TextChoices):
        LIFTED = "lifted", _("Blokir dicabut")
        UPHELD = "upheld", _("Blokir tetap berlaku")

    class Reason(models.TextChoices):
        PROOF_CONVINCES = "proof_convinces", _("Bukti Anda meyakinkan")
        SOURCE_OUTDATED = "source_outdated", _("Data sumber sudah lama")
        SOURCE_WRONG = "source_wrong", _("Data sumber keliru")
        TYPING_ERROR = "typing_error", _("Salah ketik saat mendaftar")
        PROGRAMME_FAULT = "programme_fault", _("Gangguan di pihak kami")
        # The portal's own: nobody decided in time (UU 30/2014).
        SILENCE = "silence", _("Waktu putusan sudah lewat")
        PROOF_MISSING = "proof_missing", _("Bukti yang diminta belum ada")
        PROOF_CONTRADICTS = "proof_contradicts", _("Bukti tidak cocok dengan data")
        RULE_APPLIES = "rule_applies", _("Aturannya memang berlaku untuk Anda")

    # Which reasons speak for which result.
    REASONS_FOR: ClassVar[Mapping[str, Sequence[str]]] = {
        Result.LIFTED: (
            Reason.PROOF_CONVINCES,
            Reason.SOURCE_OUTDATED,
            Reason.SOURCE_WRONG,
            Reason.TYPING_ERROR,
            Reason.PROGRAMME_FAULT,
        ),
        Result.UPHELD: (Reason.PROOF_MISSING, Reason.PROOF_CONTRADICTS, Reason.RULE_APPLIES),
    }

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="outcomes")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="outcomes")
    result = models.CharField(max_length=10, choices=Result)
    reason = models.CharField(max_length=30, choices=Reason)
    text = EncryptedTextField(blank=True)
    # The files that the outcome rests on.
    evidence = models.ManyToManyField(Evidence, related_name="outcomes")
    # What the officer ticked as looked at: codes of review.checklist.
    looked_at = models.JSONField(default=list, db_default=[])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "block"], name="one_outcome_per_block")
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.block_id}"
