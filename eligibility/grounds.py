"""The grounds for a block, as the programme's rules name them (domain.md, G01 to G12)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """One ground; the label is what a participant reads."""

    CITIZENSHIP = "G01", _("Kewarganegaraan atau e-KTP")
    AGE = "G02", _("Umur di luar batas program")
    EDUCATION = "G03", _("Masih bersekolah atau kuliah")
    OFFICE = "G04", _("Pejabat negara, ASN, TNI, Polri, atau BUMN")
    EMPLOYMENT = "G05", _("Di luar sasaran program")
    HOUSEHOLD = "G06", _("Terlalu banyak penerima dalam satu KK")
    EARLIER_RECIPIENT = "G07", _("Sudah pernah menjadi penerima")
    FALSE_DATA = "G08", _("Data pendaftaran tidak cocok")
    MANIPULATION = "G09", _("Pendaftaran tidak wajar")
    FIRST_TRAINING = "G10", _("Pelatihan pertama tidak dibeli tepat waktu")
    COMPLETION = "G11", _("Pelatihan tidak diselesaikan")
    OTHER_USER = "G12", _("Kartu dipakai orang lain")


# Grounds whose block may be lifted only with a second officer's signature (domain.md, "who may
# lift"): two people for those that infer intent, a supervisor for an earlier grant.
TWO_PEOPLE = frozenset({Ground.FALSE_DATA, Ground.MANIPULATION, Ground.OTHER_USER})
SUPERVISOR_ONLY = frozenset({Ground.EARLIER_RECIPIENT})
