"""G07: already a recipient in an earlier wave, on this account or on another of the same NIK."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, Grant
from eligibility.rules.base import Look, NoLimits, Rule, civil_day


class SecondGrant(Look[NoLimits]):
    """A grant of the account that another in a lower wave precedes."""

    basis = "second_grant"
    looks_at = ("grants.gelombang",)
    source = _("data penerima program")
    why = _("Anda sudah menjadi penerima di gelombang %(earlier_wave)s sebelum gelombang %(wave)s.")

    def rows(self) -> QuerySet[Grant]:
        earlier = Grant.objects.filter(
            account=OuterRef("account"), gelombang__number__lt=OuterRef("gelombang__number")
        )
        first = earlier.order_by("gelombang__number").values("gelombang__number")[:1]
        return Grant.objects.alias(earlier_wave=Subquery(first))

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(earlier_wave__isnull=False)

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"earlier_wave": F("earlier_wave"), "wave": F("gelombang__number")}

    def said_on(self) -> Combinable:
        return civil_day("granted_at")


class OtherAccount(Look[NoLimits]):
    """A grant to another account of the same NIK, before this one registered."""

    basis = "other_account"
    account = "pk"
    looks_at = ("nik", "registered_at", "grants.gelombang")
    source = _("data penerima program")
    why = _(
        "NIK Anda sudah tercatat sebagai penerima di gelombang %(earlier_wave)s dengan akun lain."
    )

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(Exists(_grants_of_namesakes()))

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        waves = _grants_of_namesakes().order_by("gelombang__number").values("gelombang__number")
        return {"earlier_wave": Subquery(waves[:1])}

    def said_on(self) -> Combinable:
        return F("registered_on")


def _grants_of_namesakes() -> QuerySet[Grant]:
    return Grant.objects.filter(
        account__nik=OuterRef("nik"), granted_at__lt=OuterRef("registered_at")
    ).exclude(account=OuterRef("pk"))


class EarlierRecipient(Rule[NoLimits]):
    """G07: a recipient once."""

    code = "earlier_recipient"
    ground = Ground.EARLIER_RECIPIENT
    looks = (SecondGrant(), OtherAccount())
    title = _("Sudah pernah menjadi penerima")
    disproved_by = _("Keterangan bahwa bukan Anda yang menjadi penerima di gelombang itu.")
    proof = _("Surat pernyataan identitas, dan foto Anda memegang KTP")
