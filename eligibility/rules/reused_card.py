"""G08: the same photo of a card given for another NIK.

Typically wrong about: a helper who attached the photo of the person before, and two cards that
merely look alike to a machine.
"""

from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import PhotoMatch
from eligibility.rules.base import NoLimits, Rule
from eligibility.rules.photo_matches import GivenTwice


class SameCard(GivenTwice):
    """The photo of one card, given for two people."""

    basis = "card"
    kind = PhotoMatch.Kind.CARD
    why = _(
        "Menurut %(source)s per %(date)s, foto kartu yang Anda kirim mirip dengan foto kartu untuk "
        "NIK lain. Petugas akan melihatnya lagi."
    )


class ReusedCard(Rule[NoLimits]):
    """G08: one card's photo for two people."""

    code = "reused_card"
    ground = Ground.FALSE_DATA
    looks = (SameCard(),)
    title = _("Foto kartu yang sama dipakai untuk NIK lain")
    disproved_by = _("Foto baru dari kartu Anda sendiri.")
    proof = _("Foto KTP atau KK asli Anda yang baru, utuh dan jelas")
