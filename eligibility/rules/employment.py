"""G05: outside the people the programme is for, by the person's own word."""

from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.models import Account
from eligibility.rules.base import NoLimits, Rule
from eligibility.rules.own_word import OwnWord


class Declared(OwnWord):
    """What the person said on registering; no answer is not outside (index account_off_target)."""

    looks_at = ("employment",)
    column = "employment"
    answers = (Account.Employment.OTHER.value,)
    why = _(
        "Saat mendaftar pada %(date)s Anda memilih pekerjaan yang tidak termasuk sasaran program."
    )


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
