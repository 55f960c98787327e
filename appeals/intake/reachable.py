"""What is wrong with a number that SMS cannot reach, said to who gave no other way."""

from django.utils.translation import gettext as _

from portal.channels import sms
from portal.identifiers import Malformed, Phone


def fault_of(number: str) -> str:
    """Return why no SMS comes to the cleaned `number` and how to mend it, or an empty text."""
    if not number or sms.reaches(number):
        return ""
    example = _("Contoh: 081234567890.")
    return f"{_said_of(number)} {example}"


def _said_of(number: str) -> str:
    try:
        Phone.parse(number)
    except Malformed as malformed:
        if malformed.code == "phone_digits":
            return _("Nomor ini berisi huruf atau tanda lain. Tulis angkanya saja.")
        if malformed.code == "phone_length":
            return _("Nomor ini berisi %(count)s angka; nomor HP berisi 9 sampai 14 angka.") % {
                "count": len(number)
            }
    return _("Nomor ini tidak diawali 08 atau +62, jadi SMS tidak sampai ke sana.")
