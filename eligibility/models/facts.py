"""What events, registers and lists say about people; what follows from it the rules know."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

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
