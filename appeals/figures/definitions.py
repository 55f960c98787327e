"""What each figure for everybody counts, in words that are filled in from the code that counts it.

A definition names that code, and takes limits, statuses and settings from where the code takes
them. Figures for supervisors are defined in `appeals.reports.definitions`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals import clocks
from appeals.figures import hiding, published, what_counts
from appeals.figures.tally import tally
from appeals.models import Appeal, Outcome
from portal import calendar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: its anchor, its name, what it counts, and the code that counts it.

    `in_force` returns what fills the placeholders of `meaning`, as it is at this moment.
    """

    key: str
    name: "StrOrPromise"
    meaning: "Sequence[StrOrPromise]"
    by: Sequence[Callable[..., object]]
    in_force: Callable[[], Mapping[str, object]] = dict

    def sentences(self) -> list[str]:
        """Return what the figure counts, in the active language."""
        values = self.in_force()
        return [str(sentence) % values for sentence in self.meaning]

    def counted_by(self) -> list[str]:
        """Return the full names of the code that counts it."""
        return [f"{code.__module__}.{code.__qualname__}" for code in self.by]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Definitions that stand together."""

    key: str
    title: "StrOrPromise"
    definitions: Sequence[Definition]


def listed(words: "Iterable[StrOrPromise]") -> str:
    """Return words as a list in a sentence: "a, b, dan c" without "dan", so that it reads aloud."""
    return ", ".join(f"“{word}”" for word in words)


def day_in_words(day: date) -> str:
    """Return e.g. "31 Desember 2027"."""
    return date_format(day, "j F Y", use_l10n=False)


def _left_out() -> Mapping[str, object]:
    return {"statuses": listed(Appeal.Status(one).label for one in what_counts.NO_COMPLAINT)}


def _results() -> Mapping[str, object]:
    return {
        "lifted": Outcome.Result.LIFTED.label,
        "upheld": Outcome.Result.UPHELD.label,
        "days": clocks.SECOND_LEVEL_WORKING_DAYS,
    }


def _span() -> Mapping[str, object]:
    return {"months": published.MONTHS}


def _small() -> Mapping[str, object]:
    return {"least": published.LEAST, "most": published.LEAST - 1}


def _calendar() -> Mapping[str, object]:
    return {
        "until": day_in_words(calendar.covered_until()),
        "holidays": len(calendar.holidays()),
    }


def _decision_clock() -> Mapping[str, object]:
    return {"days": clocks.DECISION_WORKING_DAYS, "outer": clocks.OUTER_DAYS}


def _other_clocks() -> Mapping[str, object]:
    return {
        "verification": clocks.VERIFICATION_WORKING_DAYS,
        "first": clocks.FIRST_ANSWER_WORKING_DAYS,
        "answer": clocks.ANSWER_DAYS,
        "second": clocks.SECOND_LEVEL_WORKING_DAYS,
        "reopen": clocks.REOPEN_DAYS,
    }


def _silence() -> Mapping[str, object]:
    is_on = settings.SILENCE_GRANTS
    return {
        "state": gettext("Aturan ini sekarang menyala.") if is_on
        else gettext("Aturan ini sekarang mati: kasusnya dinaikkan ke penyelia."),
        "days": clocks.DECISION_WORKING_DAYS,
    }  # fmt: skip


PUBLISHED: Sequence[Chapter] = (
    Chapter("published", _("Angka untuk semua orang"), (
        Definition(
            "filed", _("Masuk: blokir yang diadukan"),
            (
                _("Setiap blokir yang diadukan dihitung satu, pada bulan pengaduannya dikirim."),
                _("Satu pengaduan tentang dua blokir dihitung dua."),
                _("Pengaduan tanpa blokir yang kami temukan dihitung satu, tanpa alasan."),
                _("Tidak dihitung: pengaduan yang berstatus %(statuses)s, dan yang dibuka lagi."),
                _("Banding adalah tentang pengaduan yang sudah dihitung, jadi tidak menambah."),
            ),
            (what_counts.filed, tally), _left_out,
        ),
        Definition(
            "decided", _("Diputus"),
            (
                _("Setiap blokir yang diputus dihitung satu, pada bulan putusannya berlaku."),
                _("Kalau ada banding, hanya putusan terakhir tentang blokir itu yang dihitung."),
                _("Putusan yang dibatalkan sebelum berlaku tidak dihitung."),
                _("Hasilnya dicabut atau tetap."),
                _("Jawaban atas pengaduan tanpa blokir tidak dihitung."),
            ),
            (what_counts.taken, what_counts.replaced, tally),
        ),
        Definition(
            "lifted", _("Dicabut"),
            (
                _("Blokir yang diputus dengan hasil “%(lifted)s”."),
                _("Termasuk yang dicabut karena waktu putusan lewat, kalau aturan itu menyala."),
            ),
            (tally,), _results,
        ),
        Definition(
            "upheld", _("Tetap"),
            (
                _("Blokir yang diputus dengan hasil “%(upheld)s”."),
                _("Peserta boleh minta banding dalam %(days)s hari kerja setelah putusan."),
            ),
            (tally,), _results,
        ),
        Definition(
            "share", _("Persen dicabut"),
            (
                _("Dari seratus blokir yang dicabut atau tetap, sebanyak ini dicabut."),
                _("Dihitung dari jumlah yang ditampilkan, dan dibulatkan ke persen penuh."),
            ),
            (published.share_of,),
        ),
        Definition(
            "median", _("Hari kerja sampai diputus (waktu tengah)"),
            (
                _("Separuh putusan tentang blokir selesai dalam hari sebanyak ini atau kurang."),
                _("Dihitung dari hari pengaduan dikirim sampai hari putusan berlaku."),
                _("Hari pengiriman tidak dihitung; hari putusan dihitung."),
                _("Waktu menunggu jawaban peserta atau lembaga ikut dihitung."),
                _("Untuk banding, dihitung dari hari banding dikirim."),
            ),
            (published.median_of, calendar.working_days_between),
        ),
        Definition(
            "months", _("Bulan yang ditampilkan"),
            (
                _("Ditampilkan %(months)s bulan penuh terakhir, menurut waktu Jakarta."),
                _("Bulan ini belum ditampilkan, supaya satu orang tidak terlihat dari selisihnya."),
                _("Alasan dan provinsi dijumlahkan untuk semua bulan itu."),
            ),
            (published.publish,), _span,
        ),
        Definition(
            "province", _("Provinsi"),
            (
                _("Provinsi adalah tempat NIK pertama kali dibuat, bukan tempat tinggal sekarang."),
                _("Provinsi yang tidak disebut tidak punya pengaduan."),
            ),
            (tally,),
        ),
        Definition(
            "hidden", _("Tanda –: tidak ditampilkan"),
            (
                _("Jumlah 1 sampai %(most)s tidak ditampilkan, supaya orangnya tidak ditebak."),
                _("Jumlah lain ikut disembunyikan kalau jumlah kecil bisa dihitung darinya."),
                _("Nol ditampilkan. Jumlah %(least)s atau lebih ditampilkan, dibulatkan."),
            ),
            (hiding.withheld, published.publish), _small,
        ),
        Definition(
            "rounded", _("Dibulatkan ke puluhan"),
            (
                _("Setiap jumlah dibulatkan ke puluhan terdekat: 14 menjadi 10, 15 menjadi 20."),
                _("Begitu satu orang tidak terlihat dari selisih dua laporan."),
                _("Karena dibulatkan, jumlah semua baris bisa sedikit berbeda dari totalnya."),
                _("Hari kerja tidak dibulatkan."),
            ),
            (published.rounded,),
        ),
    )),
    Chapter("clocks", _("Waktu"), (
        Definition(
            "working_day", _("Hari kerja"),
            (
                _("Senin sampai Jumat, kecuali hari libur nasional dan cuti bersama."),
                _("Hari mulai dan berakhir menurut waktu Jakarta."),
                _("Hari libur diketahui sampai %(until)s, %(holidays)s hari semuanya."),
            ),
            (calendar.is_working_day,), _calendar,
        ),
        Definition(
            "decision_day", _("Hari putusan"),
            (
                _("Putusan ditunggu %(days)s hari kerja setelah pengaduan dikirim (UU 30/2014)."),
                _("Waktunya berhenti selama kami menunggu jawaban peserta atau lembaga."),
                _("Tidak ada pengaduan yang boleh lebih lama dari %(outer)s hari (UU 25/2009)."),
            ),
            (clocks.decision_due, clocks.due_after_pause, clocks.outer_limit), _decision_clock,
        ),
        Definition(
            "other_clocks", _("Waktu lain"),
            (
                _("Kelengkapan dilihat dalam %(verification)s hari kerja."),
                _("Jawaban pertama diberikan dalam %(first)s hari kerja."),
                _("Peserta menjawab pertanyaan dalam %(answer)s hari kalender."),
                _("Banding diminta dalam %(second)s hari kerja setelah putusan."),
                _("Dengan berkas baru, pengaduan dibuka lagi dalam %(reopen)s hari kalender."),
            ),
            (clocks.verification_due, clocks.first_answer_due, clocks.answer_due,
             clocks.second_level_until, clocks.reopen_until),
            _other_clocks,
        ),
        Definition(
            "silence", _("Lewat waktu"),
            (
                _("Kalau tidak diputus dalam %(days)s hari kerja, "
                  "undang-undang menganggapnya dikabulkan."),
                "%(state)s",
            ),
            (clocks.silence_day,), _silence,
        ),
    )),
)  # fmt: skip
