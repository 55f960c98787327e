"""What an officer has typed into a form of a case and not sent yet."""

from django.db import models

from appeals.models.case import Appeal
from portal.fields import EncryptedJSONField
from portal.models import User


class OfficerDraft(models.Model):
    """One form of one case as one officer left it: it survives reloads, sign-outs, lost races."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="officer_drafts")
    officer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    # Which form: a verb of the case page.
    verb = models.CharField(max_length=30)
    # Lists of values by the names of the form's fields.
    typed = EncryptedJSONField(default=dict)
    # Counts the writes: what was on its way when the step was taken does not come back.
    revision = models.PositiveIntegerField(default=1, db_default=1)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "appeal", "verb"], name="one_draft_a_form_and_officer"
            )
        ]
        indexes = [models.Index(fields=["kept_at"], name="officer_draft_by_day")]

    def __str__(self) -> str:
        return f"{self.verb} of appeal {self.appeal_id}"
