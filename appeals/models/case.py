"""A complaint, what it is about, what was agreed to, and the steps it went.

`lifecycle` is the only writer of `Appeal.status` and of steps.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.querysets import AppealQuerySet
from eligibility.models import Account, Block
from portal.fields import DeterministicTextField, EncryptedDateField, EncryptedTextField
from portal.models import User


class Appeal(models.Model):
    """One complaint, from filing to decision."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Pengaduan diterima")
        IN_REVIEW = "in_review", _("Sedang diperiksa")
        INFO_REQUESTED = "info_requested", _("Kami butuh berkas dari Anda")
        WAITING_SOURCE = "waiting_source", _("Menunggu jawaban lembaga lain")
        FOR_APPROVAL = "for_approval", _("Menunggu persetujuan kedua")
        DECIDED = "decided", _("Sudah diputus")
        CLOSED = "closed", _("Selesai")
        WITHDRAWN = "withdrawn", _("Ditarik oleh Anda")
        MERGED = "merged", _("Digabung dengan pengaduan lain")
        VOID = "void", _("Tidak perlu diputus lagi")

    class Channel(models.TextChoices):
        WEB = "web", _("Situs")
        PHONE = "phone", _("Telepon")
        EMAIL = "email", _("E-mail")
        WHATSAPP = "whatsapp", "WhatsApp"

    class Membership(models.TextChoices):
        PARTICIPANT = "participant", _("Peserta")
        CANDIDATE = "candidate", _("Calon peserta")

    reference = models.CharField(max_length=14, unique=True)
    # The form's hidden token: the same form sent twice is one case.
    form_token = models.UUIDField(unique=True)
    account = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="appeals"
    )
    level = models.PositiveSmallIntegerField(default=1)
    # Second level: the decided appeal it is about. Merged: the case it went into.
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.SUBMITTED)
    # Grows with every step; a step on an older revision is refused (compare-and-set).
    revision = models.PositiveIntegerField(default=1)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=2, default="id")

    name = EncryptedTextField()
    email = DeterministicTextField(purpose="email")
    phone = DeterministicTextField(purpose="phone")
    nik = DeterministicTextField(purpose="nik")
    kk = DeterministicTextField(purpose="kk")
    birth_date = EncryptedDateField(null=True)
    membership = models.CharField(max_length=20, choices=Membership)
    subject = EncryptedTextField()
    chronology = EncryptedTextField()
    happened_on = models.DateField(null=True)

    submitted_at = models.DateTimeField()
    # The last day, in Jakarta, for the decision; moved by pauses.
    due_date = models.DateField()
    paused_at = models.DateTimeField(null=True)
    answer_due_date = models.DateField(null=True)
    officer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="cases")
    taken_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengaduan")
        verbose_name_plural = pgettext_lazy("plural", "pengaduan")
        indexes = [
            models.Index(
                fields=["due_date", "id"],
                name="appeal_open_by_due",
                condition=Q(
                    status__in=[
                        "submitted",
                        "in_review",
                        "info_requested",
                        "waiting_source",
                        "for_approval",
                    ]
                ),
            ),
            models.Index(fields=["status", "due_date", "id"], name="appeal_by_status"),
            # An officer's own open cases: years of finished ones must not lie in the way.
            models.Index(
                fields=["officer", "due_date", "id"],
                name="appeal_open_by_officer",
                condition=Q(
                    status__in=[
                        "submitted",
                        "in_review",
                        "info_requested",
                        "waiting_source",
                        "for_approval",
                    ]
                ),
            ),
            models.Index(
                fields=["due_date", "id"],
                name="appeal_finished_by_due",
                condition=Q(status__in=["decided", "closed", "withdrawn", "merged", "void"]),
            ),
            models.Index(fields=["nik"], name="appeal_by_nik"),
            models.Index(fields=["kk"], name="appeal_by_kk"),
            models.Index(fields=["phone"], name="appeal_by_phone"),
            models.Index(fields=["email"], name="appeal_by_email"),
            models.Index(fields=["submitted_at", "id"], name="appeal_by_submission"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether a decision is still owed."""
        return self.status in OPEN_STATUSES


OPEN_STATUSES = (
    Appeal.Status.SUBMITTED,
    Appeal.Status.IN_REVIEW,
    Appeal.Status.INFO_REQUESTED,
    Appeal.Status.WAITING_SOURCE,
    Appeal.Status.FOR_APPROVAL,
)


class ContestedBlock(models.Model):
    """A block the appeal is about."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="contested")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="contests")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "block"], name="a_block_once_per_appeal")
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} about {self.block_id}"


class Consent(models.Model):
    """What the person agreed to: the wording's version, the wording itself, when."""

    class Kind(models.TextChoices):
        PROCESSING = "processing", _("Pemrosesan data untuk pengaduan ini")

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    wording = models.TextField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "kind"], name="one_consent_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Step(models.Model):
    """One change of an appeal's status; the timeline is read from here."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="steps")
    was = models.CharField(max_length=20, choices=Appeal.Status, blank=True)
    became = models.CharField(max_length=20, choices=Appeal.Status)
    verb = models.CharField(max_length=30)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["appeal", "id"], name="step_by_appeal")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.became}"
