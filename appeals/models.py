"""Complaints about blocked accounts: what was filed, attached, asked, decided.

`lifecycle` is the only writer of `Appeal.status` and of decisions.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.querysets import AppealQuerySet, DraftQuerySet, EvidenceQuerySet
from eligibility.models import Account, Block
from portal.fields import DeterministicTextField, EncryptedJSONField, EncryptedTextField
from portal.leases import Owed, OwedQuerySet
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
    birth_date = models.DateField(null=True)
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
        verbose_name_plural = _("pengaduan")
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


class Evidence(Owed):
    """A file the person attached; `Owed` is its examination by the worker."""

    class Kind(models.TextChoices):
        EKTP = "ektp", _("Foto e-KTP")
        KK = "kk", _("Foto Kartu Keluarga")
        SELFIE_EKTP = "selfie_ektp", _("Foto diri memegang e-KTP")
        SELFIE_KK = "selfie_kk", _("Foto diri memegang Kartu Keluarga")
        SCREENSHOT = "screenshot", _("Tangkapan layar akun diblokir")
        SUPPORTING = "supporting", _("Berkas pendukung")

    class State(models.TextChoices):
        WAITING = "waiting", _("Sedang dicek")
        READY = "ready", _("Siap dilihat")
        REFUSED = "refused", _("Tidak bisa dibuka")

    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="evidence")
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Why a file was refused: a code of appeals.evidence.faults.
    fault = models.CharField(max_length=30, blank=True)
    original_name = EncryptedTextField()
    original_sha256 = models.CharField(max_length=64)
    original_bytes = models.PositiveIntegerField()
    # Names in the evidence store. The upload is removed once it was examined.
    upload_name = models.CharField(max_length=80, blank=True)
    image_name = models.CharField(max_length=80, blank=True)
    thumbnail_name = models.CharField(max_length=80, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_at = models.DateTimeField()

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("berkas")
        verbose_name_plural = _("berkas")
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=None, appeal__isnull=False) | Q(appeal=None, draft__isnull=False),
                name="evidence_of_a_draft_or_an_appeal",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="evidence_owed",
                condition=Q(done_at=None, dead_at=None),
            ),
            models.Index(fields=["original_sha256"], name="evidence_by_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


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

    def __str__(self) -> str:
        return f"message {self.pk}"


class Question(models.Model):
    """One thing an officer needs from the person."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="questions")
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
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField(null=True)
    # A proposal sent back or edited counts no more.
    voided_at = models.DateTimeField(null=True)

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

    def __str__(self) -> str:
        return f"decision {self.pk}"


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
        PROOF_MISSING = "proof_missing", _("Bukti yang diminta belum ada")
        PROOF_CONTRADICTS = "proof_contradicts", _("Bukti tidak cocok dengan data")
        RULE_APPLIES = "rule_applies", _("Aturannya memang berlaku untuk Anda")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="outcomes")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="outcomes")
    result = models.CharField(max_length=10, choices=Result)
    reason = models.CharField(max_length=30, choices=Reason)
    text = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "block"], name="one_outcome_per_block")
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.block_id}"


class Export(Owed):
    """A report file owed to a supervisor."""

    class Subject(models.TextChoices):
        APPEALS = "appeals", _("Pengaduan")
        DECISIONS = "decisions", _("Putusan")
        BLOCKS = "blocks", _("Blokir")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    subject = models.CharField(max_length=20, choices=Subject)
    format = models.CharField(max_length=10, choices=Format)
    from_date = models.DateField()
    until_date = models.DateField()
    purpose = models.CharField(max_length=200)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    rows = models.PositiveIntegerField(null=True)
    file_name = models.CharField(max_length=80, blank=True)
    expires_at = models.DateTimeField()

    objects: ClassVar[OwedQuerySet["Export"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"export {self.pk}"
