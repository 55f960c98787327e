"""What the case page says about a status: one sentence, a colour and a shape."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Decision

_Text = str | Promise


@dataclass(frozen=True, slots=True)
class StatusWords:
    """The label people know, what it means for them now, and how it looks."""

    label: _Text
    sentence: _Text
    tone: str
    icon: str


_Status = Appeal.Status
_Conclusion = Decision.Conclusion
_ASK_US = _("Kalau tidak jelas, tulis pesan di bawah atau telepon kami.")

_STATUS = {
    _Status.SUBMITTED: StatusWords(
        _Status.SUBMITTED.label,
        _("Pengaduan Anda menunggu petugas. Anda tidak perlu melakukan apa pun sekarang."),
        "blue", "now",
    ),
    _Status.IN_REVIEW: StatusWords(
        _Status.IN_REVIEW.label,
        _("Petugas sedang memeriksa. Anda tidak perlu melakukan apa pun sekarang."),
        "blue", "now",
    ),
    _Status.INFO_REQUESTED: StatusWords(
        _Status.INFO_REQUESTED.label,
        _("Petugas baru bisa melanjutkan setelah Anda menjawab."),
        "amber", "warn",
    ),
    _Status.WAITING_SOURCE: StatusWords(
        _Status.WAITING_SOURCE.label,
        _("Kami menanyakan data Anda ke lembaga lain. Anda tidak perlu melakukan apa pun."),
        "blue", "wait",
    ),
    _Status.FOR_APPROVAL: StatusWords(
        _Status.IN_REVIEW.label,
        _("Pemeriksaan selesai; petugas kedua memastikan hasilnya. Anda tidak perlu melakukan "
          "apa pun sekarang."),
        "blue", "now",
    ),
    _Status.WITHDRAWN: StatusWords(
        _Status.WITHDRAWN.label,
        _("Anda menarik pengaduan ini. Anda boleh membuat pengaduan baru kapan saja."),
        "blue", "info",
    ),
    _Status.MERGED: StatusWords(
        _Status.MERGED.label,
        _("Pengaduan ini kami periksa bersama pengaduan Anda yang lain."),
        "blue", "info",
    ),
    _Status.VOID: StatusWords(
        _Status.VOID.label,
        _("Tidak ada lagi yang perlu diputus, jadi pengaduan ini kami tutup. Keadaan akun Anda "
          "terbaca di Cek akun saya."),
        "green", "done",
    ),
}  # fmt: skip

# Only for whoever the account's own news reach.
_FREED = StatusWords(_Status.VOID.label, _("Blokir akun Anda sudah tidak ada."), "green", "done")

_CONCLUSION = {
    _Conclusion.GRANTED: StatusWords(
        _Conclusion.GRANTED.label,
        _("Pengaduan Anda benar: blokir yang Anda adukan dicabut."),
        "green", "done",
    ),
    _Conclusion.PARTLY: StatusWords(
        _Conclusion.PARTLY.label,
        _("Sebagian blokir dicabut, sebagian tetap berlaku. Alasannya ada di bawah."),
        "amber", "warn",
    ),
    _Conclusion.REFUSED: StatusWords(
        _Conclusion.REFUSED.label,
        _("Blokir tetap berlaku. Alasannya, dan apa yang bisa Anda lakukan, ada di bawah."),
        "red", "stop",
    ),
    _Conclusion.ANSWERED: StatusWords(
        _Conclusion.ANSWERED.label, _("Kami sudah menjawab pengaduan Anda."), "green", "done",
    ),
}  # fmt: skip


_FILES_AWAITED = _(
    "Berkas Anda hilang atau rusak di tempat kami. Maaf. Kirim lagi berkas itu di bawah: putusan "
    "menunggunya."
)

_SECOND_LEVEL = StatusWords(
    _("Banding: pemeriksa baru"),
    _("Banding Anda menunggu petugas yang belum pernah menangani kasus ini. Anda tidak perlu "
      "melakukan apa pun sekarang."),
    "blue", "now",
)  # fmt: skip


def words_for(appeal: Appeal, decision: Decision | None) -> StatusWords:
    """Return the words for `appeal`; once decided, its conclusion speaks."""
    if decision is not None:
        return _CONCLUSION[Decision.Conclusion(decision.conclusion)]
    status = Appeal.Status(appeal.status)
    if appeal.level == 2 and status == _Status.SUBMITTED:
        return _SECOND_LEVEL
    if status == _Status.VOID and appeal.has_contact_of_account():
        return _FREED
    known = _STATUS.get(status)
    return known or StatusWords(status.label, _ASK_US, "blue", "info")


def awaiting_files(words: StatusWords) -> StatusWords:
    """Return `words` for a case that waits until the person sends again what was lost."""
    return replace(words, sentence=_FILES_AWAITED, tone="amber", icon="warn")
