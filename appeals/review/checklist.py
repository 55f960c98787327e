"""What an officer looks at before deciding about a block, ground by ground.

A courtesy: nothing hinders who ticks nothing. What was ticked stands in the decision's record by
its code; a code keeps its meaning for ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility.grounds import Ground
from eligibility.models import Block
from eligibility.rules import catalogue

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at."""

    code: str
    words: str


_NAMESAKE = ("namesake", gettext_lazy("Pasti bukan orang lain yang namanya sama"))
_GROUNDS: Mapping[str, tuple[tuple[str, "Text"], ...]] = {
    Ground.CITIZENSHIP: (
        ("number_typed", gettext_lazy("NIK di kartu sama dengan NIK di akun, angka demi angka")),
    ),
    Ground.AGE: (
        ("birth_date", gettext_lazy("Tanggal lahir di dokumen dibandingkan dengan di akun")),
        ("age_on_day", gettext_lazy("Umur dihitung pada hari mendaftar dan hari ikut gelombang")),
    ),
    Ground.EDUCATION: (
        ("left_on", gettext_lazy("Tanggal lulus atau berhenti dibandingkan dengan tanggal data")),
        _NAMESAKE,
    ),
    Ground.OFFICE: (
        ("office_ended", gettext_lazy("Jabatan dan tanggal berhentinya dibaca di surat")),
        _NAMESAKE,
    ),
    Ground.EMPLOYMENT: (
        ("work_now", gettext_lazy("Pekerjaan di surat dibandingkan dengan pilihan waktu daftar")),
    ),
    Ground.HOUSEHOLD: (
        ("card_date", gettext_lazy("Tanggal terbit dan anggota di KK terbaru dibaca")),
        ("recipients", gettext_lazy("Jumlah penerima di KK itu dihitung lagi")),
    ),
    Ground.EARLIER_RECIPIENT: (
        ("who_received", gettext_lazy("Penerima di gelombang dulu dibandingkan dengan orang ini")),
    ),
    Ground.FALSE_DATA: (
        ("slip_or_lie", gettext_lazy("Salah ketik sudah dibedakan dari data palsu")),
    ),
    Ground.MANIPULATION: (
        ("shared_place", gettext_lazy("Warnet, kantor desa, dan HP keluarga sudah dipikirkan")),
    ),
    Ground.FIRST_TRAINING: (
        ("deadline", gettext_lazy("Batas waktu dihitung lagi, dengan gangguan dan masa blokir")),
    ),
    Ground.COMPLETION: (
        ("attended", gettext_lazy("Catatan lembaga pelatihan dibandingkan dengan bukti peserta")),
    ),
    Ground.OTHER_USER: (("family_use", gettext_lazy("HP dan rekening keluarga sudah dipikirkan")),),
}


def checks_for(block: Block) -> list[Check]:
    """Return what to look at before deciding about `block`, in the order of looking."""
    rule = catalogue.rule(block.rule)
    checks = [Check("identity", _("Nama, NIK, dan wajah cocok dengan akun"))]
    if rule is not None:
        checks.append(Check("disproof", _("Dicari: %(what)s") % {"what": rule.disproved_by}))
        checks.append(Check("proof", _("Dibaca: %(what)s.") % {"what": rule.proof}))
    checks += [Check(code, str(words)) for code, words in _GROUNDS.get(block.ground, ())]
    checks.append(Check("replay", _("Penilaian ulang hari ini dibaca")))
    return checks


def words_of(block: Block, codes: Iterable[str]) -> list[str]:
    """Return what `codes` stand for in a decision about `block`; unknown ones stay as they are."""
    known = {check.code: check.words for check in checks_for(block)}
    return [known.get(code, code) for code in codes]
