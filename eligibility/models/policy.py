"""How each rule is applied, dated and versioned; what a rule is the catalogue knows."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.models.batch import ImportBatch
from eligibility.querysets import FuseQuerySet, PolicyQuerySet
from portal.calendar import civil_date
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class RulePolicy(models.Model):
    """How a rule is applied between two days: its mode and its limits; dated and versioned."""

    class Mode(models.TextChoices):
        OFF = "off", _("Mati")
        OBSERVE = "observe", _("Amati")
        FLAG = "flag", _("Tandai")
        BLOCK = "block", pgettext_lazy("mode", "Blokir")

    rule = models.CharField(max_length=40, verbose_name=_("aturan"))
    version = models.PositiveIntegerField(verbose_name=_("versi"))
    mode = models.CharField(max_length=10, choices=Mode, verbose_name=_("cara"))
    limits = models.JSONField(default=dict, verbose_name=_("batas"))
    legal_source = models.CharField(max_length=200, verbose_name=_("dasar hukum"))
    valid_from = models.DateField(verbose_name=_("berlaku sejak"))
    valid_until = models.DateField(null=True, verbose_name=_("berlaku sampai"))
    # The waves it governs where a rule judges a wave; None: from the first, to the last.
    first_wave = models.PositiveSmallIntegerField(null=True, verbose_name=_("dari gelombang"))
    last_wave = models.PositiveSmallIntegerField(null=True, verbose_name=_("sampai gelombang"))
    # Why it is needed, for whoever enables it.
    note = models.TextField(blank=True, verbose_name=_("alasan perubahan"))
    drafted_at = models.DateTimeField(null=True, verbose_name=_("disusun"))
    drafted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("disusun oleh")
    )
    # The further approver that a policy of great reach needs.
    endorsed_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("disetujui oleh"),
    )
    endorsed_at = models.DateTimeField(null=True, verbose_name=_("disetujui"))
    enabled_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("diaktifkan oleh"),
    )
    enabled_at = models.DateTimeField(null=True, verbose_name=_("diaktifkan"))

    # A draft that nobody wants any more; an enabled policy ends by its last day instead.
    discarded_at = models.DateTimeField(null=True, verbose_name=_("dibuang"))
    # Stopped at once: from that moment nobody is screened by it. It keeps its place until its last
    # day, so that no older version comes back by it.
    stopped_at = models.DateTimeField(null=True, verbose_name=_("dihentikan"))
    stopped_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("dihentikan oleh"),
    )
    stop_reason = models.CharField(
        max_length=200, blank=True, default="", db_default="", verbose_name=_("alasan dihentikan")
    )

    # Only from `with_replaced_at`.
    replaced_at: datetime | None

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("kebijakan aturan")
        verbose_name_plural = pgettext_lazy("plural", "kebijakan aturan")
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="one_policy_per_version"),
            models.CheckConstraint(
                condition=Q(drafted_by=None) | ~Q(drafted_by=F("enabled_by")),
                name="nobody_enables_their_own_draft",
            ),
            models.CheckConstraint(
                condition=Q(endorsed_by=None)
                | (~Q(endorsed_by=F("drafted_by")) & ~Q(endorsed_by=F("enabled_by"))),
                name="three_people_stand_behind_great_reach",
            ),
            models.CheckConstraint(
                condition=Q(first_wave=None)
                | Q(last_wave=None)
                | Q(last_wave__gte=F("first_wave")),
                name="a_policy_ends_no_wave_before_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} v{self.version}"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed: nothing was ever judged by it."""
        return self.enabled_at is None and self.discarded_at is None

    def is_stopped(self, *, on: date) -> bool:
        """Whether somebody had stopped it by the end of the day `on`."""
        return self.stopped_at is not None and civil_date(self.stopped_at) <= on


class DryRun(Owed):
    """What a policy would do, counted without doing it; worked out by a worker."""

    policy = models.ForeignKey(RulePolicy, on_delete=models.CASCADE, related_name="dry_runs")
    at = models.DateTimeField()
    requested_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )  # fmt: skip
    # What exactly was tried, so that a later change of the draft makes the figures stale.
    tried_digest = models.CharField(max_length=64)
    # The account key from which a worker goes on; None: not begun.
    next_id = models.BigIntegerField(null=True)
    accounts = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)
    newly_blocked = models.PositiveIntegerField(default=0)
    # Of those hit, people whom no version of a week before hit in such a mode, and these versions'
    # keys; None: not counted.
    newly_hit = models.PositiveIntegerField(null=True)
    compared_with = models.JSONField(default=list, db_default=[])
    # Of those hit, people who had a block on this ground lifted or dropped before.
    won_before = models.PositiveIntegerField(default=0)
    # Counts by province, by wave and by current status; and some keys of accounts to look at.
    by_province = models.JSONField(default=dict)
    by_wave = models.JSONField(default=dict)
    by_status = models.JSONField(default=dict)
    sample = models.JSONField(default=list)

    objects: ClassVar[OwedQuerySet["DryRun"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], name="dry_run_owed", condition=Q(done_at=None, dead_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"dry run {self.pk}"


class OverturnTally(models.Model):
    """How often people overturned a rule, counted ahead; `fuse` is the only writer."""

    rule = models.CharField(max_length=40, unique=True)
    # A list a scope: policy, source, batch, then decided and overturned of all versions, then of
    # those that block by themselves.
    cells = models.JSONField(default=list)
    counted_at = models.DateTimeField()
    # When it was last found to hold still.
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"tally of {self.rule}"


class Fuse(models.Model):
    """A rule whose blocks were overturned too often: from now on it only flags.

    Covers a version, a source or a batch of the rule; what is empty covers all of it.
    """

    rule = models.CharField(max_length=40, verbose_name=_("aturan"))
    policy = models.ForeignKey(
        RulePolicy, null=True, on_delete=models.PROTECT, related_name="fuses",
        verbose_name=_("kebijakan"),
    )  # fmt: skip
    source = models.CharField(max_length=80, blank=True, verbose_name=_("sumber"))
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.PROTECT, related_name="fuses",
        verbose_name=_("impor data"),
    )  # fmt: skip
    # The figures when it blew: decided blocks, those overturned, and the 95 % interval (share).
    decided = models.PositiveIntegerField(verbose_name=_("diputus"))
    overturned = models.PositiveIntegerField(verbose_name=_("dibatalkan"))
    lowest = models.FloatField(verbose_name=_("batas bawah"))
    highest = models.FloatField(verbose_name=_("batas atas"))
    blown_at = models.DateTimeField(verbose_name=_("putus"))
    reset_at = models.DateTimeField(null=True, verbose_name=_("dipasang lagi"))
    reset_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("dipasang lagi oleh"),
    )  # fmt: skip
    reset_reason = models.CharField(max_length=200, blank=True, verbose_name=_("alasan"))

    objects = FuseQuerySet.as_manager()

    class Meta:
        verbose_name = _("sekering aturan")
        verbose_name_plural = pgettext_lazy("plural", "sekering aturan")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "policy", "source", "batch"],
                name="one_blown_fuse_per_scope",
                condition=Q(reset_at=None),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"fuse {self.pk} of {self.rule}"
