"""G06: the third and later recipient of one family card, by time of grant.

Names nobody else of the family: the facts hold the person's own place only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable, Exists
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Grant
from eligibility.rules import groups
from eligibility.rules.base import Look, Rule, civil_day, key_array


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
    the few crowded cards are counted (index crowded_kk). A card that nobody told makes no family.
    """

    basis = "household"
    wave = "gelombang__number"
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
        is_too_late = Q(ahead__gte=limits.most) & ~Q(Exists(own_earlier))
        return Q(kk__in=crowded) & ~Q(kk="") & is_too_late

    def facts(self, limits: HouseholdLimits) -> Mapping[str, Combinable | str | int]:
        return {
            "place": F("ahead") + 1,
            "most": limits.most,
            "wave": F("gelombang__number"),
        }

    def judge(self, facts: Mapping[str, Any], limits: HouseholdLimits) -> bool | None:
        """Compare the place on the card."""
        place = facts.get("place")
        return place > limits.most if isinstance(place, int) else None

    def said_on(self) -> Combinable:
        return civil_day("granted_at")

    def cluster(self) -> Combinable:
        """Return the lowest account key among the card's recipients."""
        card = Grant.objects.filter(kk=OuterRef("kk")).order_by("account_id")
        return Subquery(card.values("account_id")[:1])

    def neighbours(self, account_ids: Sequence[int], limits: HouseholdLimits) -> QuerySet[Any]:
        """Return the recipients of these accounts' crowded cards, them included."""
        cards = Grant.objects.filter(account__in=key_array(account_ids)).exclude(kk="").values("kk")
        crowded = Grant.objects.filter(slot__gt=limits.most, kk__in=cards).values("kk")
        keys: QuerySet[Any] = Grant.objects.filter(kk__in=crowded).values_list(
            "account_id", flat=True
        )
        return keys.distinct()


class Household(Rule[HouseholdLimits]):
    """G06: more recipients of one family card than admitted."""

    code = "household"
    ground = Ground.HOUSEHOLD
    limits = HouseholdLimits
    looks = (Place(),)
    in_one_piece = True
    planner = groups.PLANNER
    title = _("Terlalu banyak penerima dalam satu KK")
    disproved_by = _(
        "Bukti bahwa Anda sudah pindah ke Kartu Keluarga lain, atau Kartu Keluarga itu sudah berubah."
    )
    proof = _("Kartu Keluarga terbaru, atau surat keterangan dari kelurahan atau Dukcapil")
