"""G07: already a recipient in an earlier wave, on this account or on another of the same NIK."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, Grant
from eligibility.rules.base import Look, NoLimits, Rule, Scope, civil_day
from eligibility.rules.groups import PLANNER


class SecondGrant(Look[NoLimits]):
    """A grant of the account that another in a lower wave precedes.

    Who has two is counted over the narrow index one_grant_per_wave; only their grants are read.
    """

    basis = "second_grant"
    wave = "gelombang__number"
    looks_at = ("grants.gelombang",)
    source = _("data penerima program")
    why = _("Anda sudah menjadi penerima di gelombang %(earlier_wave)s sebelum gelombang %(wave)s.")

    def rows(self) -> QuerySet[Grant]:
        earlier = Grant.objects.filter(
            account=OuterRef("account"), gelombang__number__lt=OuterRef("gelombang__number")
        )
        first = earlier.order_by("gelombang__number").values("gelombang__number")[:1]
        return Grant.objects.alias(earlier_wave=Subquery(first))

    def within(self, scope: Scope) -> QuerySet[Grant]:
        grants = Grant.objects.filter(scope.condition("account")).order_by().values("account")
        twice = grants.annotate(grants=Count("gelombang")).filter(grants__gt=1)
        return super().within(scope).filter(account__in=twice.values("account"))

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(earlier_wave__isnull=False)

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"earlier_wave": F("earlier_wave"), "wave": F("gelombang__number")}

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Compare the two waves found."""
        earlier, wave = facts.get("earlier_wave"), facts.get("wave")
        return None if earlier is None or wave is None else earlier < wave

    def said_on(self) -> Combinable:
        return civil_day("granted_at")


class OtherAccount(Look[NoLimits]):
    """A grant to another account of the same NIK, before this one registered.

    Of one NIK no more than one account is open (one_open_account_per_nik), and closed ones are
    judged no more: so the other account is closed, and those are few (index account_closed).
    """

    basis = "other_account"
    account = "pk"
    looks_at = ("nik", "registered_at", "grants.gelombang")
    source = _("data penerima program")
    why = _(
        "NIK Anda sudah tercatat sebagai penerima di gelombang %(earlier_wave)s dengan akun lain."
    )

    def rows(self) -> QuerySet[Account]:
        closed = Account.objects.filter(status=Account.Status.CLOSED)
        return Account.objects.filter(nik__in=closed.values("nik"))

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(Exists(_grants_of_namesakes()))

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        waves = _grants_of_namesakes().order_by("gelombang__number").values("gelombang__number")
        return {"earlier_wave": Subquery(waves[:1])}

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Say yes: a grant before registering counts, whatever the policy says."""
        return True if facts.get("earlier_wave") else None

    def said_on(self) -> Combinable:
        return F("registered_on")


def _grants_of_namesakes() -> QuerySet[Grant]:
    return Grant.objects.filter(
        account__nik=OuterRef("nik"),
        account__status=Account.Status.CLOSED,
        granted_at__lt=OuterRef("registered_at"),
    )


class EarlierRecipient(Rule[NoLimits]):
    """G07: a recipient once."""

    code = "earlier_recipient"
    ground = Ground.EARLIER_RECIPIENT
    looks = (SecondGrant(), OtherAccount())
    # Driven by the few with two grants and the few closed accounts.
    in_one_piece = True
    # Hashing would read all grants where counting along the index needs no memory.
    planner: ClassVar[Mapping[str, str]] = {**PLANNER, "enable_hashagg": "off"}
    title = _("Sudah pernah menjadi penerima")
    disproved_by = _("Keterangan bahwa bukan Anda yang menjadi penerima di gelombang itu.")
    proof = _("Surat pernyataan identitas, dan foto Anda memegang KTP")
