"""Who may be given which case: an officer's own limits, whom they know, when they are away.

`lifecycle.handing` and `lifecycle.absence` are the only writers of what others are told here.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from eligibility.models import Account
from portal.fields import DeterministicTextField
from portal.models import User


def _codes() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=2), default=list, blank=True)


class DeskProfile(models.Model):
    """What keeps cases from one officer. Their own numbers are shown to nobody."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="desk")
    nik = DeterministicTextField(purpose="nik", blank=True, default="")
    kk = DeterministicTextField(purpose="kk", blank=True, default="")
    # How many cases they may examine at once; none: the setting.
    capacity = models.PositiveSmallIntegerField(null=True)
    # Provinces that the officer declared, that a supervisor excluded, and the only ones allowed.
    declared_provinces = _codes()
    excluded_provinces = _codes()
    only_provinces = _codes()

    class Meta:
        verbose_name = _("batas petugas")
        verbose_name_plural = pgettext_lazy("plural", "batas petugas")

    def __str__(self) -> str:
        return f"limits of user {self.user_id}"

    @property
    def has_own_numbers(self) -> bool:
        """Whether the officer has said which family is theirs."""
        return bool(self.nik or self.kk)

    def of_family(self) -> Q:
        """Appeals about the officer, or about somebody of their family card."""
        found = Q(pk__in=[])
        if self.nik:
            found |= Q(nik=self.nik) | Q(account__in=Account.objects.filter(nik=self.nik))
        if self.kk:
            found |= Q(kk=self.kk) | Q(account__in=Account.objects.filter(kk=self.kk))
        return found

    def of_barred_province(self) -> Q:
        """Appeals from where the officer decides nothing."""
        shut = sorted({*self.declared_provinces, *self.excluded_provinces})
        found = Q(province_code__in=shut)
        return found | ~Q(province_code__in=self.only_provinces) if self.only_provinces else found


class Interest(models.Model):
    """An officer's word that they know the person: no case of that person's is ever theirs."""

    class How(models.TextChoices):
        """A code, so that no text about a person is kept."""

        FAMILY = "family", _("Keluarga")
        FRIEND = "friend", _("Teman atau tetangga")
        WORK = "work", _("Rekan kerja atau urusan usaha")
        OTHER = "other", _("Lainnya")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="interests")
    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="interests", verbose_name=_("petugas")
    )
    how = models.CharField(max_length=10, choices=How, verbose_name=_("hubungan"))
    at = models.DateTimeField(verbose_name=_("dinyatakan"))

    class Meta:
        verbose_name = _("pernyataan kenal")
        verbose_name_plural = pgettext_lazy("plural", "pernyataan kenal")
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "appeal"], name="an_interest_is_declared_once"
            )
        ]

    def __str__(self) -> str:
        return f"user {self.officer_id} knows who filed {self.appeal_id}"


class Absence(models.Model):
    """Days on which an officer is handed nothing; what is due by then goes to others."""

    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="absences", verbose_name=_("petugas")
    )
    first_day = models.DateField(verbose_name=_("sejak"))
    last_day = models.DateField(verbose_name=_("sampai"))
    # None: the cases go back to the queue.
    stand_in = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("pengganti")
    )
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("ketidakhadiran")
        verbose_name_plural = pgettext_lazy("plural", "ketidakhadiran")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="an_absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("officer")),
                name="nobody_stands_in_for_themselves",
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_day", "id"], name="absence_not_over", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"user {self.officer_id} away from {self.first_day}"


class DeskNews(models.Model):
    """What happened to an officer's cases without them, until they have read it."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("Kasus ini diberikan kepada Anda")
        TAKEN = "taken", _("Kasus ini dipindahkan ke petugas lain")
        STANDING_IN = "standing_in", _("Anda menggantikan petugas yang tidak hadir")
        PASSED_ON = "passed_on", _("Kasus ini diteruskan ke pengganti selama Anda tidak hadir")
        RELEASED = "released", _("Kasus ini kembali ke antrean")
        CAME_BACK = "came_back", _("Kasus ini selesai menunggu dan kembali kepada Anda")

    officer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="desk_news")
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["officer", "id"], name="desk_news_unread", condition=Q(read_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for user {self.officer_id}"
