"""G01: not an Indonesian citizen, or no e-KTP that the civil registry knows (domain.md, G01).

Perpres 36/2020 admits citizens only. Dukcapil loses people who moved, and form fillers mistype:
so this asks somebody to look (mode flag) and stops nobody by itself.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import F
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, RegistryVerdict
from eligibility.rules.base import NoLimits, Rule
from eligibility.rules.own_word import OwnWord
from eligibility.rules.registers import DUKCAPIL, RegistersWord


class Declared(OwnWord):
    """The citizenship chosen on registering (index account_foreign)."""

    looks_at = ("citizenship",)
    column = "citizenship"
    answers = (Account.Citizenship.FOREIGN.value,)
    why = _(
        "Saat mendaftar pada %(date)s Anda memilih warga negara asing. Program ini untuk warga "
        "negara Indonesia. Bisa jadi pilihan itu hanya tertekan tanpa sengaja."
    )


class _Registry(RegistersWord):
    """A verdict of the civil registry, kept among the facts: there are two kinds."""

    register = DUKCAPIL
    source = _("Dukcapil")
    verdict: ClassVar[str]

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"register": F("register"), "verdict": F("verdict"), "since": F("since")}

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Compare the verdict found with that of this look."""
        said = facts.get("verdict")
        return None if said is None else said == self.verdict


class NotFound(_Registry):
    """A NIK that the civil registry does not find."""

    basis = "not_found"
    verdict = RegistryVerdict.Verdict.NOT_FOUND
    why = _(
        "NIK Anda belum ditemukan di data %(source)s per %(date)s. Ini sering terjadi setelah "
        "pindah daerah, atau karena ada angka yang salah ketik."
    )


class Deceased(_Registry):
    """A NIK whose owner the civil registry holds for dead."""

    basis = "deceased"
    verdict = RegistryVerdict.Verdict.DECEASED
    why = _(
        "Data %(source)s per %(date)s mencatat pemilik NIK ini sudah meninggal. Catatan seperti ini "
        "bisa keliru, dan kami bersedia memeriksanya lagi bersama Anda."
    )


class Citizenship(Rule[NoLimits]):
    """G01: not a citizen, or unknown to the civil registry."""

    code = "citizenship"
    ground = Ground.CITIZENSHIP
    looks = (Declared(), NotFound(), Deceased())
    title = _("Kewarganegaraan atau e-KTP perlu dicek")
    disproved_by = _("e-KTP Anda, atau surat dari Dukcapil bahwa NIK Anda tercatat dan aktif.")
    proof = _("Foto e-KTP, atau surat keterangan (SUKET) dari Dukcapil")
