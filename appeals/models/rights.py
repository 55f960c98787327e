"""What people ask of their personal data (UU 27/2022), each with its clock."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from eligibility.models import Account
from portal.fields import (
    UNSAID,
    DeterministicTextField,
    EncryptedJSONField,
    EncryptedTextField,
)
from portal.models import User


class DataRequest(models.Model):
    """One request; it is owed an answer within 3 x 24 hours."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("Melihat data saya")
        RECTIFY = "rectify", _("Memperbaiki data saya")
        ERASE = "erase", _("Menghapus data saya")
        WITHDRAW = "withdraw", _("Menarik persetujuan")

    class Result(models.TextChoices):
        DONE = "done", _("Dilakukan")
        PARTLY = "partly", _("Dilakukan sebagian")
        REFUSED = "refused", _("Tidak dapat dilakukan")

    reference = models.CharField(max_length=14, unique=True)
    # The form's hidden token: the same form sent twice is one request.
    form_token = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    # What the person proved to be theirs: one of the two.
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    # Where the answer goes; it outlives the contact that the request may have erased.
    email = DeterministicTextField(purpose="email")
    phone = DeterministicTextField(purpose="phone", blank=True, default="", db_default=UNSAID)
    language = models.CharField(max_length=2, default="id")
    # What was typed, by field: for a correction the datum, the right value and the proof.
    said = EncryptedJSONField(default=dict)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=10, choices=Result, blank=True)
    # Why not, as a code: legal_hold, and so on.
    reason = models.CharField(max_length=30, blank=True)
    answer = EncryptedTextField(blank=True)

    class Meta:
        verbose_name = _("permintaan data")
        verbose_name_plural = pgettext_lazy("plural", "permintaan data")
        constraints = [
            models.CheckConstraint(
                condition=Q(appeal=None, account__isnull=False)
                | Q(appeal__isnull=False, account=None),
                name="a_data_request_is_about_one_thing",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="data_request_owed",
                condition=Q(answered_at=None),
            ),
            models.Index(fields=["due_at", "id"], name="data_request_by_due"),
        ]

    def __str__(self) -> str:
        return self.reference
