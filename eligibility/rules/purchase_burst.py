"""G09: trainings bought for many accounts from one device within minutes.

Typically wrong about: a training provider or cybercafé that helps a class buy, and a platform
that sends its own server as the device. One person who buys several trainings is one.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import TrainingPurchase
from eligibility.rules import groups
from eligibility.rules.base import Rule, civil_day
from eligibility.rules.bursts import Burst, BurstLimits


@dataclass(frozen=True, slots=True)
class PurchaseBurstLimits(BurstLimits):
    """How many accounts may buy from one device within any `minutes`, both ends included."""

    most: int = 10
    minutes: int = 10


class BoughtFromOneDevice(Burst[PurchaseBurstLimits]):
    """Purchases from one device (index purchase_by_device)."""

    basis = "device"
    rule = "purchase_burst"
    account = "grant__account"
    party = "grant__account"
    key = "device"
    moment = "bought_at"
    looks_at = ("purchases.device", "purchases.bought_at")
    source = _("data pembelian pelatihan")
    why = _(
        "Pada %(date)s pelatihan Anda dibeli dari satu perangkat. Dalam %(minutes)s menit, "
        "pelatihan untuk lebih dari %(most)s akun dibeli dari perangkat itu."
    )

    def rows(self) -> QuerySet[TrainingPurchase]:
        return TrainingPurchase.objects.filter(device__isnull=False)

    def said_on(self) -> Combinable:
        return civil_day("bought_at")


class PurchaseBurst(Rule[PurchaseBurstLimits]):
    """G09: purchases for more accounts from one device within minutes than people can make."""

    code = "purchase_burst"
    ground = Ground.MANIPULATION
    limits = PurchaseBurstLimits
    looks = (BoughtFromOneDevice(),)
    in_one_piece = True
    planner = groups.PLANNER
    title = _("Banyak pembelian pelatihan dari satu perangkat dalam waktu singkat")
    disproved_by = _(
        "Cerita Anda tentang di mana, kapan, dan dengan bantuan siapa Anda membeli pelatihan."
    )
    proof = _("Keterangan tertulis tentang cara Anda membeli pelatihan, dan bukti pembeliannya")
