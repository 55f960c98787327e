"""Forms that are not sent yet."""

import uuid

from django.db import models

from appeals.querysets import DraftQuerySet
from portal.fields import EncryptedJSONField


class Draft(models.Model):
    """A form not sent yet: answers and uploads survive errors, reloads and weak networks."""

    # The form's hidden token; becomes Appeal.form_token.
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    answers = EncryptedJSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="draft_by_expiry")]

    def __str__(self) -> str:
        return f"draft {self.pk}"
