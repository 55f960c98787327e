"""G06: the third and later recipient of one family card, by time of grant.

Names nobody else of the family: the facts hold the person's own place only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Grant
from eligibility.rules import groups
from eligibility.rules.base import Look, Rule, Scope, civil_day, key_array
from eligibility.rules.joined import held, joined
from eligibility.rules.limits import Bounded


@dataclass(frozen=True, slots=True)
class HouseholdLimits(Bounded):
    """How many people of one family card may be recipients."""

    highest = MappingProxyType({"most": 50})

    most: int = 2


# Everybody's first grant on the card counts, equal moments by key. Ordered once for each card: who
# compared every grant with every earlier one would take hours for a card that thousands gave.
_PLACES = """
    SELECT id AS grant_key,
           row_number() OVER (PARTITION BY kk ORDER BY granted_at, id) AS place,
           min(account_id) OVER (PARTITION BY kk) AS lowest
    FROM ({firsts}) first_grant
"""


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
        return self._placed(Grant.objects.all())

    def within(self, scope: Scope) -> QuerySet[Grant]:
        """Return the first grant of each account in `scope` on each card, with its place."""
        own = Grant.objects.filter(scope.condition("account"))
        return self._placed(own).filter(scope.condition("account"))

    def candidates(self, scope: Scope, limits: HouseholdLimits) -> QuerySet[Grant]:
        crowded = Grant.objects.filter(slot__gt=limits.most)
        if scope.account_ids is not None:
            own = Grant.objects.filter(scope.condition("account"))
            crowded = crowded.filter(kk__in=own.values("kk"))
        return self._placed(crowded).filter(scope.condition("account"))

    def _placed(self, some: QuerySet[Grant]) -> QuerySet[Grant]:
        """Return everybody's first grant on the cards of `some`, with its place on the card."""
        on_cards = Grant.objects.filter(kk__in=some.order_by().values("kk")).exclude(kk="")
        firsts = on_cards.order_by("kk", "account", "granted_at", "pk").distinct("kk", "account")
        sql, params = firsts.values("id", "kk", "account_id", "granted_at").query.sql_with_params()
        return joined(Grant.objects.all(), (_PLACES.format(firsts=sql), params), by="grant_key")

    def broken(self, limits: HouseholdLimits, *, at: datetime) -> Q:
        return Q(GreaterThan(self.place(), limits.most))

    def facts(self, limits: HouseholdLimits) -> Mapping[str, Combinable | str | int]:
        return {
            "place": self.place(),
            "most": limits.most,
            "wave": F("gelombang__number"),
        }

    def place(self) -> RawSQL:
        """Return the place on the card."""
        return held("place", BigIntegerField())

    def judge(self, facts: Mapping[str, Any], limits: HouseholdLimits) -> bool | None:
        """Compare the place on the card."""
        place = facts.get("place")
        return place > limits.most if isinstance(place, int) else None

    def said_on(self) -> Combinable:
        return civil_day("granted_at")

    def cluster(self) -> Combinable:
        """Return the lowest account key among the card's recipients."""
        return held("lowest", BigIntegerField())

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
