"""Report files that are owed to staff."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import connections, models, transaction
from django.db.models import Exists, F, Q
from django.db.models.functions import Greatest, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.leases import Owed, OwedQuerySet
from portal.models import User


class ExportQuerySet(OwedQuerySet["Export"]):
    """The questions to exports; one with open names waits for a second person first."""

    def owed(self) -> Self:
        """Exports still to be written: of open ones only those somebody approved."""
        return super().owed().exclude(is_unmasked=True, approved_at=None)

    def ready(self) -> Self:
        """Exports to be written now: of those that plans asked for one, while none is written.

        Else a Monday's files would hold every worker for half an hour each.
        """
        written = self._all().filter(is_planned=True, done_at=None, lease_until__gt=Now())
        free = super().ready()
        first = free.filter(is_planned=True).order_by("due_at", "pk").values("pk")[:1]
        return free.filter(Q(is_planned=False) | (Q(pk__in=first) & ~Exists(written)))

    def lease(self, *, seconds: int, limit: int = 1) -> list["Export"]:
        """Take rows as all owed rows are taken, but one worker at a time: it sees who holds what."""
        with transaction.atomic(using=self.db):
            with connections[self.db].cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended('appeals.export', 0))"
                )
            return super().lease(seconds=seconds, limit=limit)

    def standing_since(self, *, longer_than: timedelta) -> datetime | None:
        """Return since when the longest waiting export waits; None while workers get on with them.

        A long queue is no standstill, and a killed worker's export waits for its lease's end only.
        """
        long_ago = Now() - longer_than
        ended = Q(done_at__gt=long_ago, cancelled_at=None) | Q(dead_at__gt=long_ago)
        if self.owed().filter(lease_until__gt=Now()).exists() or self.filter(ended).exists():
            return None
        # One with open names waited for its judge before.
        waiting = self.owed().annotate(began=Greatest("due_at", "approved_at"))
        moments = waiting.filter(began__lt=long_ago).order_by("began")
        return moments.values_list("began", flat=True).first()

    def awaiting_approval(self, *, at: datetime) -> Self:
        """Open exports that nobody has judged and that are not too old for it at `at`."""
        return self.filter(
            is_unmasked=True, judged_at=None, done_at=None, dead_at=None, expires_at__gt=at
        )


class Export(Owed):
    """A report file owed to a supervisor."""

    class Subject(models.TextChoices):
        APPEALS = "appeals", pgettext_lazy("plural", "Pengaduan")
        DECISIONS = "decisions", pgettext_lazy("plural", "Putusan")
        BLOCKS = "blocks", pgettext_lazy("plural", "Blokir")
        FINDINGS = "findings", pgettext_lazy("plural", "Temuan")
        RUNS = "runs", pgettext_lazy("plural", "Pemeriksaan massal")
        WORKLOAD = "workload", _("Beban kerja petugas")
        EVIDENCE_ACCESS = "evidence_access", _("Foto dan data yang dibuka")
        AUDIT = "audit", _("Catatan audit")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    class Phase(models.TextChoices):
        COUNTING = "counting", _("Menghitung baris")
        ROWS = "rows", _("Menulis baris")
        PACKING = "packing", _("Mengemas berkas")

    subject = models.CharField(max_length=20, choices=Subject)
    format = models.CharField(max_length=10, choices=Format)
    from_date = models.DateField()
    until_date = models.DateField()
    # Keys of columns, and the filters' values (reports.subjects.Choice); empty: as usual.
    choice = models.JSONField(default=dict, db_default={})
    purpose = models.CharField(max_length=200)
    # In which language its titles and words stand: the reader's.
    language = models.CharField(max_length=8, default="id", db_default="id")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    # How many rows it was thought to have when it was asked for.
    expected_rows = models.PositiveBigIntegerField(null=True)
    rows = models.PositiveIntegerField(null=True)
    # What its worker does now, or did last; empty: not begun, or written by an older version.
    phase = models.CharField(max_length=10, choices=Phase, blank=True, default="", db_default="")
    file_name = models.CharField(max_length=80, blank=True)
    # The file's length before it was sealed; None: not written, or by an older version.
    size = models.PositiveBigIntegerField(null=True)
    expires_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    # With names and numbers in full: somebody else looks at the order first.
    is_unmasked = models.BooleanField(default=False, db_default=False)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)
    judged_reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Asked for by a plan: nobody waits in front of it, so these are written one by one.
    is_planned = models.BooleanField(default=False, db_default=False)
    # Set where the judge agreed.
    approved_at = models.DateTimeField(null=True)

    objects: ClassVar[ExportQuerySet] = ExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(judged_by=None) | ~Q(judged_by=F("requested_by")),
                name="nobody_judges_their_own_export",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(judged_by__isnull=False),
                name="an_approved_export_has_a_judge",
            ),
            models.CheckConstraint(
                condition=Q(is_unmasked=False) | Q(file_name="") | Q(approved_at__isnull=False),
                name="no_open_file_without_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"
