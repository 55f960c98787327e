"""What an SMS or a WhatsApp message says of a step: one sentence, the page's link, the way out.

The number of the case is all it says of the person; what was decided stands on the page only.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import Appeal
from portal.channels.way import Channel

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

# By the value of notices.Notice.
SENTENCES: "Mapping[str, Text]" = {
    "received": gettext_lazy(
        "Pengaduan Anda kami terima. Nomornya %(number)s. Putusan paling lambat %(due)s."
    ),
    "in_review": gettext_lazy(
        "Pengaduan %(number)s mulai diperiksa. Putusan paling lambat %(due)s."
    ),
    "info_requested": gettext_lazy(
        "Kami butuh tambahan dari Anda untuk %(number)s. Jawab paling lambat %(until)s."
    ),
    "answer_reminder": gettext_lazy(
        "Kami masih menunggu jawaban Anda untuk %(number)s. Jawab paling lambat %(until)s."
    ),
    "answer_received": gettext_lazy(
        "Jawaban Anda untuk %(number)s kami terima. Putusan paling lambat %(due)s."
    ),
    "waiting_source": gettext_lazy("Pengaduan %(number)s: kami menunggu jawaban lembaga lain."),
    "decided": gettext_lazy("Putusan atas pengaduan %(number)s sudah ada. Baca di sini."),
    "withdrawn": gettext_lazy("Pengaduan %(number)s sudah ditarik."),
    "merged": gettext_lazy("Pengaduan %(number)s kami gabung dengan pengaduan Anda yang lain."),
    "joined": gettext_lazy(
        "Pengaduan %(number)s kami gabung dengan pengaduan yang masih berjalan."
    ),
    "joined_by": gettext_lazy(
        "Ada pengaduan baru yang kami gabung ke %(number)s. Bukan Anda? Tulis kepada kami."
    ),
    "joined_decided": gettext_lazy("Putusan atas pengaduan %(number)s sudah ada. Baca di sini."),
    "parted": gettext_lazy(
        "Pengaduan %(number)s kami periksa sendiri lagi. Putusan paling lambat %(due)s."
    ),
    "banding": gettext_lazy(
        "Banding Anda kami terima. Nomornya %(number)s. Putusan paling lambat %(due)s."
    ),
    "reopened": gettext_lazy(
        "Kasus Anda kami buka lagi. Nomornya %(number)s. Putusan paling lambat %(due)s."
    ),
    "looked_again": gettext_lazy(
        "Kami memeriksa lagi pengaduan Anda. Nomor barunya %(number)s. Anda tidak perlu berbuat "
        "apa-apa."
    ),
    "message": gettext_lazy("Petugas menulis pesan untuk Anda di pengaduan %(number)s."),
    "void": gettext_lazy("Pengaduan %(number)s tidak perlu diputus lagi, jadi kami tutup."),
    "evidence_refused": gettext_lazy(
        "Satu berkas di pengaduan %(number)s tidak bisa dibuka. Kirim foto pengganti."
    ),
    "evidence_lost": gettext_lazy(
        "Berkas Anda di pengaduan %(number)s hilang atau rusak di tempat kami. Maaf. Kirim lagi."
    ),
    "contact_changed": gettext_lazy("Kontak di pengaduan %(number)s sudah diganti."),
    "link_renewed": gettext_lazy(
        "Tautan pengaduan %(number)s kami ganti. Yang lama tidak berlaku."
    ),
    "contact_back": gettext_lazy("Kontak di pengaduan %(number)s sudah kembali seperti semula."),
}


def words(appeal: Appeal, notice: str, *, link: str, channel: Channel) -> str:
    """Return the message in the language active now; `link` opens the case."""
    said = SENTENCES[notice] % {
        "number": appeal.reference,
        "due": day_of(appeal.due_date),
        "until": day_of(appeal.answer_due_date or appeal.due_date),
    }
    return f"{said}\n{link}\n{_way_out(channel)}"


def undo(appeal: Appeal, *, link: str, until: str) -> str:
    """Return what a number that was replaced is told, with the link that takes it back."""
    said = _("Kontak di pengaduan %(number)s diganti. Bukan Anda? Batalkan sebelum %(until)s:") % {
        "number": appeal.reference, "until": until,
    }  # fmt: skip
    return f"{said}\n{link}"


def _way_out(channel: Channel) -> str:
    return _("Rahasiakan tautan ini. Tidak mau %(channel)s lagi? Buka tautan, lalu Data saya.") % {
        "channel": channel.label
    }


def day_of(day: date) -> str:
    """Return the day in figures, short enough for an SMS."""
    return f"{day:%d-%m-%Y}"
