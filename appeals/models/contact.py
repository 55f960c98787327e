"""Contacts that people correct in their case, and what they thought of the decision."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models.case import Appeal
from portal.fields import EncryptedTextField


class ContactChange(models.Model):
    """A new contact for one case, until a code sent there confirms it.

    The contact of the account on file is none of this.
    """

    class Field(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Nomor HP")

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="contact_changes")
    field = models.CharField(max_length=10, choices=Field)
    value = EncryptedTextField()
    # What stood there before, so that the person can take the change back.
    was = EncryptedTextField(blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "field"],
                name="one_contact_change_at_a_time",
                condition=Q(confirmed_at=None, withdrawn_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.appeal_id}"


class Feedback(models.Model):
    """How the person found the handling of a decided case."""

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="feedback")
    # One (bad) to five (good).
    score = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    understood = models.BooleanField(null=True)
    text = EncryptedTextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="a_score_is_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"feedback on {self.appeal_id}"
