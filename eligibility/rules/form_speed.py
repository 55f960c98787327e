"""G09: a registration form filled in faster than people can.

Typically wrong about: a browser that fills in what it remembers, a form saved and sent later,
and a site that counts the seconds from the wrong page. Not measured is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import RegistrationEvent
from eligibility.rules.base import Look, Rule, civil_day
from eligibility.rules.limits import Bounded


@dataclass(frozen=True, slots=True)
class FormSpeedLimits(Bounded):
    """The seconds a person needs at least; exactly so many are enough."""

    highest = MappingProxyType({"least_seconds": 3_600})

    least_seconds: int = 20


class FilledIn(Look[FormSpeedLimits]):
    """How long the registration form took (index event_of_a_fast_form); joining a wave has none."""

    basis = "form"
    looks_at = ("events.form_seconds",)
    source = _("catatan pendaftaran")
    why = _(
        "Formulir pendaftaran Anda pada %(date)s terisi dalam %(seconds)s detik. Mengisinya sendiri "
        "biasanya perlu paling sedikit %(least_seconds)s detik."
    )

    def rows(self) -> QuerySet[RegistrationEvent]:
        return RegistrationEvent.objects.filter(kind=RegistrationEvent.Kind.REGISTERED)

    def broken(self, limits: FormSpeedLimits, *, at: datetime) -> Q:
        return Q(form_seconds__lt=limits.least_seconds)

    def facts(self, limits: FormSpeedLimits) -> Mapping[str, Combinable | str | int]:
        return {"seconds": F("form_seconds"), "least_seconds": limits.least_seconds}

    def judge(self, facts: Mapping[str, Any], limits: FormSpeedLimits) -> bool | None:
        """Compare the seconds it took."""
        seconds = facts.get("seconds")
        return seconds < limits.least_seconds if isinstance(seconds, int) else None

    def said_on(self) -> Combinable:
        return civil_day("at")


class FormSpeed(Rule[FormSpeedLimits]):
    """G09: a form filled in faster than people can."""

    code = "form_speed"
    ground = Ground.MANIPULATION
    limits = FormSpeedLimits
    looks = (FilledIn(),)
    title = _("Formulir pendaftaran terisi sangat cepat")
    disproved_by = _(
        "Cerita Anda tentang cara mengisi formulir, misalnya data terisi otomatis atau Anda dibantu "
        "orang lain."
    )
    proof = _("Keterangan tertulis tentang cara Anda mendaftar, dan foto Anda memegang KTP")
