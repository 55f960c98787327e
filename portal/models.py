"""The platform's rows: staff users, audit trail, messages owed, one-time codes, office hours."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.fields import DeterministicTextField, EncryptedTextField
from portal.leases import Owed, OwedQuerySet


class Role(models.TextChoices):
    """The five staff roles; each is a Django group of this name, made by a migration."""

    AGENT = "agent", _("Petugas")
    SUPERVISOR = "supervisor", _("Penyelia")
    RULE_OFFICER = "rule_officer", _("Petugas aturan")
    PRIVACY_OFFICER = "privacy_officer", _("Petugas PDP")
    AUDITOR = "auditor", _("Auditor")


class User(AbstractUser):
    """A member of staff. Participants have no user."""

    def has_role(self, *roles: Role) -> bool:
        """Say whether the person is in one of `roles`; superusers have no bypass.

        Whoever has left has none: a verb may be called with a user loaded long before.
        """
        return self.is_active and bool(self.role_names & {role.value for role in roles})

    @property
    def role_names(self) -> frozenset[str]:
        """The names of the person's groups, read once per loaded user."""
        if not hasattr(self, "_role_names"):
            self._role_names = frozenset(self.groups.values_list("name", flat=True))
        return self._role_names

    @property
    def called(self) -> str:
        """How colleagues call the person: by name, without one by the user name."""
        return self.get_full_name() or self.get_username()

    @property
    def identity(self) -> str:
        """The name with the user name behind it, where two of one name must be told apart."""
        name = self.get_full_name()
        return f"{name} ({self.get_username()})" if name else self.get_username()


class AuditEntry(models.Model):
    """One thing that was done, seen or changed; never updated, never deleted (trigger).

    `details` holds ids, codes and counts, never a personal value.
    """

    at = models.DateTimeField(verbose_name=_("waktu"))
    action = models.CharField(max_length=60, verbose_name=_("tindakan"))
    actor = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("pelaku")
    )
    subject_type = models.CharField(max_length=60, blank=True, verbose_name=_("jenis data"))
    subject_id = models.CharField(max_length=40, blank=True, verbose_name=_("nomor baris"))
    details = models.JSONField(default=dict, verbose_name=_("rincian"))

    class Meta:
        verbose_name = _("catatan audit")
        verbose_name_plural = pgettext_lazy("plural", "catatan audit")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["actor", "id"], name="audit_by_actor"),
            # The list for staff, newest first, narrowed by one of these.
            models.Index(fields=["action", "id"], name="audit_by_action"),
            models.Index(fields=["at", "id"], name="audit_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}".strip()


class AuditLink(models.Model):
    """The entry's place in the hash chain, written by a deferred trigger at commit.

    A row of its own, so that the chain's lock is taken at the very end of a transaction and
    can neither deadlock with nor hold up the work before it.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="link")
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.position)


class OutgoingMessage(Owed):
    """A message owed to one person over one channel."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", "SMS"
        WHATSAPP = "whatsapp", "WhatsApp"

    # What caused it; the same key is never queued twice.
    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(
        max_length=10, choices=Channel, default=Channel.EMAIL, verbose_name=_("kanal")
    )
    # An address or a telephone number, sealed alike.
    recipient = DeterministicTextField(purpose="email")
    subject = EncryptedTextField()
    body = EncryptedTextField()
    language = models.CharField(max_length=2, default="id")
    message_id = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(db_default=Now(), verbose_name=_("dibuat"))

    objects: ClassVar[OwedQuerySet["OutgoingMessage"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pesan keluar")
        verbose_name_plural = pgettext_lazy("plural", "pesan keluar")
        indexes = [
            models.Index(
                fields=["channel", "due_at"],  # each channel is asked for by itself
                name="message_owed_by_channel",
                condition=models.Q(done_at=None, dead_at=None),
            ),
            models.Index(
                fields=["id"],
                name="message_dead",
                condition=models.Q(done_at=None, dead_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class OneTimeCode(models.Model):
    """A six-digit code sent to a contact on file; kept as a digest only."""

    # What the code opens, e.g. "case" or "account", and a keyed digest of which one.
    purpose = models.CharField(max_length=20)
    target = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "target", "-created_at"], name="code_lookup")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class OpeningHours(models.Model):
    """When people reach us on one weekday, in Jakarta time; a weekday without a row is closed."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Senin")
        TUESDAY = 1, _("Selasa")
        WEDNESDAY = 2, _("Rabu")
        THURSDAY = 3, _("Kamis")
        FRIDAY = 4, _("Jumat")
        SATURDAY = 5, _("Sabtu")
        SUNDAY = 6, _("Minggu")

    weekday = models.PositiveSmallIntegerField(
        choices=Weekday, unique=True, verbose_name=_("hari dalam minggu")
    )
    opens_at = models.TimeField(verbose_name=_("buka (WIB)"))
    closes_at = models.TimeField(verbose_name=_("tutup (WIB)"))

    class Meta:
        verbose_name = _("jam layanan")
        verbose_name_plural = pgettext_lazy("plural", "jam layanan")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="an_office_closes_after_it_opens",
                violation_error_message=_("Jam tutup harus setelah jam buka."),
            )
        ]

    def __str__(self) -> str:
        return f"weekday {self.weekday}"

    def written_down(self) -> dict[str, str | int]:
        """What the trail says of it: the weekday's number and its hours."""
        return {"weekday": self.weekday, "hours": f"{self.opens_at:%H.%M}-{self.closes_at:%H.%M}"}


class ClosedDay(models.Model):
    """A day on which nobody answers, whatever the weekday."""

    day = models.DateField(unique=True, verbose_name=_("tanggal"))
    reason = models.CharField(max_length=80, verbose_name=_("alasan"))

    class Meta:
        verbose_name = _("hari tutup")
        verbose_name_plural = pgettext_lazy("plural", "hari tutup")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

    def written_down(self) -> dict[str, str | int]:
        """What the trail says of it: the day."""
        return {"day": self.day.isoformat()}


class Banner(models.Model):
    """A notice on every public page, for as long as it is due."""

    class Tone(models.TextChoices):
        BLUE = "blue", _("Biru: sekadar tahu")
        AMBER = "amber", _("Kuning: perlu perhatian")
        RED = "red", _("Merah: ada gangguan")

    text = models.CharField(max_length=300, verbose_name=_("teks Indonesia"))
    text_en = models.CharField(max_length=300, verbose_name=_("teks Inggris"))
    tone = models.CharField(max_length=10, choices=Tone, default=Tone.BLUE, verbose_name=_("warna"))
    starts_at = models.DateTimeField(verbose_name=_("tampil sejak (WIB)"))
    ends_at = models.DateTimeField(verbose_name=_("tampil sampai (WIB)"))
    closes_intake = models.BooleanField(
        default=False,
        verbose_name=_("tutup penerimaan selama tampil"),
        help_text=_("Isian orang tetap tersimpan; mereka mengirimnya setelah dibuka lagi."),
    )

    class Meta:
        verbose_name = _("pengumuman")
        verbose_name_plural = pgettext_lazy("plural", "pengumuman")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="a_banner_ends_after_it_starts",
                violation_error_message=_("Pengumuman harus berakhir setelah mulai."),
            )
        ]

    def __str__(self) -> str:
        return f"banner {self.pk}"

    def written_down(self) -> dict[str, str | int]:
        """What the trail says of it: when it shows and what it does; its words stand in the row."""
        return {
            "from": self.starts_at.isoformat(timespec="minutes"),
            "until": self.ends_at.isoformat(timespec="minutes"),
            "tone": self.tone,
            "closes_intake": self.closes_intake,
        }
