"""What was said and asked in a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.asking import QuestionItem
from appeals.models.case import Appeal
from appeals.models.evidence import Evidence
from portal.fields import EncryptedTextField
from portal.models import User


class Message(models.Model):
    """One thing said in a case's conversation."""

    class Author(models.TextChoices):
        PERSON = "person", _("Anda")
        OFFICER = "officer", _("Petugas")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="conversation")
    author = models.CharField(max_length=10, choices=Author)
    officer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    # Internal notes are for staff only.
    is_internal = models.BooleanField(default=False)
    at = models.DateTimeField()
    # The form's hidden token: the same words sent twice are one message.
    token = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            # Who was answered on a day.
            models.Index(
                fields=["at", "appeal"],
                name="message_answers_by_day",
                condition=models.Q(author="officer", is_internal=False),
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Question(models.Model):
    """One thing an officer needs from the person."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="questions")
    # The item of the list that it came from; None: the officer's own words.
    item = models.ForeignKey(
        QuestionItem, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # What kind of file answers it; empty: words answer it.
    kind = models.CharField(max_length=20, choices=Evidence.Kind, blank=True)
    text = EncryptedTextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = EncryptedTextField(blank=True)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"question {self.pk}"
