"""G06: the third and later recipient of one family card, by time of grant.

Names nobody else of the family: the facts hold the person's own place only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable, Exists
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Grant
from eligibility.rules.base import Look, Rule, civil_day


@dataclass(frozen=True, slots=True)
class HouseholdLimits:
    """How many people of one family card may be recipients."""

    most: int = 2


def _earlier_grants() -> QuerySet[Grant]:
    """Return the grants of the same card before the outer one; equal moments go by key."""
    before = Q(granted_at__lt=OuterRef("granted_at")) | Q(
        granted_at=OuterRef("granted_at"), pk__lt=OuterRef("pk")
    )
    return Grant.objects.filter(before, kk=OuterRef("kk"))


class Place(Look[HouseholdLimits]):
    """The place among the card's recipients, the card being that of the wave.

    Who comes third has a slot of three or more on the card, or somebody of the card has: so only
    the few crowded cards are counted (index crowded_kk).
    """

    basis = "household"
    looks_at = ("grants.kk", "grants.granted_at")
    source = _("data penerima program")
    why = _(
        "Menurut urutan penetapan penerima, Anda penerima ke-%(place)s dalam satu Kartu Keluarga. "
        "Satu Kartu Keluarga paling banyak %(most)s penerima."
    )

    def rows(self) -> QuerySet[Grant]:
        others = _earlier_grants().exclude(account=OuterRef("account")).order_by().values("kk")
        ahead = others.annotate(people=Count("account", distinct=True)).values("people")
        return Grant.objects.alias(ahead=Coalesce(Subquery(ahead), 0, output_field=IntegerField()))

    def broken(self, limits: HouseholdLimits, *, at: datetime) -> Q:
        crowded = Grant.objects.filter(slot__gt=limits.most).values("kk")
        own_earlier = _earlier_grants().filter(account=OuterRef("account"))
        return Q(kk__in=crowded) & Q(ahead__gte=limits.most) & ~Q(Exists(own_earlier))

    def facts(self, limits: HouseholdLimits) -> Mapping[str, Combinable | str | int]:
        return {
            "place": F("ahead") + 1,
            "most": limits.most,
            "wave": F("gelombang__number"),
        }

    def said_on(self) -> Combinable:
        return civil_day("granted_at")


class Household(Rule[HouseholdLimits]):
    """G06: more recipients of one family card than admitted."""

    code = "household"
    ground = Ground.HOUSEHOLD
    limits = HouseholdLimits
    looks = (Place(),)
    title = _("Lebih dari dua penerima dalam satu KK")
    disproved_by = _(
        "Bukti bahwa Anda sudah pindah ke Kartu Keluarga lain, atau Kartu Keluarga itu sudah berubah."
    )
    proof = _("Kartu Keluarga terbaru, atau surat keterangan dari kelurahan atau Dukcapil")
