"""Small hints beside a case: what looks odd in the numbers, or differs from the account.

Worded as hints. None of them refuses or decides anything.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from portal import identifiers

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ODD = {
    "nik_length": _("NIK tidak 16 angka."),
    "nik_region": _("Kode wilayah NIK tidak ada di daftar Kemendagri."),
    "nik_date": _("Tanggal di dalam NIK bukan tanggal yang ada."),
    "nik_birth_date_differs": _(
        "Tanggal lahir di NIK berbeda dengan isian. NIK lama memang bisa begitu."
    ),
    "nik_sex_differs": _("Jenis kelamin di NIK berbeda dengan data akun."),
    "nik_serial": _("Nomor urut NIK 0000 tidak lazim."),
    "kk_length": _("Nomor KK tidak 16 angka."),
    "kk_region": _("Kode wilayah KK tidak ada di daftar Kemendagri."),
    "nik_is_kk": _("NIK dan nomor KK sama persis."),
}
_DIFFERS = {
    "kk": _("Nomor KK berbeda dengan data akun. KK berganti kalau keluarga didata ulang."),
    "birth_date": _("Tanggal lahir berbeda dengan data akun."),
    "phone": _("Nomor telepon berbeda dengan data akun."),
    "email": _("E-mail berbeda dengan data akun."),
}
_SAME = _("Semua yang diisi sama dengan data akun.")
_NO_ACCOUNT = _("Tidak ada akun dengan NIK ini. Mungkin salah ketik.")


def hints(appeal: Appeal) -> list["StrPromise"]:
    """Return the hints about the numbers of `appeal`, in words."""
    account = appeal.account
    odd = identifiers.hints(
        appeal.nik,
        kk_text=appeal.kk,
        birth_date=appeal.birth_date,
        sex=account.sex if account else "",
    )
    found = [_ODD[hint.code] for hint in odd if hint.code in _ODD]
    if account is None:
        return [*found, _NO_ACCOUNT]
    differing = [
        words
        for name, words in _DIFFERS.items()
        if getattr(appeal, name) and getattr(account, name) != getattr(appeal, name)
    ]
    return [*found, *differing] or [_SAME]
