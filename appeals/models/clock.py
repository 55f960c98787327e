"""What was said about a case's clock, once each: reminders to the person, warnings to the desk."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from portal.models import User


class AnswerReminder(models.Model):
    """The person was reminded of what was asked at a moment: half-way, or near the end."""

    class Stage(models.TextChoices):
        HALF = "half", _("di tengah waktu")
        LAST = "last", _("menjelang habis")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="answer_reminders")
    asked_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "asked_at", "stage"], name="one_reminder_per_question_and_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.stage}"


class Escalation(models.Model):
    """A case whose decision day is near: it stands on the supervisors' desk until it is over."""

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="escalations", verbose_name=_("pengaduan")
    )
    due_date = models.DateField(verbose_name=_("putusan paling lambat"))
    # Who held the case then; None: nobody did.
    officer = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("petugas")
    )
    at = models.DateTimeField(verbose_name=_("dinaikkan"))
    # Since when it is over: decided, ended, paused, or due on a later day.
    over_at = models.DateTimeField(null=True, verbose_name=_("selesai"))

    class Meta:
        verbose_name = _("kasus dekat tenggat")
        verbose_name_plural = pgettext_lazy("plural", "kasus dekat tenggat")
        constraints = [
            models.UniqueConstraint(fields=["appeal", "due_date"], name="one_escalation_per_day")
        ]
        indexes = [
            models.Index(fields=["id"], name="escalation_standing", condition=Q(over_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} due {self.due_date}"
