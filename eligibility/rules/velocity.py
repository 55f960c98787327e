"""G09: many accounts registered from one device or one address within minutes.

Typically wrong about: a cybercafé or a village office on the day a wave opens, a helper who
registers a queue of people, and everybody behind the one address of a telephone network.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import RegistrationEvent
from eligibility.rules import groups
from eligibility.rules.base import Rule, civil_day
from eligibility.rules.bursts import Burst, BurstLimits


@dataclass(frozen=True, slots=True)
class VelocityLimits(BurstLimits):
    """How many accounts may register from one place within any `minutes`, both ends included."""

    most: int = 10
    minutes: int = 10


class _Registrations(Burst[VelocityLimits]):
    """Registrations that hold the same key (indexes event_by_device, event_by_address)."""

    rule = "velocity"
    party = "account"
    moment = "at"
    source = _("catatan pendaftaran")

    def rows(self) -> QuerySet[RegistrationEvent]:
        registered = RegistrationEvent.objects.filter(kind=RegistrationEvent.Kind.REGISTERED)
        return registered.filter(**{f"{self.key}__isnull": False})

    def said_on(self) -> Combinable:
        return civil_day("at")


class FromOneDevice(_Registrations):
    """Registrations from one device."""

    basis = "device"
    key = "device"
    looks_at = ("events.device", "events.at")
    why = _(
        "Pada %(date)s akun Anda didaftarkan dari satu perangkat. Dalam %(minutes)s menit, lebih "
        "dari %(most)s akun didaftarkan dari perangkat itu."
    )


class FromOneAddress(_Registrations):
    """Registrations from one network address."""

    basis = "address"
    key = "address"
    looks_at = ("events.address", "events.at")
    why = _(
        "Pada %(date)s akun Anda didaftarkan lewat satu sambungan internet. Dalam %(minutes)s "
        "menit, lebih dari %(most)s akun didaftarkan lewat sambungan itu."
    )


class Velocity(Rule[VelocityLimits]):
    """G09: more accounts registered from one place within minutes than people can."""

    code = "velocity"
    ground = Ground.MANIPULATION
    limits = VelocityLimits
    looks = (FromOneDevice(), FromOneAddress())
    in_one_piece = True
    planner = groups.PLANNER
    title = _("Banyak pendaftaran dari satu tempat dalam waktu singkat")
    disproved_by = _(
        "Cerita Anda tentang di mana, kapan, dan dengan bantuan siapa Anda mendaftar. Misalnya di "
        "warnet, di kantor desa, atau lewat telepon keluarga."
    )
    proof = _("Keterangan tertulis tentang cara Anda mendaftar, dan foto Anda memegang KTP")
