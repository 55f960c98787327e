"""What officers note about cases beside their steps: who comes first, what belongs together, lists.

`lifecycle` writes priorities and links; `review.saved_views` the lists that officers keep.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appeals.models.case import Appeal
from appeals.models.queue_order import Priority
from portal.models import User


class PriorityChange(models.Model):
    """That a case was put first, or back among the others: by whom, when and why."""

    class Reason(models.TextChoices):
        INCOME = "income", _("Penghasilan hilang atau tidak ada biaya hidup")
        HEALTH = "health", _("Sakit, hamil, atau disabilitas")
        DEADLINE = "deadline", _("Tenggat pelatihan atau gelombang sudah dekat")
        MISUSE = "misuse", _("NIK sedang dipakai orang lain")
        OFFICE = "office", _("Kesalahan kami sendiri")
        PASSED = "passed", _("Keadaan mendesak sudah lewat")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="priority_changes")
    became = models.PositiveSmallIntegerField(choices=Priority)
    reason = models.CharField(max_length=10, choices=Reason)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.reason}"


class CaseLink(models.Model):
    """Two cases that belong together without being one; the older one stands first."""

    class Reason(models.TextChoices):
        HOUSEHOLD = "household", _("Satu keluarga")
        DEVICE = "device", _("Perangkat atau kontak yang sama")
        PHOTO = "photo", _("Foto atau berkas yang sama")
        EVENT = "event", _("Kejadian yang sama")
        OTHER_PERSON = "other_person", _("Dua orang memakai satu NIK")

    first = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_cases_linked_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_link_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class SavedView(models.Model):
    """A tab with filters that an officer keeps under a name, alone or for everybody."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    tab = models.CharField(max_length=20)
    # The filters as the address of the queue carries them; no person's value can be among them.
    query = models.CharField(max_length=400, blank=True)
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_view_name_once_per_officer")
        ]

    def __str__(self) -> str:
        return self.name


class QueueCount(models.Model):
    """How many rows a list of everybody's held when the worker last counted; pages count none."""

    tab = models.CharField(max_length=20, primary_key=True)
    rows = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tab}: {self.rows}"
