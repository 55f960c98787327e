"""What each figure of the reports' pages counts; those for everybody stand in `appeals.figures`.

Each page's figures are one chapter. A figure without a definition fails the tests.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals import clocks
from appeals.figures import day_counting, quantiles, what_counts
from appeals.figures import desk_board as board_figures
from appeals.figures.definitions import PUBLISHED, Chapter, Definition, listed
from appeals.lifecycle import sampling
from appeals.models import Outcome, QualityReview
from appeals.models.stages import STAGES
from appeals.querysets import OPEN, PAUSED, AppealQuerySet
from appeals.reports.rate_definitions import RATES
from eligibility.fuse import counting


def _open() -> Mapping[str, object]:
    return {
        "open": listed(STAGES[status] for status in OPEN),
        "paused": listed(STAGES[status] for status in PAUSED),
    }


def _overdue() -> Mapping[str, object]:
    return {**_open(), "days": clocks.DECISION_WORKING_DAYS}


def _soon() -> Mapping[str, object]:
    return {"days": clocks.ESCALATION_WORKING_DAYS}


def _results() -> Mapping[str, object]:
    return {"lifted": Outcome.Result.LIFTED.label, "upheld": Outcome.Result.UPHELD.label}


def _ended_unheard() -> Mapping[str, object]:
    return {"statuses": listed(STAGES[status] for status in what_counts.ENDED)}


def _ended() -> Mapping[str, object]:
    return {"statuses": listed(STAGES[status] for status in board_figures.ENDED)}


def _questions() -> Mapping[str, object]:
    return {"days": clocks.ANSWER_DAYS, "half": clocks.REMINDED_HALF_WAY}


def _sample() -> Mapping[str, object]:
    return {
        "days": board_figures.QUALITY_DAYS,
        "refusals": settings.QUALITY_REFUSALS_PERCENT,
        "grants": settings.QUALITY_GRANTS_PERCENT,
        "silence": settings.QUALITY_SILENCE_PERCENT,
        "verdicts": listed(QualityReview.Verdict(one).label for one in QualityReview.Verdict),
        "look": clocks.SECOND_LOOK_WORKING_DAYS,
    }


def _fuse() -> Mapping[str, object]:
    return {"least": settings.FUSE_LEAST_DECIDED, "share": settings.FUSE_SHARE}


DASHBOARD = Chapter("dashboard", _("Laporan"), (
    Definition(
        "filed-on-day", _("Masuk"),
        (
            _("Yang dihitung adalah blokir yang diadukan, pada hari pengaduannya dikirim."),
            _("Pengaduan tentang dua blokir dihitung dua; tentang tidak satu pun dihitung satu."),
            _("Banding dan yang dibuka lagi ikut dihitung: ini beban kerja."),
            _("Yang digabung tidak dihitung: pengaduannya berjalan terus di pengaduan lain."),
        ),
        (what_counts.filed, what_counts.reopened),
    ),
    Definition(
        "decided-on-day", _("Diputus"),
        (
            _("Setiap blokir yang diputus dihitung satu, pada hari putusannya mulai berlaku."),
            _("Jawaban atas pengaduan tanpa blokir dihitung satu."),
            _("Putusan pertama dan putusan banding dihitung dua-duanya: ini beban kerja."),
            _("Putusan yang masih menunggu persetujuan kedua belum berlaku."),
        ),
        (what_counts.taken, what_counts.replied),
    ),
    Definition(
        "ended-on-day", _("Selesai tanpa putusan"),
        (
            _("Pengaduan yang hari itu menjadi %(statuses)s."),
            _("Hitungannya sama: per blokir yang diadukan."),
        ),
        (what_counts.ended,), _ended_unheard,
    ),
    Definition(
        "first-answer", _("Waktu sampai jawaban pertama"),
        (
            _("Hari kerja dari pengaduan dikirim sampai petugas pertama kali menjawab."),
            _("Jawaban adalah pertanyaan, pesan, permintaan kepada lembaga, usul, atau putusan."),
            _("Dihitung pada hari dijawab. Jawaban di hari yang sama dihitung satu hari."),
            _("Separuh dijawab dalam waktu itu atau lebih cepat; begitu juga 9 dari 10."),
        ),
        (what_counts.answered, quantiles.quantile),
    ),
    Definition(
        "decision-time", _("Waktu sampai putusan"),
        (
            _("Hari kerja dari pengaduan dikirim sampai putusannya mulai berlaku."),
            _("Waktu yang berhenti ikut dihitung. Kalau ada banding, putusan terakhir dihitung."),
            _("Dihitung pada hari diputus. Putusan di hari yang sama dihitung satu hari."),
        ),
        (what_counts.replaced, quantiles.quantile),
    ),
    Definition(
        "filed-by-province", _("Masuk dari provinsi"),
        (
            _("Blokir yang diadukan, menurut provinsi di NIK: tempat NIK pertama kali dibuat."),
            _("Banding ikut dihitung; yang dibuka lagi dan yang digabung tidak."),
        ),
        (what_counts.filed,),
    ),
    Definition(
        "decided-by-province", _("Diputus, dari provinsi"),
        (
            _("Blokir yang sudah diputus. Kalau ada banding, putusan terakhir yang dihitung."),
            _("Sama dengan angka untuk semua orang."),
        ),
        (what_counts.replaced,),
    ),
    Definition(
        "reopened", _("Dibuka lagi"),
        (
            _("Blokir yang diperiksa lagi di tingkat yang sama, pada hari dibuka lagi."),
            _("Sebabnya ada berkas baru, atau contoh mutu menemukan putusan yang keliru."),
            _("Tingkat pertama dan banding dijumlahkan. "
              "Persennya dari putusan tingkat pertama dalam hari-hari yang sama."),
        ),
        (what_counts.reopened,),
    ),
    Definition(
        "banding", _("Banding"),
        (
            _("Blokir yang dibawa ke tingkat kedua, pada hari banding dikirim."),
            _("Banding yang dibuka lagi tidak dihitung di sini: ia ada di “Dibuka lagi”."),
            _("Persennya dari putusan tingkat pertama dalam hari-hari yang sama."),
        ),
        (what_counts.filed,),
    ),
    Definition(
        "wave", _("Gelombang"),
        (
            _("Gelombang terakhir yang didapat peserta sebelum pengaduan dikirim."),
            _("Kalau belum pernah dapat, ia masuk “belum pernah dapat gelombang”."),
        ),
        (day_counting.count,),
    ),
    Definition(
        "backlog", _("Antrean: pengaduan terbuka"),
        (
            _("Pengaduan yang belum diputus. Statusnya salah satu dari: %(open)s."),
            _("Waktunya berhenti selama statusnya %(paused)s."),
        ),
        (AppealQuerySet.open, board_figures.refresh_board), _open,
    ),
    Definition(
        "overdue", _("Terlambat"),
        (
            _("Pengaduan terbuka yang hari putusannya sudah lewat dan waktunya sedang berjalan."),
            _("Hari putusan adalah %(days)s hari kerja setelah pengaduan dikirim."),
            _("Yang berstatus %(paused)s tidak terlambat: waktunya berhenti."),
        ),
        (AppealQuerySet.overdue, board_figures.refresh_board, clocks.decision_due), _overdue,
    ),
    Definition(
        "outcomes", _("Hasil menurut alasan: dicabut dan tetap"),
        (
            _("Setiap blokir yang diputus dalam hari-hari itu dihitung satu, "
              "“%(lifted)s” atau “%(upheld)s”."),
            _("Kalau ada banding, putusan terakhir tentang blokir itu yang dihitung."),
        ),
        (what_counts.taken, what_counts.replaced), _results,
    ),
))  # fmt: skip

BOARD = Chapter("board", _("Papan penyelia"), (
    Definition(
        "flow", _("Masuk dan keluar"),
        (
            _("Masuk: pengaduan yang dikirim hari itu. Diputus: putusan yang mulai berlaku."),
            _("Berakhir tanpa putusan: pengaduan yang hari itu menjadi %(statuses)s."),
        ),
        (board_figures.refresh_board,), _ended,
    ),
    Definition(
        "due", _("Antrean menurut tenggat"),
        (
            _("Pengaduan terbuka menurut hari putusannya."),
            _("“Dua hari kerja” berarti hari putusannya paling lama %(days)s hari kerja lagi."),
        ),
        (board_figures.refresh_board, clocks.escalation_until), _soon,
    ),
    Definition(
        "waiting", _("Yang perlu diputus dulu"),
        (
            _("Belum diambil: baru dikirim dan belum ada petugasnya."),
            _("Menunggu persetujuan kedua: putusan ditulis, tanda tangan kedua belum ada."),
        ),
        (board_figures.refresh_board,),
    ),
    Definition(
        "age", _("Umur kasus terbuka"),
        (
            _("Hari kalender sejak pengaduan dikirim, termasuk hari libur."),
            _("Waktu yang berhenti ikut dihitung di sini."),
        ),
        (board_figures.refresh_board,),
    ),
    Definition(
        "load", _("Beban tiap petugas"),
        (_("Pengaduan terbuka yang dipegang petugas itu sekarang, juga yang waktunya berhenti."),),
        (board_figures.refresh_board,),
    ),
    Definition(
        "questions", _("Pertanyaan kepada peserta"),
        (
            _("Pengaduan yang menunggu jawaban peserta. Peserta punya %(days)s hari kalender."),
            _("Lewat setengah waktu: sudah %(half)s hari atau lebih tanpa jawaban."),
        ),
        (board_figures.refresh_board, clocks.answer_due), _questions,
    ),
    Definition(
        "sources", _("Menunggu lembaga"),
        (
            _("Permintaan kepada lembaga yang belum selesai."),
            _("Terlambat dijawab: hari yang kami minta sudah lewat."),
        ),
        (board_figures.refresh_board,),
    ),
    Definition(
        "quality", _("Contoh mutu"),
        (
            _("Putusan yang dipilih dengan undian dalam %(days)s hari ini, "
              "lalu dilihat lagi oleh petugas lain."),
            _("Dari seratus putusan terpilih: penolakan %(refusals)s, pengabulan %(grants)s, "
              "karena lewat waktu %(silence)s."),
            _("Penilaiannya: %(verdicts)s."),
            _("Yang diambil dinilai paling lama %(look)s hari kerja kemudian."),
        ),
        (sampling.draw, board_figures.refresh_board), _sample,
    ),
))  # fmt: skip

RULES = Chapter("rules", pgettext_lazy("plural", "Aturan"), (
    Definition(
        "overturn-rate", _("Bagian blokir yang dibatalkan orang"),
        (
            _("Dari seratus blokir yang diputus orang, sebanyak ini dicabut atau ditolak."),
            _("Yang dicabut sekaligus oleh pemulihan massal tidak dihitung."),
            _("Dihitung untuk tiap versi aturan, tiap sumber data, dan tiap berkas."),
        ),
        (counting.rates,),
    ),
    Definition(
        "interval", _("Rentang angka sebenarnya"),
        (
            _("Makin sedikit putusan, makin kurang pasti bagiannya."),
            _("Dengan kepastian 95 dari 100, bagian sebenarnya ada dalam rentang ini."),
            _("Caranya menurut Wilson (1927)."),
            _("Aturan berhenti memblokir kalau ujung bawahnya lewat %(share)s %%, "
              "setelah paling sedikit %(least)s putusan."),
        ),
        (counting.wilson,), _fuse,
    ),
))  # fmt: skip

CHAPTERS: Sequence[Chapter] = (DASHBOARD, BOARD, RULES, RATES, *PUBLISHED)


def known() -> frozenset[str]:
    """Return the anchors of all definitions."""
    return frozenset(one.key for chapter in CHAPTERS for one in chapter.definitions)
