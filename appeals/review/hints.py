"""Small hints beside a case: who speaks, what looks odd in the numbers or differs from the account.

Worded as hints. None of them refuses or decides anything.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Evidence
from appeals.review.told import Told
from eligibility.models import Account, PhotoMatch
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
_MISUSE = _(
    "Pelapor berkata NIK-nya dipakai orang lain. E-mail dan telepon di data akun mungkin bukan "
    "miliknya: hubungi dia lewat kontak di pengaduan ini."
)
_HELPED = _("Diajukan oleh penolong. Surat kuasanya ada di antara berkas.")
_HELPED_WITHOUT_LETTER = _("Diajukan oleh penolong. Surat kuasanya belum ada; boleh menyusul.")
_READ_ELSEWHERE = _("NIK akun ini terbaca di foto kartu yang dikirim pemilik akun lain.")
_READ_HERE = _("Di foto kartu dari pemilik akun ini terbaca NIK orang lain.")
_SAME = _("Semua yang diisi sama dengan data akun.")
_MOST_MATCHES = 50
_NO_ACCOUNT = _("Tidak ada akun dengan NIK ini. Mungkin salah ketik.")


def hints(
    appeal: Appeal, *, said: Sequence[Told] = (), evidence: Sequence[Evidence] = ()
) -> list["StrPromise"]:
    """Return the hints about `appeal` in words: who speaks first, then its numbers.

    `said` and `evidence` are the case's and those of the filings that joined it.
    """
    return [*_about_who_speaks(said, evidence), *_about_numbers(appeal)]


def _about_who_speaks(said: Sequence[Told], evidence: Sequence[Evidence]) -> list["StrPromise"]:
    found = []
    if any(told.is_misuse for told in said):
        found.append(_MISUSE)
    if any(told.helper for told in said):
        has_letter = any(row.kind == Evidence.Kind.CONSENT_LETTER for row in evidence)
        found.append(_HELPED if has_letter else _HELPED_WITHOUT_LETTER)
    return found


def _about_numbers(appeal: Appeal) -> list["StrPromise"]:
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
    return [*found, *differing, *_about_read_numbers(account)] or [_SAME]


def _about_read_numbers(account: Account) -> list["StrPromise"]:
    """Say whose card's number was read in whose photo; both photos differ, so no pair shows it."""
    matches = PhotoMatch.objects.filter(
        Q(account=account) | Q(other=account), kind=PhotoMatch.Kind.NUMBER
    )
    senders = set(matches.values_list("account", flat=True)[:_MOST_MATCHES])
    found = []
    if account.pk in senders:
        found.append(_READ_HERE)
    if senders - {account.pk}:
        found.append(_READ_ELSEWHERE)
    return found
