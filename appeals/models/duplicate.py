"""Photos seen before: what each looks like in 256 bits, which to look for, and the pairs found.

`appeals.duplicates` is the only writer.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.evidence import Evidence
from appeals.querysets import PhotoPairQuerySet
from portal.bits import BitsField
from portal.fields import EncryptedTextField
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class Fingerprint(models.Model):
    """What a photo looks like; near ones share at least one key (appeals/duplicates/bands.py)."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, primary_key=True)
    bits = BitsField(length=256)
    keys = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [
            # Without a list of pending entries: every search would have to read it through.
            GinIndex(fields=["keys"], name="fingerprint_by_key", fastupdate=False)
        ]

    def __str__(self) -> str:
        return f"fingerprint of {self.evidence_id}"


class DuplicateSearch(Owed):
    """An examined file that must be, or was, looked for among those of other people."""

    evidence = models.OneToOneField(
        Evidence, on_delete=models.CASCADE, primary_key=True, related_name="search"
    )
    # How many files of others it was like, also those that no pair was kept of.
    found = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar[OwedQuerySet["DuplicateSearch"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="duplicate_search_owed",
                condition=Q(done_at=None, dead_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"search for {self.evidence_id}"


class PhotoPair(models.Model):
    """The same or nearly the same photo in the cases of two people: a hint, never a finding."""

    class Judgement(models.TextChoices):
        SAME = "same", _("Foto yang sama")
        DIFFERENT = "different", _("Bukan foto yang sama")

    # The one that was sent first has the smaller key.
    first = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    # The same file, byte for byte; its distance is then 0.
    is_same_file = models.BooleanField(default=False)
    # In how many of 256 points the fingerprints differ.
    distance = models.PositiveSmallIntegerField(default=0)
    noticed_at = models.DateTimeField()
    # What an officer who saw both says; empty: nobody has said anything.
    judgement = models.CharField(max_length=10, choices=Judgement, blank=True)
    note = EncryptedTextField(blank=True)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)

    objects = PhotoPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pasangan foto")
        verbose_name_plural = pgettext_lazy("plural", "pasangan foto")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_of_photos_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"photo pair {self.pk}"
