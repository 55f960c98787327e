"""What each figure of the reports' pages counts; those for everybody stand in `appeals.figures`.

Each page's figures are one chapter. A figure without a definition fails the tests.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appeals import clocks
from appeals.figures import desk_board as board_figures
from appeals.figures.definitions import PUBLISHED, Chapter, Definition, listed
from appeals.lifecycle import sampling
from appeals.models import Outcome, QualityReview
from appeals.querysets import OPEN, PAUSED, AppealQuerySet
from appeals.reports import figures, words
from appeals.reports.rate_definitions import RATES
from eligibility.fuse import counting


def _open() -> Mapping[str, object]:
    return {
        "open": listed(words.STATUS[status] for status in OPEN),
        "paused": listed(words.STATUS[status] for status in PAUSED),
    }


def _overdue() -> Mapping[str, object]:
    return {**_open(), "days": clocks.DECISION_WORKING_DAYS}


def _soon() -> Mapping[str, object]:
    return {"days": clocks.ESCALATION_WORKING_DAYS}


def _results() -> Mapping[str, object]:
    return {"lifted": Outcome.Result.LIFTED.label, "upheld": Outcome.Result.UPHELD.label}


def _ended() -> Mapping[str, object]:
    return {"statuses": listed(words.STATUS[status] for status in board_figures.ENDED)}


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
        "filed-on-day", _("Masuk setiap hari"),
        (
            _("Setiap pengaduan dihitung satu, pada hari dikirim menurut waktu Jakarta."),
            _("Banding, yang dibuka lagi, dan yang digabung ikut dihitung: ini beban kerja."),
            _("Karena itu jumlahnya lain dari angka untuk semua orang."),
        ),
        (figures.inflow,),
    ),
    Definition(
        "decided-on-day", _("Diputus setiap hari"),
        (
            _("Setiap putusan dihitung satu, pada hari mulai berlaku."),
            _("Putusan yang masih menunggu persetujuan kedua belum berlaku."),
            _("Putusan yang dikembalikan atau dibatalkan tidak dihitung."),
        ),
        (figures.inflow,),
    ),
    Definition(
        "backlog", _("Antrean: pengaduan terbuka"),
        (
            _("Pengaduan yang belum diputus. Statusnya salah satu dari: %(open)s."),
            _("Waktunya berhenti selama statusnya %(paused)s."),
        ),
        (AppealQuerySet.open, figures.backlog), _open,
    ),
    Definition(
        "overdue", _("Terlambat"),
        (
            _("Pengaduan terbuka yang hari putusannya sudah lewat dan waktunya sedang berjalan."),
            _("Hari putusan adalah %(days)s hari kerja setelah pengaduan dikirim."),
            _("Yang berstatus %(paused)s tidak terlambat: waktunya berhenti."),
        ),
        (AppealQuerySet.overdue, figures.backlog, clocks.decision_due), _overdue,
    ),
    Definition(
        "outcomes", _("Hasil menurut alasan: dicabut dan tetap"),
        (
            _("Setiap blokir yang diputus dalam hari-hari itu dihitung satu, "
              "“%(lifted)s” atau “%(upheld)s”."),
            _("Putusan pertama dan putusan banding tentang blokir yang sama dihitung dua-duanya."),
        ),
        (figures.outcomes,), _results,
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

RULES = Chapter("rules", _("Aturan"), (
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
