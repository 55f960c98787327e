"""What a machine read in a photo of a card; `Owed` is the reading by the reader's worker."""

from typing import ClassVar

from django.db import models

from appeals.certainty import SURE_PERCENT
from appeals.models.evidence import Evidence
from appeals.querysets import ReadingQuerySet
from portal.fields import DeterministicTextField, EncryptedDateField, EncryptedTextField
from portal.leases import Owed


class Reading(Owed):
    """The values found in one photo, each with how sure the machine is, in percent.

    What was not found is null. Nobody decides on it: it is a hint to the officer.
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="reading")
    # Null, not empty: an index over equal ciphertexts of nothing would serve nobody.
    nik = DeterministicTextField(purpose="nik", null=True)
    nik_percent = models.PositiveSmallIntegerField(default=0)
    kk = DeterministicTextField(purpose="kk", null=True)
    kk_percent = models.PositiveSmallIntegerField(default=0)
    # A letter stood where a digit belongs, and was taken for the digit it looks like.
    is_repaired = models.BooleanField(default=False)
    name = EncryptedTextField(null=True)
    name_percent = models.PositiveSmallIntegerField(default=0)
    birth_date = EncryptedDateField(null=True)
    birth_date_percent = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[ReadingQuerySet] = ReadingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="reading_owed",
                condition=models.Q(done_at=None, dead_at=None),
            ),
            models.Index(
                fields=["nik"], name="reading_by_nik", condition=models.Q(nik__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"reading {self.pk} of evidence {self.evidence_id}"

    @property
    def is_sure_of_nik(self) -> bool:
        """Whether the NIK was read surely, and every digit of it as a digit."""
        return self.nik is not None and self.nik_percent >= SURE_PERCENT and not self.is_repaired
