"""Forms that are not sent yet."""

import uuid

from django.db import models
from django.db.models import Q

from appeals.models.case import Appeal
from appeals.querysets import DraftQuerySet
from portal.fields import UNSAID, DeterministicTextField, EncryptedJSONField


class Draft(models.Model):
    """A form not sent yet: answers and uploads survive errors, reloads and weak networks."""

    # The form's hidden token; becomes Appeal.form_token.
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    answers = EncryptedJSONField(default=dict)
    # The decided appeal that is to go on: to the second level, or opened again.
    about = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="drafts")
    language = models.CharField(max_length=2, default="id")
    # Where the secret link went, and when the person was warned that the draft will expire.
    email = DeterministicTextField(purpose="email", blank=True)
    # In place of an address, for who has none.
    phone = DeterministicTextField(purpose="phone", blank=True, default="", db_default=UNSAID)
    link_sent_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="draft_by_expiry"),
            models.Index(
                fields=["expires_at"],
                name="draft_to_warn_about",
                condition=Q(link_sent_at__isnull=False, warned_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
