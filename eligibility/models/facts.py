"""What events, registers and lists say about people; what follows from it the rules know."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models.batch import ImportBatch
from eligibility.models.people import Account
from portal.fields import DeterministicTextField


class RegistrationEvent(models.Model):
    """Something that happened while an account was registered or used."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Mendaftar")
        JOINED = "joined", _("Gabung gelombang")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    device = DeterministicTextField(purpose="device", null=True)
    # The network address it came from, and how long filling in the form took; None: not known.
    address = DeterministicTextField(purpose="address", null=True)
    form_seconds = models.PositiveIntegerField(null=True)
    # The sender's number of the event: the same event comes once.
    external_id = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - optional
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["device", "at"],
                include=["account"],
                name="event_by_device",
                condition=Q(device__isnull=False, kind="registered"),
            ),
            models.Index(
                fields=["address", "at"],
                include=["account"],
                name="event_by_address",
                condition=Q(address__isnull=False, kind="registered"),
            ),
            models.Index(
                fields=["account"], name="event_of_a_fast_form", condition=Q(form_seconds__lt=60)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class RegistryVerdict(models.Model):
    """What a register said about a person on a day."""

    class Verdict(models.TextChoices):
        MATCHES = "matches", _("Cocok")
        NOT_FOUND = "not_found", _("Tidak ditemukan")
        DECEASED = "deceased", _("Tercatat meninggal")
        OTHER_PERSON = "other_person", _("Nama atau KK berbeda")
        ENROLLED = "enrolled", _("Tercatat bersekolah")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="verdicts")
    register = models.CharField(max_length=40)
    verdict = models.CharField(max_length=20, choices=Verdict)
    # The first and the latest day on which the register said so without a break: being told
    # the same again is no new fact.
    since = models.DateField()
    as_of = models.DateField()
    # Another verdict of the same register replaces this one.
    superseded_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "register"],
                name="one_current_verdict_per_register",
                condition=Q(superseded_at=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["account"],
                name="adverse_verdict",
                condition=Q(superseded_at=None) & ~Q(verdict="matches"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.verdict}"


class ReferenceListEntry(models.Model):
    """A person on an imported list: officials, ASN, TNI, Polri, BUMN (G04)."""

    source = models.CharField(max_length=40)
    nik = DeterministicTextField(purpose="nik")
    office = models.CharField(max_length=40)
    # The first and the latest day on which the list held the person without a break.
    since = models.DateField()
    as_of = models.DateField()
    removed_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "nik"],
                name="one_entry_per_source_and_nik",
                condition=Q(removed_at=None),
            )
        ]
        indexes = [models.Index(fields=["nik"], name="reference_by_nik")]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class PhotoMatch(models.Model):
    """A photo that was given for two people, a row for each; of a number, for who gave it. It only
    flags."""

    class Kind(models.TextChoices):
        CARD = "card", _("Foto kartu")
        SELFIE = "selfie", _("Swafoto")
        # Not the photo is the same, but the NIK that was read in it.
        NUMBER = "number", _("NIK di foto kartu")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="photo_matches", db_index=False
    )
    other = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    # Where the pair can be looked at, as an opaque reference of whoever noticed it.
    reference = models.CharField(max_length=60)
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "other", "kind"], name="one_match_per_pair_and_kind"
            ),
            models.CheckConstraint(
                condition=~Q(account=models.F("other")), name="a_photo_matches_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"photo match {self.pk}"


class RefundDemand(models.Model):
    """Money the programme asks back from a recipient; withdrawn when the block behind it falls."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="refund_demands")
    # The main site's number of the demand.
    external_id = models.CharField(max_length=40, unique=True)
    ground = models.CharField(max_length=3, choices=Ground)
    amount = models.PositiveBigIntegerField()  # rupiah
    demanded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"refund demand {self.pk}"


class ChangedAccount(models.Model):
    """An account about which something changed since the rules last saw it."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"change of account {self.account_id}"
