"""G12: the same selfie given for people of different families.

Typically wrong about: a helper who stood in for a shy applicant, twins, and a machine's error.
Within one family card it says nothing (domain.md, G12: beyond a household).
"""

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import PhotoMatch
from eligibility.rules.base import NoLimits, Rule
from eligibility.rules.photo_matches import GivenTwice


class SameSelfie(GivenTwice):
    """One selfie, given for people of two families."""

    basis = "selfie"
    kind = PhotoMatch.Kind.SELFIE
    looks_at = ("photo_matches", "kk")
    why = _(
        "Menurut %(source)s per %(date)s, swafoto yang Anda kirim mirip dengan swafoto untuk NIK "
        "lain. Petugas akan melihatnya lagi."
    )

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return super().broken(limits, at=at) & ~Q(other__kk=F("account__kk"))


class SharedSelfie(Rule[NoLimits]):
    """G12: one selfie for people of different families."""

    code = "shared_selfie"
    ground = Ground.OTHER_USER
    looks = (SameSelfie(),)
    title = _("Swafoto yang sama dipakai untuk NIK lain")
    disproved_by = _("Swafoto baru Anda sendiri dengan KTP.")
    proof = _(
        "Foto Anda memegang KTP; bila KTP Anda dipakai orang lain, surat lapor polisi (pilihan)"
    )
