"""What stops an account, and what asks to wait.

`blocking` and `holds` are the only writers.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.grounds import Ground
from eligibility.models.people import Account
from eligibility.models.policy import RulePolicy
from eligibility.models.screening import Finding, ScreeningRun
from eligibility.querysets import BlockQuerySet, HoldQuerySet
from portal.models import User


class Block(models.Model):
    """One ground that stops an account, or asks somebody to confirm that it should."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Diusulkan")
        CONFIRMED = "confirmed", _("Berlaku")
        UPHELD = "upheld", _("Tetap berlaku")
        LIFTED = "lifted", _("Dicabut")
        # Over without a person's judgement; `End` says why.
        SUPERSEDED = "superseded", _("Tidak berlaku lagi")
        EXPIRED = "expired", _("Berakhir")
        DISMISSED = "dismissed", _("Tidak diteruskan")

    class End(models.TextChoices):
        """What `reason` says where the machine ended it."""

        FACTS_CEASED = "facts_ceased", _("Datanya sudah berubah atau dibetulkan")
        RULE_CHANGED = "rule_changed", _("Aturannya berubah, dan tidak mengenai akun ini lagi")
        RUN_ROLLED_BACK = "run_rolled_back", _("Pemeriksaan sistem keliru, lalu dibatalkan")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="blocks", verbose_name=_("akun")
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="blocks", verbose_name=_("temuan")
    )
    # The version that ordered it and the run it was made in; None: not by a run. What it stands on
    # now the finding says, with the version that found it (see CarryOver).
    policy = models.ForeignKey(
        RulePolicy,
        null=True,
        on_delete=models.PROTECT,
        related_name="blocks",
        db_index=False,
        verbose_name=_("kebijakan"),
    )
    run = models.ForeignKey(
        ScreeningRun,
        null=True,
        on_delete=models.PROTECT,
        related_name="blocks",
        db_index=False,
        verbose_name=_("pemeriksaan"),
    )
    rule = models.CharField(max_length=40, verbose_name=_("aturan"))
    ground = models.CharField(max_length=3, choices=Ground, verbose_name=_("alasan"))
    status = models.CharField(max_length=10, choices=Status, verbose_name=_("status"))
    proposed_at = models.DateTimeField(verbose_name=_("diusulkan"))
    confirmed_at = models.DateTimeField(null=True, verbose_name=_("ditetapkan"))
    # None: confirmed by the rule itself.
    confirmed_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ditetapkan oleh"),
    )
    # When somebody last looked at it and kept it; None: nobody has.
    upheld_at = models.DateTimeField(null=True, verbose_name=_("dipertahankan"))
    ended_at = models.DateTimeField(null=True, verbose_name=_("berakhir"))
    ended_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("diakhiri oleh")
    )
    reason = models.CharField(max_length=40, blank=True, verbose_name=_("sebab"))

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("blokir")
        verbose_name_plural = pgettext_lazy("plural", "blokir")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "rule"],
                name="one_open_block_per_rule",
                condition=Q(status__in=["proposed", "confirmed", "upheld"]),
            )
        ]
        indexes = [
            # What ended lately: a sweep of every minute asks for it.
            models.Index(
                fields=["ended_at"], name="block_by_end", condition=Q(ended_at__isnull=False)
            ),
            # The list for staff, newest first, narrowed by one of these.
            models.Index(fields=["status", "id"], name="block_by_status"),
            models.Index(fields=["rule", "id"], name="block_by_rule"),
            models.Index(fields=["ground", "id"], name="block_by_ground"),
            models.Index(fields=["policy", "id"], name="block_by_policy"),
            models.Index(fields=["run", "id"], name="block_by_run"),
            models.Index(fields=["proposed_at", "id"], name="block_by_proposal"),
            # What people had a hand in, by when: all that the fuses count. A remedy is no judgement.
            models.Index(
                "rule",
                Greatest("confirmed_at", "upheld_at", "ended_at"),
                name="block_by_hand",
                condition=Q(confirmed_by__isnull=False)
                | Q(upheld_at__isnull=False)
                | Q(status="upheld")
                | (
                    Q(ended_by__isnull=False, status__in=["lifted", "dismissed"])
                    & ~Q(reason__startswith="remedy-")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} block {self.pk}"


class CarryOver(models.Model):
    """A block that went on though its facts or its version changed, and what it was before.

    A proposal that the rule now blocks by itself is one, too: then the version and the run that
    ordered the block change with it.
    """

    block = models.ForeignKey(Block, on_delete=models.CASCADE, related_name="carry_overs")
    at = models.DateTimeField()
    # None: a run was undone, and the block is back where it was.
    run = models.ForeignKey(
        ScreeningRun, null=True, on_delete=models.PROTECT, related_name="carry_overs"
    )
    # What it stands on from now on, and what it stood on before.
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    finding_before = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    policy_before = models.ForeignKey(
        RulePolicy, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    run_before = models.ForeignKey(
        ScreeningRun, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # A proposal until then, which stops the account from then on.
    confirms = models.BooleanField(default=False)
    # Whether what the person reads is something else than before.
    is_news = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("kelanjutan blokir")
        verbose_name_plural = pgettext_lazy("plural", "kelanjutan blokir")

    def __str__(self) -> str:
        return f"carry-over {self.pk} of block {self.block_id}"


class Hold(models.Model):
    """Asks eligibility to do nothing irreversible to an account for the time being."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="holds", verbose_name=_("akun")
    )
    # Who asked and why, as an opaque reference of the asker's.
    reference = models.CharField(max_length=60, verbose_name=_("diminta dengan nomor"))
    placed_at = models.DateTimeField(verbose_name=_("dipasang"))
    released_at = models.DateTimeField(null=True, verbose_name=_("dilepas"))
    # What is being looked at; a hold of the whole account names none.
    blocks = models.ManyToManyField(
        Block, blank=True, related_name="holds", verbose_name=_("blokir")
    )
    # When the asker came to a result, and until when its owner may have that looked at again.
    answered_at = models.DateTimeField(null=True, verbose_name=_("dijawab"))
    further_until = models.DateField(null=True, verbose_name=_("diperiksa lagi sampai"))

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("penangguhan")
        verbose_name_plural = pgettext_lazy("plural", "penangguhan")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "reference"],
                name="one_hold_per_reference",
                condition=Q(released_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.reference}"
