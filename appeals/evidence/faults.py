"""What people are told when a file cannot be used: a title, and how to mend it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appeals.evidence.codes import Code
from appeals.evidence.wire import MOST_PAGES
from appeals.models import Evidence


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file was refused (`title`) and what to do now (`fix`), in the active language."""

    code: Code
    title: str | Promise
    fix: str | Promise

    def __str__(self) -> str:
        return f"{self.title} {self.fix}"

    @property
    def http_status(self) -> int:
        """What a script is answered: 503 means that it should send the same file again."""
        return 503 if self.code == Code.STORE_AWAY else 422


class Refused(Exception):
    """A file was not taken; `fault` says why, in words for the person who sent it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code.value)
        self.fault = fault


_SEND_A_PHOTO = _("Kirim foto dari kamera ponsel atau tangkapan layar (JPG, PNG, WebP, atau HEIC).")

_WORDS: dict[Code, tuple[str | Promise, str | Promise]] = {
    Code.EMPTY: (
        _("Berkas ini kosong."),
        _("Mungkin fotonya belum selesai disimpan. Pilih lagi fotonya, atau foto ulang."),
    ),
    Code.TOO_LARGE: (
        format_lazy(
            _("Berkas ini lebih besar dari {most} MB."),
            most=settings.PHOTO_MAX_BYTES // (1024 * 1024),
        ),
        _("Foto ulang dengan mutu biasa, atau kirim tangkapan layar dari foto itu."),
    ),
    Code.TOO_MANY: (
        _("Jumlah berkas sudah penuh."),
        _("Hapus dulu satu berkas yang tidak perlu, lalu kirim yang ini."),
    ),
    Code.IS_PDF: (
        _("Ini berkas PDF, bukan foto."),
        _(
            "Foto kartunya langsung dengan kamera ponsel, lalu kirim fotonya. PDF-nya boleh dikirim "
            "sebagai berkas pendukung."
        ),
    ),
    Code.IS_VIDEO: (_("Ini video, bukan foto."), _SEND_A_PHOTO),
    Code.IS_SOUND: (
        _("Ini rekaman suara, bukan foto."),
        _("Tulis ceritanya di kolom kronologi, dan kirim foto di sini."),
    ),
    Code.IS_ARCHIVE: (
        _("Ini berkas dokumen atau arsip (misalnya Word atau ZIP), bukan foto."),
        _("Buka isinya di ponsel, lalu kirim foto atau tangkapan layarnya satu per satu."),
    ),
    Code.IS_PAGE: (
        _("Ini halaman atau program, bukan foto."),
        _SEND_A_PHOTO,
    ),
    Code.IS_OTHER_IMAGE: (
        _("Jenis gambar ini belum bisa kami buka."),
        _("Buka gambarnya di ponsel, ambil tangkapan layar, lalu kirim tangkapan layar itu."),
    ),
    Code.NOT_A_PHOTO: (_("Berkas ini bukan foto."), _SEND_A_PHOTO),
    Code.ANIMATED: (
        _("Gambar ini bergerak."),
        _("Kirim foto biasa, atau ambil tangkapan layar dari gambar itu."),
    ),
    Code.UNREADABLE: (
        _("Foto ini tidak utuh, jadi tidak bisa dibuka."),
        _("Mungkin terputus saat dikirim. Pilih lagi fotonya, atau foto ulang."),
    ),
    Code.TOO_MANY_PIXELS: (
        _("Ukuran gambar ini terlalu besar untuk dibuka."),
        _("Foto ulang dengan mutu biasa, atau kirim tangkapan layar dari foto itu."),
    ),
    Code.TOO_SMALL: (
        _("Gambar ini terlalu kecil, tulisannya tidak akan terbaca."),
        _("Kirim foto aslinya, bukan gambar kecil dari pratinjau."),
    ),
    Code.TOO_COMPLEX: (
        _("Susunan berkas ini tidak biasa, jadi tidak kami buka."),
        _("Ambil tangkapan layar dari foto itu, lalu kirim tangkapan layarnya."),
    ),
    Code.PDF_BROKEN: (
        _("PDF ini tidak utuh, jadi tidak bisa dibuka."),
        _("Simpan lagi PDF-nya, lalu kirim yang baru. Atau kirim foto dari kertas aslinya."),
    ),
    Code.PDF_LOCKED: (
        _("PDF ini dikunci dengan kata sandi."),
        _("Buka PDF-nya di ponsel, ambil tangkapan layar, lalu kirim tangkapan layar itu."),
    ),
    Code.PDF_TOO_LONG: (
        format_lazy(_("PDF ini lebih dari {most} halaman."), most=MOST_PAGES),
        _("Kirim halaman yang penting saja: sebagai PDF baru, atau tangkapan layarnya."),
    ),
    Code.INFECTED: (
        _("Di dalam berkas ini ada virus, jadi berkasnya kami hapus."),
        _("Foto lagi kartu atau kertas aslinya, lalu kirim foto yang baru itu."),
    ),
    Code.LOST: (
        _("Berkas ini hilang atau rusak di tempat kami. Maaf."),
        _("Kirim lagi fotonya di sini."),
    ),
    Code.STORE_AWAY: (
        _("Tempat penyimpanan kami sedang terganggu, jadi berkas ini belum tersimpan."),
        _("Fotonya baik-baik saja. Tunggu beberapa menit, lalu kirim lagi foto yang sama."),
    ),
}
# What to do instead, where that depends on what was asked for.
_FIXES: dict[tuple[Code, str], str | Promise] = {
    **dict.fromkeys(
        ((Code.IS_PDF, Evidence.Kind.SELFIE_EKTP), (Code.IS_PDF, Evidence.Kind.SELFIE_KK)),
        _("Foto diri Anda sambil memegang kartu dengan kamera ponsel, lalu kirim fotonya."),
    ),
    (Code.IS_PDF, Evidence.Kind.SCREENSHOT): _(
        "Buka akun Anda di ponsel, ambil tangkapan layar, lalu kirim tangkapan layar itu."
    ),
}


def of(code: str, *, kind: str = "") -> Fault:
    """Return the fault for a stored code, of a file that was sent as `kind`.

    Raises ValueError for an unknown one.
    """
    known = Code(code)
    title, fix = _WORDS[known]
    return Fault(known, title, _FIXES.get((known, kind), fix))


def of_row(evidence: Evidence) -> Fault | None:
    """Return why the file must be sent again, or None while it need not be."""
    if evidence.state == Evidence.State.REFUSED:
        return of(evidence.fault, kind=evidence.kind)
    return of(Code.LOST) if evidence.is_lost else None
