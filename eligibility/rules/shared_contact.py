"""G12: a device, telephone or e-mail address shared by people of several families.

Families count, not people: a family telephone is none of this, nor is one household at a
cybercafé. Typically wrong about: a cybercafé or helper that registers several families, a number
given to somebody new, and a placeholder that a helper typed for everybody.
"""

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, RegistrationEvent
from eligibility.rules import groups
from eligibility.rules.base import Rule, Scope, civil_day
from eligibility.rules.groups import Group, GroupLimits


@dataclass(frozen=True, slots=True)
class SharedContactLimits(GroupLimits):
    """How many family cards may have one contact or device in common."""

    most: int = 3


class _Contact(Group[SharedContactLimits]):
    """Accounts with the same contact; one not given is sealed as an empty text."""

    rule = "shared_contact"
    account = "pk"
    party = "kk"
    source = _("data pendaftaran Anda")

    def rows(self) -> QuerySet[Account]:
        return Account.objects.exclude(**{self.key: ""})

    def crowded(self, scope: Scope, limits: SharedContactLimits) -> QuerySet[Account]:
        return super().crowded(scope, limits).exclude(kk="")

    def said_on(self) -> Combinable:
        return F("registered_on")


class OnePhone(_Contact):
    """Accounts with the same telephone number (index account_by_phone)."""

    basis = "phone"
    key = "phone"
    looks_at = ("phone", "kk")
    why = _(
        "Nomor telepon di akun Anda juga dipakai di akun orang lain, seluruhnya dari lebih dari "
        "%(most)s Kartu Keluarga."
    )


class OneEmail(_Contact):
    """Accounts with the same e-mail address (index account_by_email)."""

    basis = "email"
    key = "email"
    looks_at = ("email", "kk")
    why = _(
        "Alamat email di akun Anda juga dipakai di akun orang lain, seluruhnya dari lebih dari "
        "%(most)s Kartu Keluarga."
    )


class OneDevice(Group[SharedContactLimits]):
    """Accounts registered from the same device, whenever (index event_by_device)."""

    basis = "device"
    rule = "shared_contact"
    key = "device"
    party = "account__kk"
    looks_at = ("events.device", "kk")
    source = _("catatan pendaftaran")
    why = _(
        "Perangkat yang dipakai mendaftarkan akun Anda juga dipakai mendaftarkan akun orang lain, "
        "seluruhnya dari lebih dari %(most)s Kartu Keluarga."
    )

    def rows(self) -> QuerySet[RegistrationEvent]:
        registered = RegistrationEvent.objects.filter(kind=RegistrationEvent.Kind.REGISTERED)
        return registered.filter(device__isnull=False)

    def crowded(self, scope: Scope, limits: SharedContactLimits) -> QuerySet[RegistrationEvent]:
        return super().crowded(scope, limits).exclude(account__kk="")

    def said_on(self) -> Combinable:
        return civil_day("at")


class SharedContact(Rule[SharedContactLimits]):
    """G12: a contact or device shared beyond a household."""

    code = "shared_contact"
    ground = Ground.OTHER_USER
    limits = SharedContactLimits
    looks = (OneDevice(), OnePhone(), OneEmail())
    in_one_piece = True
    planner = groups.PLANNER
    title = _("Kontak atau perangkat yang sama dipakai beberapa keluarga")
    disproved_by = _(
        "Bukti bahwa Anda sendiri yang memakai akun ini, atau cerita Anda tentang siapa yang "
        "membantu mendaftar."
    )
    proof = _(
        "Foto Anda memegang KTP; bila KTP Anda dipakai orang lain, surat lapor polisi (pilihan)"
    )
