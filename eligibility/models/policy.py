"""How each rule is applied, dated and versioned; what a rule is the catalogue knows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.querysets import PolicyQuerySet
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
    drafted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("disusun oleh")
    )
    enabled_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("diaktifkan oleh"),
    )
    enabled_at = models.DateTimeField(null=True, verbose_name=_("diaktifkan"))

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
        ]

    def __str__(self) -> str:
        return f"{self.rule} v{self.version}"
