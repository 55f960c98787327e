"""G10: first training not bought in time; the last second of the last day still counts.

The deadline stands on the grant (deadlines.py), already moved by outages and blocked days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Block, Grant
from eligibility.rules.base import Look, Rule, civil_day
from eligibility.rules.groups import PLANNER
from eligibility.rules.limits import Bounded
from eligibility.rules.training_data import known_until


@dataclass(frozen=True, slots=True)
class FirstTrainingLimits(Bounded):
    """Days to buy, counted from the day after the grant; waves before `from_wave` had more."""

    # A year, and the largest number that a wave may have.
    highest = MappingProxyType({"days": 366, "days_before": 366, "from_wave": 32_767})

    days: int = 15
    from_wave: int = 48
    days_before: int = 30

    def days_for(self, wave: int) -> int:
        """Return the days that a wave has."""
        return self.days if wave >= self.from_wave else self.days_before


class NotBought(Look[FirstTrainingLimits]):
    """A grant whose deadline is over and that bought nothing by then.

    Whoever was blocked when the deadline came could not buy: they get the days back first.
    `first_bought_at` is the earliest of the grant's purchases (index grant_without_purchase).
    """

    basis = "not_bought"
    wave = "gelombang__number"
    looks_at = ("grants.first_training_until", "grants.first_bought_at")
    source = _("data pembelian pelatihan")
    why = _(
        "Menurut %(source)s per %(date)s, sampai batas waktu %(until)s belum ada pelatihan pertama "
        "yang dibeli untuk gelombang %(wave)s."
    )

    def rows(self) -> QuerySet[Grant]:
        return Grant.objects.alias(
            last_day=civil_day("first_training_until"), known_until=known_until()
        )

    def broken(self, limits: FirstTrainingLimits, *, at: datetime) -> Q:
        bought_late = Q(first_bought_at__gt=F("first_training_until"))
        blocked_then = (
            Block.objects.standing()
            .filter(account=OuterRef("account"), confirmed_at__lte=OuterRef("first_training_until"))
            .exclude(ground=Ground.FIRST_TRAINING)
        )
        is_over = Q(first_training_until__lt=at, last_day__lt=F("known_until"))
        return is_over & (Q(first_bought_at=None) | bought_late) & ~Q(Exists(blocked_then))

    def facts(self, limits: FirstTrainingLimits) -> Mapping[str, Combinable | str | int]:
        return {"wave": F("gelombang__number"), "until": F("last_day")}

    def judge(self, facts: Mapping[str, Any], limits: FirstTrainingLimits) -> bool | None:
        """Say yes: the deadline was set when the grant came in, by the days of that time.

        Other limits are for other grants; they move no deadline that stands.
        """
        return True if facts.get("until") else None

    def said_on(self) -> Combinable:
        return known_until()


class FirstTraining(Rule[FirstTrainingLimits]):
    """G10: first training not bought in time."""

    code = "first_training"
    ground = Ground.FIRST_TRAINING
    limits = FirstTrainingLimits
    looks = (NotBought(),)
    planner = PLANNER
    title = _("Pelatihan pertama tidak dibeli tepat waktu")
    disproved_by = _(
        "Bukti bahwa Anda sudah membeli sebelum batas waktu, atau alasan Anda tidak bisa membeli, "
        "misalnya situs terganggu atau sakit."
    )
    proof = _("Tangkapan layar pembelian atau gangguan, atau surat keterangan sakit")
