"""G08: what was given on registering does not fit together, or not with Dukcapil (domain.md, G08).

Looks at numbers only as Permenko Perekonomian 17/2022 asks: the form of a NIK, the birth date and
the sex in it. Real citizens hold numbers with wrong dates, and a typing error is no lie: so this
asks two people to look (mode flag) and stops nobody by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import DateField, F, Func, IntegerField, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, RegistryVerdict
from eligibility.rules.base import Look, NoLimits, Rule
from eligibility.rules.registers import DUKCAPIL, RegistersWord


class _CenturyBefore(Func):
    """The same day a hundred years earlier: a NIK has two digits for the year."""

    template = "(%(expressions)s - interval '100 years')::date"
    output_field = DateField()


class _DaysApart(Func):
    """How many days lie between two."""

    template = "abs(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class _OwnNumber(Look[NoLimits]):
    """Something in the NIK itself (index account_odd_nik, whose condition the looks repeat)."""

    account = "pk"
    source = _("data pendaftaran Anda")

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {}

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Say yes: the finding itself is all there is, and no policy has a say in it."""
        return True if facts.get("basis") == self.basis else None

    def said_on(self) -> Combinable:
        return F("registered_on")


class Form(_OwnNumber):
    """A number that is not sixteen digits, or with a region, date or serial that none has."""

    basis = "nik_form"
    looks_at = ("is_nik_well_formed",)
    why = _(
        "Susunan NIK yang tercatat saat Anda mendaftar pada %(date)s tidak seperti NIK pada "
        "umumnya. Bisa jadi ada angka yang salah ketik."
    )

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(is_nik_well_formed=False)


class BirthDate(_OwnNumber):
    """A birth date in the NIK that differs from the declared one, both known.

    The century does not count: the number cannot tell somebody of 101 from a child of one.
    """

    basis = "nik_birth_date"
    looks_at = ("nik_birth_date", "birth_date")
    why = _(
        "Tanggal lahir yang tercatat saat Anda mendaftar pada %(date)s berbeda dari tanggal di "
        "dalam NIK Anda. Bisa jadi salah ketik, atau tanggal di dalam NIK memang keliru."
    )

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        earlier, later = (Q(**{f"nik_birth_date__{way}": F("birth_date")}) for way in ("lt", "gt"))
        return (earlier | later) & ~Q(birth_date=_CenturyBefore("nik_birth_date"))

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"days_apart": _DaysApart("nik_birth_date", "birth_date")}


class Sex(_OwnNumber):
    """A sex in the NIK that differs from the declared one, both known."""

    basis = "nik_sex"
    looks_at = ("nik_sex", "sex")
    why = _(
        "Jenis kelamin yang tercatat saat Anda mendaftar pada %(date)s berbeda dari yang terbaca "
        "dari NIK Anda. Bisa jadi hanya salah pilih."
    )

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return ~Q(nik_sex=F("sex")) & ~Q(nik_sex="") & ~Q(sex="")


class OtherPerson(RegistersWord):
    """The civil registry's word that the name or the family card belongs to another NIK."""

    basis = "other_person"
    register = DUKCAPIL
    verdict = RegistryVerdict.Verdict.OTHER_PERSON
    source = _("Dukcapil")
    why = _(
        "Menurut data %(source)s per %(date)s, nama atau nomor Kartu Keluarga untuk NIK Anda "
        "berbeda dari yang tercatat saat Anda mendaftar. Bisa jadi salah satunya belum diperbarui."
    )


class FalseData(Rule[NoLimits]):
    """G08: data given on registering that do not fit together."""

    code = "false_data"
    ground = Ground.FALSE_DATA
    looks = (Form(), BirthDate(), Sex(), OtherPerson())
    title = _("Data pendaftaran perlu dicocokkan")
    disproved_by = _(
        "Data yang benar beserta buktinya. Salah ketik cukup diperbaiki; itu bukan pelanggaran."
    )
    proof = _("Foto e-KTP dan Kartu Keluarga, atau surat keterangan dari Dukcapil")
