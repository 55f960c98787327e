"""G11: bought training not finished by its deadline; the last second still counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import TrainingPurchase
from eligibility.rules.base import Look, NoLimits, Rule, civil_day
from eligibility.rules.groups import PLANNER
from eligibility.rules.training_data import known_until


class NotCompleted(Look[NoLimits]):
    """A purchase whose deadline passed without completion, or completed after it.

    Only those are read, by their deadline (index purchase_unfinished).
    """

    basis = "not_completed"
    account = "grant__account"
    wave = "grant__gelombang__number"
    looks_at = ("purchases.complete_until", "purchases.completed_at")
    source = _("data penyelenggara pelatihan")
    why = _(
        "Menurut %(source)s per %(date)s, pelatihan yang Anda beli di gelombang %(wave)s tidak "
        "diselesaikan sampai batas waktu %(until)s."
    )

    def rows(self) -> QuerySet[TrainingPurchase]:
        return TrainingPurchase.objects.alias(
            last_day=civil_day("complete_until"), known_until=known_until()
        )

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        never = Q(completed_at=None, last_day__lt=F("known_until"))
        late = Q(completed_at__gt=F("complete_until"))
        return Q(complete_until__lt=at) & (never | late)

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {
            "wave": F("grant__gelombang__number"),
            "until": F("last_day"),
            "purchase": F("pk"),
        }

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Say yes: the deadline stands on the purchase, and no policy moves it."""
        return True if facts.get("purchase") else None

    def said_on(self) -> Combinable:
        return known_until()


class Completion(Rule[NoLimits]):
    """G11: training not followed or not finished."""

    code = "completion"
    ground = Ground.COMPLETION
    looks = (NotCompleted(),)
    # Driven by the unfinished purchases, which stand in the order of their deadlines.
    in_one_piece = True
    planner = PLANNER
    title = _("Pelatihan tidak diselesaikan")
    disproved_by = _("Bukti bahwa Anda mengikuti pelatihan sampai selesai sebelum batas waktu.")
    proof = _("Bukti kehadiran, sertifikat, atau tangkapan layar kelas")
