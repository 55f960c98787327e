"""G09: incentives of several people paid to one bank account or wallet.

Typically wrong about: a couple or family with one bank account, and a number typed wrong.
"""

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account
from eligibility.rules import groups
from eligibility.rules.base import Rule
from eligibility.rules.groups import Group, GroupLimits


@dataclass(frozen=True, slots=True)
class SharedPayoutLimits(GroupLimits):
    """How many people (NIK) may be paid to one account."""

    most: int = 2


class PaidToOneAccount(Group[SharedPayoutLimits]):
    """People with the same payout account (index account_by_payout); several accounts of one NIK
    are one person."""

    basis = "payout_account"
    rule = "shared_payout"
    account = "pk"
    key = "payout_account"
    party = "nik"
    looks_at = ("payout_account", "nik")
    source = _("data akun program")
    why = _(
        "Rekening atau dompet digital untuk insentif Anda juga dipakai orang lain: seluruhnya lebih "
        "dari %(most)s NIK."
    )

    def rows(self) -> QuerySet[Account]:
        return Account.objects.filter(payout_account__isnull=False).exclude(payout_account="")

    def said_on(self) -> Combinable:
        return F("registered_on")


class SharedPayout(Rule[SharedPayoutLimits]):
    """G09: one payout account for more people than admitted."""

    code = "shared_payout"
    ground = Ground.MANIPULATION
    limits = SharedPayoutLimits
    looks = (PaidToOneAccount(),)
    in_one_piece = True
    planner = groups.PLANNER
    title = _("Satu rekening atau dompet digital untuk beberapa orang")
    disproved_by = _("Bukti bahwa rekening atau dompet digital itu atas nama Anda.")
    proof = _("Foto buku tabungan atau profil dompet digital dengan nama Anda")
