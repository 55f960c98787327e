"""G05: outside the people the programme is for, by the person's own word."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account
from eligibility.rules.base import Look, NoLimits, Rule


class Declared(Look[NoLimits]):
    """What the person said on registering; no answer is unknown, not outside."""

    basis = "declared"
    account = "pk"
    looks_at = ("employment",)
    source = _("data pendaftaran Anda")
    why = _(
        "Saat mendaftar pada %(date)s Anda memilih pekerjaan yang tidak termasuk sasaran program."
    )

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(employment=Account.Employment.OTHER)

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"declared": F("employment")}

    def said_on(self) -> Combinable:
        return F("registered_on")


class Employment(Rule[NoLimits]):
    """G05: neither jobseeker, laid off, worker needing skills nor small business owner."""

    code = "employment"
    ground = Ground.EMPLOYMENT
    looks = (Declared(),)
    title = _("Di luar sasaran program")
    disproved_by = _(
        "Keterangan bahwa Anda pencari kerja, terkena PHK, pekerja yang butuh keterampilan, atau "
        "pemilik usaha mikro atau kecil."
    )
    proof = _("Surat pernyataan pekerjaan, surat PHK, atau surat keterangan usaha")
