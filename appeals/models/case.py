"""A complaint, what it is about, what was agreed to, and the steps it went.

`lifecycle` is the only writer of `Appeal.status` and of steps.
"""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models import queue_order
from appeals.models.queue_order import Priority
from appeals.models.stages import STAGES
from appeals.querysets import AppealQuerySet
from eligibility.grounds import Ground
from eligibility.models import Account, Block
from portal.fields import DeterministicTextField, EncryptedDateField, EncryptedTextField
from portal.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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

    class Lane(models.TextChoices):
        USUAL = "usual", _("Blokir akun")
        MISUSE = "misuse", _("NIK dipakai orang lain")

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
    # Second level or opened again: the decided appeal it is about, and the first of the chain.
    # Merged: the case it went into.
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next")
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="chain")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    # The case it was folded into before that one was merged on; split, that one takes it along.
    came_with = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.SUBMITTED)
    # Grows with every step; a step on an older revision is refused (compare-and-set).
    revision = models.PositiveIntegerField(default=1)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=2, default="id")
    # Which of its secret links opens the case; grows when they are renewed (`access`).
    link_edition = models.PositiveIntegerField(default=1, db_default=1)
    lane = models.CharField(max_length=10, choices=Lane, default=Lane.USUAL)
    # Somebody with another contact filed about a block of the same account, too.
    has_rival = models.BooleanField(default=False)
    # A photo of it looks like somebody else's, and nobody has judged the pair (`duplicates`).
    has_lookalike = models.BooleanField(default=False, db_default=False)
    priority = models.PositiveSmallIntegerField(
        choices=Priority, default=Priority.USUAL, db_default=Priority.USUAL
    )
    # Of the blocks it is about, each once and in order; the queue is narrowed by them.
    grounds = ArrayField(models.CharField(max_length=3), default=list, db_default=[])

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
    late_reason = EncryptedTextField(blank=True)
    # What the NIK says, so that figures by province open no sealed value.
    province_code = models.CharField(max_length=2, blank=True)

    submitted_at = models.DateTimeField()
    # The last day, in Jakarta, for the decision; moved by pauses.
    due_date = models.DateField()
    paused_at = models.DateTimeField(null=True)
    answer_due_date = models.DateField(null=True)
    officer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="cases")
    taken_at = models.DateTimeField(null=True)
    # When the person last added something that the officer who holds the case has not seen.
    news_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # When what the person had written here was erased; only figures and steps are left.
    erased_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengaduan")
        verbose_name_plural = pgettext_lazy("plural", "pengaduan")
        constraints = [
            models.UniqueConstraint(
                fields=["previous"],
                name="one_open_appeal_after_a_decision",
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
            models.CheckConstraint(
                condition=Q(level=1) | Q(previous__isnull=False),
                name="a_second_level_has_a_first",
            ),
        ]
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
            models.Index(
                fields=["officer", "due_date", "id"],
                name="appeal_with_news",
                condition=Q(news_at__isnull=False),
            ),
            models.Index(
                fields=["answer_due_date", "id"],
                name="appeal_by_answer_due",
                condition=Q(status="info_requested"),
            ),
            # What ended without a decision, by day.
            models.Index(
                fields=["closed_at"],
                name="appeal_ended_by_day",
                condition=Q(status__in=["withdrawn", "merged", "void"]),
            ),
            models.Index(fields=["nik"], name="appeal_by_nik"),
            models.Index(fields=["kk"], name="appeal_by_kk"),
            models.Index(fields=["phone"], name="appeal_by_phone"),
            models.Index(fields=["email"], name="appeal_by_email"),
            models.Index(fields=["submitted_at", "id"], name="appeal_by_submission"),
            *queue_order.INDEXES,
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def stage(self) -> "StrOrPromise":
        """What staff call its status."""
        return STAGES[self.status]

    @property
    def is_open(self) -> bool:
        """Whether a decision is still owed."""
        return self.status in OPEN_STATUSES

    def has_same_contact(self, other: "Appeal") -> bool:
        """Say whether news of both go to one place: the address, or the number without one."""
        if self.email or other.email:
            return bool(self.email == other.email)
        return bool(self.phone) and bool(self.phone == other.phone)

    def has_contact_of_account(self) -> bool:
        """Say whether news go where the account's own go.

        Whoever merely knows a NIK may file about its account, and must not learn from the case
        what stands against it until somebody has looked at their proof and decided.
        """
        account = self.account
        if account is None:
            return False
        if self.email or account.email:
            return bool(self.email == account.email)
        return bool(self.phone) and bool(self.phone == account.phone)

    @property
    def own_account(self) -> Account | None:
        """The account, if the case came from its own contact: anybody can type a NIK.

        What such a case shows counts as the account's; of any other it is a stranger's word.
        """
        account = self.account
        if account is None or account.nik != self.nik:
            return None
        return account if self.has_contact_of_account() else None


OPEN_STATUSES = (
    Appeal.Status.SUBMITTED,
    Appeal.Status.IN_REVIEW,
    Appeal.Status.INFO_REQUESTED,
    Appeal.Status.WAITING_SOURCE,
    Appeal.Status.FOR_APPROVAL,
)


class Claim(models.Model):
    """What the person says about one ground; an empty ground: they don't know it.

    What the person chose, not what stands against them: who has not proved the account is theirs
    learns nothing from it.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="claims")
    ground = models.CharField(max_length=3, choices=Ground, blank=True)
    # A code of appeals.grounds.
    reason = models.CharField(max_length=30, blank=True)
    statement = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "ground"], name="a_ground_once_per_appeal")
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} on {self.ground or 'an unknown ground'}"


class Helper(models.Model):
    """Who filed for the person."""

    class Relation(models.TextChoices):
        FAMILY = "family", _("Keluarga")
        NEIGHBOUR = "neighbour", _("Tetangga atau teman")
        VILLAGE_OFFICE = "village_office", _("Kantor desa atau kelurahan")
        LEGAL_AID = "legal_aid", _("Lembaga bantuan hukum")
        OTHER = "other", _("Lainnya")

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="helper")
    name = EncryptedTextField()
    relation = models.CharField(max_length=20, choices=Relation)
    phone = DeterministicTextField(purpose="phone", blank=True)
    email = DeterministicTextField(purpose="email", blank=True)

    def __str__(self) -> str:
        return f"helper of {self.appeal_id}"


class ContestedBlock(models.Model):
    """A block the appeal is about."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="contested")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="contests")
    # The one open appeal on this block; those that come later join it or are its rivals.
    leads = models.BooleanField(default=False)
    # The case that brought it when an officer merged it into this one; split, it takes it along.
    came_with = models.ForeignKey(
        Appeal, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "block"], name="a_block_once_per_appeal"),
            models.UniqueConstraint(
                fields=["block"], name="one_open_appeal_per_block", condition=Q(leads=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} about {self.block_id}"


class Consent(models.Model):
    """What the person agreed to: the wording's version, the wording itself, when."""

    class Kind(models.TextChoices):
        PROCESSING = "processing", _("Pemrosesan data untuk pengaduan ini")
        BIOMETRIC = "biometric", _("Pencocokan wajah di foto dengan komputer")
        MESSAGING = "messaging", _("Kabar lewat SMS atau WhatsApp")
        SMS = "sms", _("Kabar lewat SMS, karena tidak ada e-mail")

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    wording = models.TextField()
    given_at = models.DateTimeField()
    # Who read it aloud to a caller; None: the person read it themselves.
    read_aloud_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "kind"],
                name="one_standing_consent_per_kind",
                condition=Q(withdrawn_at=None),
            )
        ]
        indexes = [
            # What an officer filed for callers: few rows, and asked for each time work is given.
            models.Index(
                fields=["read_aloud_by", "appeal"],
                name="consent_by_who_read_it",
                condition=Q(read_aloud_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Step(models.Model):
    """One change of an appeal's status; the timeline is read from here."""

    # What answers a complaint in substance, beside a message: a question, an inquiry, a decision.
    ANSWERS = ("ask", "wait_for_source", "propose", "decide", "approve", "grant_by_silence")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="steps")
    was = models.CharField(max_length=20, choices=Appeal.Status, blank=True)
    became = models.CharField(max_length=20, choices=Appeal.Status)
    verb = models.CharField(max_length=30)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["appeal", "id"], name="step_by_appeal"),
            # Who was answered on a day; `Step.ANSWERS`, which the class body cannot name here.
            models.Index(
                fields=["at", "appeal"],
                name="step_answers_by_day",
                condition=Q(
                    verb__in=[
                        "ask",
                        "wait_for_source",
                        "propose",
                        "decide",
                        "approve",
                        "grant_by_silence",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.became}"
