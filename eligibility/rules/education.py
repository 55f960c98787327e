"""G03: in formal education, by a register's word or by the person's own."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, RegistryVerdict
from eligibility.rules.base import Look, NoLimits, Rule


class ByRegister(Look[NoLimits]):
    """What the education registers (Kemdikbud, EMIS) last said."""

    basis = "register"
    looks_at = ("verdicts.register", "verdicts.verdict", "verdicts.since")
    source = _("register pendidikan")
    why = _("Data %(source)s per %(date)s mencatat Anda masih bersekolah.")

    def rows(self) -> QuerySet[RegistryVerdict]:
        return RegistryVerdict.objects.filter(superseded_at=None)

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(verdict=RegistryVerdict.Verdict.ENROLLED)

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"register": F("register"), "since": F("since")}

    def said_by(self) -> Combinable:
        return F("register")

    def said_on(self) -> Combinable:
        return F("as_of")


class Declared(Look[NoLimits]):
    """What the person said on registering."""

    basis = "declared"
    account = "pk"
    looks_at = ("education",)
    source = _("data pendaftaran Anda")
    why = _("Saat mendaftar pada %(date)s Anda menyatakan masih bersekolah atau kuliah.")

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(education__in=[Account.Education.SCHOOL, Account.Education.UNIVERSITY])

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"declared": F("education")}

    def said_on(self) -> Combinable:
        return F("registered_on")


class Education(Rule[NoLimits]):
    """G03: in formal education."""

    code = "education"
    ground = Ground.EDUCATION
    looks = (ByRegister(), Declared())
    title = _("Masih bersekolah atau kuliah")
    disproved_by = _("Bukti bahwa Anda sudah lulus atau sudah berhenti sekolah atau kuliah.")
    proof = _("Ijazah, surat keterangan lulus, atau surat berhenti sekolah")
