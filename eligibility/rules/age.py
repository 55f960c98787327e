"""G02: younger or older than the programme admits, on registering or on joining a wave.

Born on 29 February: in a common year people dispute whether the birthday is 28 February or
1 March. The disputed day counts in the person's favour: 18 on the first, 65 on the second.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateField, Func, IntegerField, Q, QuerySet
from django.db.models.expressions import Combinable, F
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, RegistrationEvent
from eligibility.rules.base import Look, Rule, civil_day


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """The ages admitted, both included: a person of 64 is admitted until the 65th birthday."""

    youngest: int = 18
    oldest: int = 64


class _Age(Func):
    """Completed years between a birth date and a day; born on 29 February: on 1 March."""

    template = "extract(year FROM age(%(expressions)s))::int"
    output_field = IntegerField()


class _Birthday(Func):
    """The day a person completes a number of years; born on 29 February: on 28 February."""

    template = "(%(expressions)s)::date"
    arg_joiner = " + interval '1 year' * "
    output_field = DateField()


class _OnDay(Look[AgeLimits]):
    """The age on the day that a row names."""

    day: str
    birth: str

    def rows(self) -> QuerySet[Any]:
        aged: QuerySet[Any] = self._rows().alias(age=_Age(F(self.day), F(self.birth)))
        return aged

    def broken(self, limits: AgeLimits, *, at: datetime) -> Q:
        too_young = Q(**{f"{self.day}__lt": _Birthday(F(self.birth), limits.youngest)})
        return too_young | Q(age__gt=limits.oldest)

    def facts(self, limits: AgeLimits) -> Mapping[str, Combinable | str | int]:
        return {"age": F("age"), "youngest": limits.youngest, "oldest": limits.oldest}

    def said_on(self) -> Combinable:
        return F(self.day)

    @abstractmethod
    def _rows(self) -> QuerySet[Any]:
        """Return the rows with their day."""


class OnRegistering(_OnDay):
    """The age on the civil day of registration."""

    basis = "registration"
    account = "pk"
    looks_at = ("birth_date", "registered_on")
    day, birth = "registered_on", "birth_date"
    source = _("data pendaftaran Anda")
    why = _(
        "Pada hari Anda mendaftar, %(date)s, umur Anda menurut tanggal lahir yang tercatat adalah "
        "%(age)s tahun. Program ini untuk umur %(youngest)s sampai %(oldest)s tahun."
    )

    def _rows(self) -> QuerySet[Any]:
        return Account.objects.all()


class OnJoining(_OnDay):
    """The age on the civil day of joining a wave."""

    basis = "joining"
    looks_at = ("birth_date", "events.at")
    day, birth = "joined_on", "account__birth_date"
    source = _("data pendaftaran Anda")
    why = _(
        "Pada hari Anda gabung gelombang, %(date)s, umur Anda menurut tanggal lahir yang tercatat "
        "adalah %(age)s tahun. Program ini untuk umur %(youngest)s sampai %(oldest)s tahun."
    )

    def _rows(self) -> QuerySet[Any]:
        joined = RegistrationEvent.objects.filter(kind=RegistrationEvent.Kind.JOINED)
        return joined.alias(joined_on=civil_day("at"))


class Age(Rule[AgeLimits]):
    """G02: outside the ages admitted."""

    code = "age"
    ground = Ground.AGE
    limits = AgeLimits
    looks = (OnRegistering(), OnJoining())
    title = _("Umur di luar batas program")
    disproved_by = _("Dokumen yang menunjukkan tanggal lahir Anda yang benar.")
    proof = _("Akta kelahiran, atau KTP dengan tanggal lahir yang benar")
