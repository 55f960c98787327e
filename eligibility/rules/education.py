"""G03: in formal education, by a register's word or by the person's own."""

from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account, RegistryVerdict
from eligibility.rules.base import NoLimits, Rule
from eligibility.rules.own_word import OwnWord
from eligibility.rules.registers import RegistersWord


class ByRegister(RegistersWord):
    """What the education registers (Kemdikbud, EMIS) last said."""

    basis = "register"
    verdict = RegistryVerdict.Verdict.ENROLLED
    source = _("register pendidikan")
    why = _("Data %(source)s per %(date)s mencatat Anda masih bersekolah.")


class Declared(OwnWord):
    """What the person said on registering (index account_at_school)."""

    looks_at = ("education",)
    column = "education"
    answers = (Account.Education.SCHOOL.value, Account.Education.UNIVERSITY.value)
    why = _("Saat mendaftar pada %(date)s Anda menyatakan masih bersekolah atau kuliah.")


class Education(Rule[NoLimits]):
    """G03: in formal education."""

    code = "education"
    ground = Ground.EDUCATION
    looks = (ByRegister(), Declared())
    title = _("Masih bersekolah atau kuliah")
    disproved_by = _("Bukti bahwa Anda sudah lulus atau sudah berhenti sekolah atau kuliah.")
    proof = _("Ijazah, surat keterangan lulus, atau surat berhenti sekolah")
