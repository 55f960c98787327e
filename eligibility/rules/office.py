"""G04: an official, ASN, TNI, Polri, village apparatus or BUMN/BUMD board, by list or own word."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, ReferenceListEntry
from eligibility.rules.base import Look, NoLimits, Rule
from eligibility.rules.groups import PLANNER
from eligibility.rules.own_word import OwnWord


def _first_entry(column: str) -> Subquery:
    """Return a column of the person's oldest entry; several lists are one ground."""
    entries = ReferenceListEntry.objects.filter(nik=OuterRef("nik"), removed_at=None)
    return Subquery(entries.order_by("since", "pk").values(column)[:1])


class Listed(Look[NoLimits]):
    """The imported lists: BKN, TNI, Polri, BUMN."""

    basis = "list"
    account = "pk"
    looks_at = ("nik", "reference_list.office", "reference_list.since")
    source = _("daftar rujukan")
    why = _("Data %(source)s per %(date)s mencatat Anda memegang jabatan yang tidak boleh ikut.")

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(Exists(ReferenceListEntry.objects.filter(nik=OuterRef("nik"), removed_at=None)))

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {name: _first_entry(name) for name in ("source", "office", "since")}

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Say yes: who is on a list holds an office, whatever the policy says."""
        return True if facts.get("office") else None

    def said_by(self) -> Combinable:
        return _first_entry("source")

    def said_on(self) -> Combinable:
        return _first_entry("as_of")

    def batch(self) -> Combinable:
        return _first_entry("batch_id")


class Declared(OwnWord):
    """What the person said on registering, whatever office it is (index account_in_office)."""

    looks_at = ("declared_office",)
    column = "declared_office"
    answers = ()
    why = _("Saat mendaftar pada %(date)s Anda menyatakan memegang jabatan yang tidak boleh ikut.")

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return ~Q(declared_office="")

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Say yes: every office that one can declare is excluded."""
        return True if facts.get("declared") else None


class Office(Rule[NoLimits]):
    """G04: holds an office that the programme excludes."""

    code = "office"
    ground = Ground.OFFICE
    looks = (Listed(), Declared())
    # Driven by the lists, which are shorter than the accounts and in no order of theirs.
    in_one_piece = True
    planner = PLANNER
    title = _("Pejabat negara, ASN, TNI, Polri, perangkat desa, atau pimpinan BUMN/BUMD")
    disproved_by = _("Bukti bahwa Anda tidak, atau tidak lagi, memegang jabatan itu.")
    proof = _("Surat pemberhentian atau pensiun, atau slip gaji dari pekerjaan sekarang")
