"""Ready texts for the letters of decisions, written by supervisors; each version is a row."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.decision import Decision, Outcome
from portal.models import User


class DecisionText(models.Model):
    """One version of a text: never changed, only followed by another, or ended."""

    # All versions of one text share it.
    family = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=80)
    # Codes of grounds; none: it fits every ground.
    grounds = models.JSONField(default=list)
    # What is decided about the block; empty: either.
    result = models.CharField(max_length=10, choices=Outcome.Result, blank=True)
    words = models.TextField()
    words_en = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    # Followed by another version, or no longer offered.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("teks putusan")
        verbose_name_plural = pgettext_lazy("plural", "teks putusan")
        constraints = [
            models.UniqueConstraint(fields=["family", "version"], name="one_row_a_text_version"),
            models.UniqueConstraint(
                fields=["family"], condition=Q(ended_at=None), name="one_current_version_a_text"
            ),
        ]
        indexes = [
            models.Index(fields=["title"], name="decision_text_current", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_current(self) -> bool:
        """Whether officers are offered it."""
        return self.ended_at is None

    def fits(self, grounds: set[str]) -> bool:
        """Say whether it speaks of one of `grounds`."""
        return not self.grounds or bool(grounds.intersection(self.grounds))


class TextUse(models.Model):
    """That the words of a decision came from one version of a text."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="text_uses")
    text = models.ForeignKey(DecisionText, on_delete=models.PROTECT, related_name="uses")
    # False: the officer changed its words in the decision.
    is_as_written = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "text"], name="one_use_a_text_and_decision")
        ]

    def __str__(self) -> str:
        return f"decision {self.decision_id} uses text {self.text_id}"
