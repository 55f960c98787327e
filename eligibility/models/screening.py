"""Passes of the rules over accounts, and what the rules found.

`blocking` is the only writer of a finding's status.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.grounds import Ground
from eligibility.models.batch import ImportBatch
from eligibility.models.people import Account
from eligibility.models.policy import RulePolicy
from eligibility.querysets import FindingQuerySet
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class ScreeningRun(models.Model):
    """One pass of the rules over accounts."""

    class Status(models.TextChoices):
        RUNNING = "running", _("Berjalan")
        FINISHED = "finished", _("Selesai")
        STOPPED = "stopped", _("Dihentikan")
        ROLLED_BACK = "rolled_back", _("Dibatalkan")

    class Reach(models.TextChoices):
        ALL = "all", _("Semua akun")
        CHANGED = "changed", _("Akun yang berubah")
        CHOSEN = "chosen", _("Akun pilihan")

    at = models.DateTimeField(verbose_name=_("per"))
    status = models.CharField(
        max_length=12, choices=Status, default=Status.RUNNING, verbose_name=_("status")
    )
    reach = models.CharField(
        max_length=10, choices=Reach, default=Reach.ALL, verbose_name=_("jangkauan")
    )
    requested_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("diminta oleh")
    )
    # Who let it go on past the breaker, and who undid it.
    waived_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("dilanjutkan oleh"),
    )  # fmt: skip
    # Who asked, and why, that a run nobody asked for go on past the breaker; somebody else lets it.
    waive_asked_at = models.DateTimeField(null=True)
    waive_asked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )  # fmt: skip
    waive_reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Who asked, and why, that a run nobody asked for be undone; somebody else does it.
    roll_back_asked_at = models.DateTimeField(null=True)
    roll_back_asked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )  # fmt: skip
    roll_back_reason = models.CharField(max_length=200, blank=True)
    rolled_back_at = models.DateTimeField(null=True, verbose_name=_("dibatalkan"))
    rolled_back_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("dibatalkan oleh"),
    )  # fmt: skip
    chunks = models.PositiveIntegerField(default=0, verbose_name=_("bagian"))
    accounts = models.PositiveIntegerField(default=0, verbose_name=pgettext_lazy("plural", "akun"))
    findings = models.PositiveIntegerField(default=0, verbose_name=_("temuan"))
    # Accounts that were not blocked before the run and are after it.
    newly_blocked = models.PositiveIntegerField(default=0, verbose_name=_("baru diblokir"))
    # Blocks that ended because their rule is not broken any more.
    ended = models.PositiveIntegerField(default=0, verbose_name=_("blokir berakhir"))
    stop_reason = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(db_default=Now(), verbose_name=_("mulai"))
    finished_at = models.DateTimeField(null=True, verbose_name=_("selesai"))

    class Meta:
        verbose_name = _("pemeriksaan massal")
        verbose_name_plural = pgettext_lazy("plural", "pemeriksaan massal")
        constraints = [
            models.CheckConstraint(
                condition=Q(roll_back_asked_by=None)
                | Q(rolled_back_by=None)
                | ~Q(roll_back_asked_by=F("rolled_back_by")),
                name="nobody_undoes_a_run_alone",
            ),
            models.CheckConstraint(
                condition=Q(waive_asked_by=None)
                | Q(waived_by=None)
                | ~Q(waive_asked_by=F("waived_by")),
                name="nobody_passes_the_breaker_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"screening run {self.pk}"


class ScreeningChunk(Owed):
    """A piece of a run: a range of account keys, or all of them for one rule.

    A rule about groups (a household, a shared telephone) is judged in one piece, because a group
    does not keep to a range of keys.
    """

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="chunk_rows")
    # The code of the rule that is judged in one piece; empty: the rules that judge by ranges.
    rule = models.CharField(max_length=40, blank=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    # The accounts to screen in the range; None: all of them.
    account_ids = ArrayField(models.BigIntegerField(), null=True)
    # The versions it was judged by; None: not done, or done before this was kept.
    policy_ids = ArrayField(models.BigIntegerField(), null=True)
    accounts = models.PositiveIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)
    newly_blocked = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)

    objects: ClassVar[OwedQuerySet["ScreeningChunk"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "rule", "first_id"], name="one_chunk_per_rule_and_range"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="chunk_owed", condition=Q(done_at=None, dead_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"accounts {self.first_id} to {self.last_id}"


class Finding(models.Model):
    """What a rule says about an account, with the facts it rests on."""

    class Status(models.TextChoices):
        OPEN = "open", _("Terbuka")
        ACTED = "acted", _("Ditindaklanjuti")
        DISMISSED = "dismissed", _("Dikesampingkan")
        SETTLED = "settled", _("Selesai")
        # The facts are gone; should they come back, it opens again: nobody has judged it.
        CEASED = "ceased", _("Tidak berlaku lagi")

    # No index of its own: one_finding_per_facts begins with the account.
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="findings",
        db_index=False,
        verbose_name=_("akun"),
    )
    rule = models.CharField(max_length=40, verbose_name=_("aturan"))
    ground = models.CharField(max_length=3, choices=Ground, verbose_name=_("alasan"))
    policy = models.ForeignKey(
        RulePolicy,
        on_delete=models.PROTECT,
        related_name="findings",
        db_index=False,
        verbose_name=_("kebijakan"),
    )
    run = models.ForeignKey(
        ScreeningRun,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("pemeriksaan"),
    )
    # Codes, dates and counts that the rule saw, and their SHA-256: equal facts, equal digest.
    facts = models.JSONField(verbose_name=_("fakta"))
    facts_digest = models.CharField(max_length=64, verbose_name=_("sidik fakta"))
    # For a rule about groups: the group's name, the account key that was its lowest when the
    # group was first found.
    cluster = models.BigIntegerField(null=True, verbose_name=_("kelompok"))
    # Who said so, as of which day, in which file; not among the facts, so that the same source
    # repeating itself is nothing new.
    source = models.CharField(max_length=80, verbose_name=_("sumber"))
    source_date = models.DateField(null=True, verbose_name=_("tanggal sumber"))
    batch = models.ForeignKey(
        ImportBatch,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("impor data"),
    )
    found_at = models.DateTimeField(verbose_name=_("ditemukan"))
    status = models.CharField(
        max_length=10, choices=Status, default=Status.OPEN, verbose_name=_("status")
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("temuan")
        verbose_name_plural = pgettext_lazy("plural", "temuan")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "rule", "facts_digest"], name="one_finding_per_facts"
            )
        ]
        indexes = [
            models.Index(fields=["account"], name="finding_open", condition=Q(status="open")),
            models.Index(
                fields=["cluster"], name="finding_by_cluster", condition=Q(cluster__isnull=False)
            ),
            # The list for staff, newest first, narrowed by one of these.
            models.Index(fields=["status", "id"], name="finding_by_status"),
            models.Index(fields=["rule", "id"], name="finding_by_rule"),
            models.Index(fields=["ground", "id"], name="finding_by_ground"),
            models.Index(fields=["run", "id"], name="finding_by_run"),
            models.Index(fields=["batch", "id"], name="finding_by_batch"),
            # What was found between two days: exports read it in this order.
            models.Index(fields=["found_at", "id"], name="finding_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.rule} on account {self.account_id}"
