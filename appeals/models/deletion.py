"""What goes because its keeping period is over: lists, their cases, and the proof that stays.

`retention` is the only writer.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from appeals.models.erasure import ErasurePart
from appeals.models.evidence import Evidence
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class DeletionList(Owed):
    """What would go on a day, proposed by one officer and signed by another.

    `Owed` is the collecting of its cases, slice by slice; deleting is its parts'.
    """

    # What ended by then and is over on that day.
    day = models.DateField(verbose_name=_("per tanggal"))
    # Nobody: the machine, each month.
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(verbose_name=_("disusun"))
    # The last case that collecting has looked at, and the last it will look at.
    cursor = models.BigIntegerField(default=0)
    until_key = models.BigIntegerField(default=0)
    # What collecting counted: {"kinds": …, "years": …, "kept": …}; codes and numbers only.
    counts = models.JSONField(default=dict)
    cases = models.PositiveIntegerField(default=0, verbose_name=_("kasus"))
    oldest_at = models.DateTimeField(null=True)
    newest_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, verbose_name=_("diusulkan"))
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, verbose_name=_("disetujui"))
    dropped_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True, verbose_name=_("selesai dihapus"))
    # SHA-256 over the proof's lines in their order, and how many there are.
    digest = models.CharField(max_length=64, blank=True)
    proofs = models.PositiveIntegerField(default=0)

    objects: ClassVar[OwedQuerySet["DeletionList"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("daftar hapus")
        verbose_name_plural = pgettext_lazy("plural", "daftar hapus")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("proposed_by")),
                name="two_people_delete",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False, proposed_by__isnull=False),
                name="a_signed_deletion_was_proposed",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(signed_at=None),
                name="a_signed_deletion_is_not_dropped",
            ),
            models.UniqueConstraint(
                models.Value(1),
                name="one_deletion_list_is_under_way",
                condition=Q(dropped_at=None, finished_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"deletion list {self.pk}"


class DeletionCase(models.Model):
    """A case on a list: which kinds of its data go, and what became of it."""

    class Result(models.TextChoices):
        WAITING = "", _("Menunggu")
        DELETED = "deleted", _("Dihapus")
        PARTLY = "partly", _("Dihapus sebagian")
        KEPT = "kept", _("Tidak dihapus")

    on_list = models.ForeignKey(DeletionList, on_delete=models.PROTECT, related_name="+")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()
    # Values of ErasurePart.Kind, and how many files are among it.
    kinds = models.JSONField(default=list)
    files = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=10, choices=Result, blank=True, default="")
    # Why something stayed after all, at the moment of deletion.
    kept_because = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on_list", "appeal"], name="a_case_once_on_a_list")
        ]
        indexes = [models.Index(fields=["on_list", "id"], name="deletion_case_by_list")]

    def __str__(self) -> str:
        return f"{self.appeal_id} on {self.on_list_id}"


class DeletionPart(Owed):
    """Some cases of a signed list, by their keys on it, for one worker at a time."""

    on_list = models.ForeignKey(DeletionList, on_delete=models.PROTECT, related_name="parts")
    first_key = models.BigIntegerField()
    last_key = models.BigIntegerField()

    objects: ClassVar[OwedQuerySet["DeletionPart"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="deletion_part_owed",
                condition=Q(done_at=None, dead_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"part {self.pk} of deletion list {self.on_list_id}"


class DeletionProof(models.Model):
    """One thing that was deleted: which, of which case, when. It names nobody."""

    on_list = models.ForeignKey(DeletionList, on_delete=models.PROTECT, related_name="+")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ErasurePart.Kind)
    # Of a file: its row and its kind, and the SHA-256 of what the person sent.
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    file_kind = models.CharField(max_length=20, choices=Evidence.Kind, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # Of a file: null until its bytes are gone.
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["on_list", "id"], name="deletion_proof_by_list")]

    def __str__(self) -> str:
        return f"proof {self.pk} of deletion list {self.on_list_id}"
