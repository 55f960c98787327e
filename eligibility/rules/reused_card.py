"""G08: the same card given for another NIK: one photo of it, or one number read in two.

Typically wrong about: a helper who attached the photo of the person before, two cards that merely
look alike to a machine, and a number that it misread.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import PhotoMatch
from eligibility.rules.base import NoLimits, Rule, key_array
from eligibility.rules.photo_matches import GivenTwice


class SameCard(GivenTwice):
    """The photo of one card, given for two people."""

    basis = "card"
    kind = PhotoMatch.Kind.CARD
    why = _(
        "Menurut %(source)s per %(date)s, foto kartu yang Anda kirim mirip dengan foto kartu untuk "
        "NIK lain. Petugas akan melihatnya lagi."
    )


class SameNumber(GivenTwice):
    """A card whose NIK is that of somebody of another family, or was read in their card.

    Said of who gave the card only, never of who holds the number.
    """

    basis = "number"
    kind = PhotoMatch.Kind.NUMBER
    looks_at = ("photo_matches", "kk")
    why = _(
        "Menurut %(source)s per %(date)s, NIK di foto kartu yang Anda kirim sama dengan NIK orang "
        "lain. Mesin bisa salah baca. Petugas akan melihatnya lagi."
    )

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return super().broken(limits, at=at) & ~Q(other__kk=F("account__kk"))

    def neighbours(self, account_ids: Sequence[int], limits: NoLimits) -> QuerySet[Any]:
        """Return the accounts that gave a card with the number of one of these: they alone have a
        row, and it is judged by the other's family, too."""
        pairs = PhotoMatch.objects.filter(other__in=key_array(account_ids), kind=self.kind)
        keys: QuerySet[Any] = pairs.values_list("account_id", flat=True).distinct()
        return keys


class ReusedCard(Rule[NoLimits]):
    """G08: one card for two people."""

    code = "reused_card"
    ground = Ground.FALSE_DATA
    looks = (SameCard(), SameNumber())
    title = _("Foto kartu yang sama dipakai untuk NIK lain")
    disproved_by = _("Foto baru dari kartu Anda sendiri.")
    proof = _("Foto KTP atau KK asli Anda yang baru, utuh dan jelas")
