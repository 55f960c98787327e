"""G02: younger or older than the programme admits, on registering or on joining a wave.

Born on 29 February: in a common year people dispute whether the birthday is 28 February or
1 March. The disputed day counts in the person's favour: 18 on the first, 65 on the second.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import DateField, Func, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import Combinable, F
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, RegistrationEvent
from eligibility.rules.base import Look, Rule, YearsAfter, civil_day
from eligibility.rules.groups import PLANNER
from eligibility.rules.limits import Bounded
from portal.calendar import civil_date


@dataclass(frozen=True, slots=True)
class AgeLimits(Bounded):
    """The ages admitted, both included: a person of 64 is admitted until the 65th birthday."""

    highest = MappingProxyType({"youngest": 120, "oldest": 120})
    rising = (("youngest", "oldest"),)

    youngest: int = 18
    oldest: int = 64


class _Age(Func):
    """Completed years between a birth date and a day; born on 29 February: on 1 March."""

    template = "extract(year FROM age(%(expressions)s))::int"
    output_field = IntegerField()


class _OnDay(Look[AgeLimits]):
    """The age on the day that a row names."""

    day: str
    age: str

    def facts(self, limits: AgeLimits) -> Mapping[str, Combinable | str | int]:
        return {"age": F(self.age), "youngest": limits.youngest, "oldest": limits.oldest}

    def judge(self, facts: Mapping[str, Any], limits: AgeLimits) -> bool | None:
        """Compare the age found; on the disputed 28 February it is that of the day before."""
        age = facts.get("age")
        return None if age is None else not limits.youngest <= age <= limits.oldest

    def said_on(self) -> Combinable:
        return F(self.day)


class OnRegistering(_OnDay):
    """The age on the civil day of registration, which stands in the row (index account_odd_age)."""

    basis = "registration"
    account = "pk"
    looks_at = ("birth_date", "registered_on")
    day, age = "registered_on", "age_at_registration"
    source = _("data pendaftaran Anda")
    why = _(
        "Pada hari Anda mendaftar, %(date)s, umur Anda menurut tanggal lahir yang tercatat adalah "
        "%(age)s tahun. Program ini untuk umur %(youngest)s sampai %(oldest)s tahun."
    )

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def broken(self, limits: AgeLimits, *, at: datetime) -> Q:
        too_young = Q(
            age_at_registration__lt=limits.youngest,
            registered_on__lt=YearsAfter(F("birth_date"), limits.youngest),
        )
        return too_young | Q(age_at_registration__gt=limits.oldest)


class OnJoining(_OnDay):
    """The age on the civil day of joining a wave.

    One joins after registering: a joining before it is a slip in the data and breaks nothing. So
    too young are only people who were so on registering, and too old only those who are by now;
    nobody else's joinings are read (indexes account_odd_age and account_by_birth_date).
    """

    basis = "joining"
    looks_at = ("birth_date", "events.at")
    day, age = "joined_on", "age"
    source = _("data pendaftaran Anda")
    why = _(
        "Pada hari Anda gabung gelombang, %(date)s, umur Anda menurut tanggal lahir yang tercatat "
        "adalah %(age)s tahun. Program ini untuk umur %(youngest)s sampai %(oldest)s tahun."
    )

    def rows(self) -> QuerySet[RegistrationEvent]:
        joined = RegistrationEvent.objects.filter(kind=RegistrationEvent.Kind.JOINED)
        joined = joined.alias(joined_on=civil_day("at"))
        return joined.alias(age=_Age(F("joined_on"), F("account__birth_date")))

    def broken(self, limits: AgeLimits, *, at: datetime) -> Q:
        too_young = Q(
            account__age_at_registration__lt=limits.youngest,
            joined_on__lt=YearsAfter(F("account__birth_date"), limits.youngest),
        )
        today = Value(civil_date(at), output_field=DateField())
        is_old_by_now = Q(account__birth_date__lte=YearsAfter(today, -(limits.oldest + 1)))
        has_happened = Q(at__gte=F("account__registered_at"), at__lte=at)
        return has_happened & (too_young | (is_old_by_now & Q(age__gt=limits.oldest)))


class Age(Rule[AgeLimits]):
    """G02: outside the ages admitted."""

    code = "age"
    ground = Ground.AGE
    limits = AgeLimits
    looks = (OnRegistering(), OnJoining())
    # Who has grown too old stands in no range of keys.
    in_one_piece = True
    planner = PLANNER
    title = _("Umur di luar batas program")
    disproved_by = _("Dokumen yang menunjukkan tanggal lahir Anda yang benar.")
    proof = _("Akta kelahiran, atau KTP dengan tanggal lahir yang benar")
