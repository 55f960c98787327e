"""Other systems that send facts and want to hear of blocks: their keys, calls and messages owed."""

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.models.batch import ImportBatch
from portal.calendar import civil_date
from portal.fields import EncryptedTextField
from portal.leases import Owed, OwedQuerySet
from portal.models import User

SOURCE_MOST = 40


class Partner(models.Model):
    """A system outside: the main site or a training platform."""

    name = models.CharField(max_length=80, unique=True, verbose_name=_("nama"))
    is_active = models.BooleanField(default=True, verbose_name=_("aktif"))
    calls_per_minute = models.PositiveIntegerField(
        default=120, verbose_name=_("panggilan per menit")
    )
    created_at = models.DateTimeField(verbose_name=_("dibuat"))

    class Meta:
        verbose_name = _("mitra")
        verbose_name_plural = pgettext_lazy("plural", "mitra")

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """What imports call it: the name in lower case, as long as their column of sources."""
        return slugify(self.name)[:SOURCE_MOST]


class PartnerKey(models.Model):
    """A secret a partner signs its calls with; only its digest is kept. Several may be valid."""

    class Scope(models.TextChoices):
        REGISTRATIONS = "registrations", _("Kirim pendaftaran")
        GRANTS = "grants", _("Kirim penerima")
        TRAINING = "training", _("Kirim pelatihan")
        STATUS = "status", _("Baca status akun yang dikirimnya sendiri")
        STATUS_ALL = "status_all", _("Baca status semua akun (pembayaran, PMO)")

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="keys", verbose_name=_("mitra")
    )
    # The public part, by which a key is found and named.
    prefix = models.CharField(max_length=12, unique=True, verbose_name=_("awalan"))
    secret_digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("hak"))
    created_at = models.DateTimeField(verbose_name=_("dibuat"))
    created_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("dibuat oleh")
    )
    expires_at = models.DateTimeField(verbose_name=_("berlaku sampai"))
    revoked_at = models.DateTimeField(null=True, verbose_name=_("dicabut"))
    last_used_at = models.DateTimeField(null=True, verbose_name=_("terakhir dipakai"))

    class Meta:
        verbose_name = _("kunci mitra")
        verbose_name_plural = pgettext_lazy("plural", "kunci mitra")

    def __str__(self) -> str:
        return self.prefix

    @property
    def last_day(self) -> date:
        """The last day, in Jakarta, on which it opens anything unless it is revoked."""
        return civil_date(self.expires_at - timedelta(microseconds=1))


class PartnerCall(models.Model):
    """A batch that was taken in, with the answer it got: the same call again gets the same."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="calls", verbose_name=_("mitra")
    )
    idempotency_key = models.CharField(max_length=64, verbose_name=_("kunci idempotensi"))
    body_digest = models.CharField(max_length=64)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(default=dict)
    called_at = models.DateTimeField(verbose_name=_("waktu"))

    class Meta:
        verbose_name = _("panggilan mitra")
        verbose_name_plural = pgettext_lazy("plural", "panggilan mitra")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "idempotency_key"], name="one_call_per_idempotency_key"
            )
        ]
        indexes = [
            models.Index(fields=["called_at"], name="partner_call_by_age"),
            models.Index(fields=["partner", "id"], name="call_by_partner"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class AccountSender(models.Model):
    """That a batch told of an account, where the account's own rows do not say so any more.

    Rows name the batch that wrote them last; who told of them before, or told the same, stands
    here, so that one partner's update takes nothing from another's sight.
    """

    # The constraint's index serves.
    account = models.ForeignKey(
        "eligibility.Account", on_delete=models.PROTECT, related_name="senders", db_index=False
    )
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "batch"], name="a_sender_is_noted_once")
        ]

    def __str__(self) -> str:
        return f"sender {self.pk}"


class WebhookEndpoint(models.Model):
    """An address that wants to hear of blocks; messages to it are signed with its secret."""

    class Event(models.TextChoices):
        BLOCKED = "account.blocked", _("Akun diblokir")
        LIFTED = "account.block_lifted", _("Blokir dicabut")
        RESTORED = "account.restored", _("Hak dipulihkan")

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="endpoints", verbose_name=_("mitra")
    )
    url = models.URLField(max_length=300, verbose_name=_("alamat"))
    secret = EncryptedTextField()
    # Valid beside the new one until then, so that both sides can change over.
    previous_secret = EncryptedTextField(default="")
    previous_until = models.DateTimeField(null=True)
    events = ArrayField(models.CharField(max_length=40, choices=Event), verbose_name=_("kejadian"))
    is_active = models.BooleanField(default=True, verbose_name=_("aktif"))

    class Meta:
        verbose_name = _("alamat webhook")
        verbose_name_plural = pgettext_lazy("plural", "alamat webhook")

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class WebhookDelivery(Owed):
    """A message to an endpoint that is owed; what it says is composed when it is sent."""

    # The event of a sample, which is about no block and which no address chooses.
    TEST = "test"

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries",
        verbose_name=_("alamat webhook"),
    )  # fmt: skip
    event = models.CharField(
        max_length=40,
        choices=[*WebhookEndpoint.Event.choices, (TEST, _("Contoh untuk dicoba"))],
        verbose_name=_("kejadian"),
    )
    block = models.ForeignKey(
        "eligibility.Block", null=True, on_delete=models.CASCADE, related_name="+"
    )
    happened_at = models.DateTimeField(verbose_name=_("terjadi"))
    # The last answer's HTTP status; None: no answer.
    answered = models.PositiveSmallIntegerField(null=True, verbose_name=_("jawaban"))

    objects: ClassVar[OwedQuerySet["WebhookDelivery"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kiriman webhook")
        verbose_name_plural = pgettext_lazy("plural", "kiriman webhook")
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "event", "block", "happened_at"], name="one_delivery_per_event"
            ),
            models.CheckConstraint(
                condition=Q(event="test", block=None) | (~Q(event="test") & Q(block__isnull=False)),
                name="only_a_sample_is_about_no_block",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="webhook_owed", condition=Q(done_at=None, dead_at=None)
            ),
            models.Index(
                fields=["id"], name="webhook_dead", condition=Q(done_at=None, dead_at__isnull=False)
            ),
            models.Index(fields=["endpoint", "id"], name="webhook_by_endpoint"),
            models.Index(fields=["event", "id"], name="webhook_by_event"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"
