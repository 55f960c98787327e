"""What the figures of rules, officers, opinions, photos and remedies count."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals import feedback
from appeals.evidence import quality
from appeals.figures import campaigns, feedback_days, officer_days, photo_days, rule_days
from appeals.figures.definitions import Chapter, Definition
from appeals.models import Outcome
from appeals.reports import officer_rates, opinions, rule_rates
from eligibility.fuse import counting
from portal.calendar import civil_date


def _results() -> Mapping[str, object]:
    return {"lifted": Outcome.Result.LIFTED.label, "silence": Outcome.Reason.SILENCE.label}


def _content() -> Mapping[str, object]:
    return {"content": opinions.CONTENT, "days": feedback.DAYS}


def _kept() -> Mapping[str, object]:
    return {"years": photo_days.years_counted(on=civil_date(timezone.now()))}


RATES = Chapter("rates", _("Yang menonjol"), (
    Definition(
        "rule-rate", _("Bagian blokir yang dicabut lewat pengaduan"),
        (
            _("Dari blokir yang diadukan dan diputus orang, sebanyak ini “%(lifted)s”."),
            _("Setiap blokir dihitung satu, pada hari putusannya yang terakhir. "
              "Putusan banding menggantikan putusan pertama."),
            _("Yang dicabut karena “%(silence)s” dan yang dicabut pemulihan bersama "
              "tidak dihitung."),
            _("Rentangnya 95 dari 100, menurut Wilson. Urutannya menurut ujung bawah rentang."),
        ),
        (rule_days.count, counting.wilson, rule_rates.of), _results,
    ),
    Definition(
        "officer-days", _("Putusan tiap petugas"),
        (
            _("Putusan yang mulai berlaku dalam hari-hari itu, milik petugas yang mengusulkannya."),
            _("Waktu di meja: selama kasus diperiksa petugas itu, malam dan hari libur ikut "
              "dihitung. Waktu menunggu peserta, lembaga, dan persetujuan kedua tidak."),
            _("Dikembalikan: usulan yang hari itu dikembalikan pemberi persetujuan kedua."),
            _("Contoh mutu dan banding dihitung pada hari putusan yang dinilai. "
              "Angka hari-hari terakhir masih bisa naik."),
        ),
        (officer_days.count, officer_rates.of),
    ),
    Definition(
        "opinions", _("Penilaian peserta"),
        (
            _("Nilai 1 (buruk) sampai 5 (baik) dari peserta, pada hari putusan kasusnya."),
            _("Puas: nilai %(content)s atau 5. Peserta bisa menilai sampai %(days)s hari "
              "setelah putusan."),
            _("Nilai untuk putusan kemarin atau sebelumnya terlihat mulai besok pagi."),
        ),
        (feedback_days.count, opinions.of), _content,
    ),
    Definition(
        "photo-flaws", _("Mutu foto"),
        (
            _("Berkas dari kasus yang dikirim, pada hari berkasnya masuk. "
              "Satu dokumen dihitung satu, berapa pun halamannya."),
            _("Foto yang diganti sebelum dikirim tidak dihitung."),
            _("Komputer yang menilai, dan bisa keliru. Satu foto bisa punya beberapa masalah."),
            _("Berkas yang sudah dihapus tidak ikut kalau harinya dihitung ulang. Karena itu hari "
              "yang lebih dari %(years)s tahun lalu tidak dihitung ulang."),
        ),
        (photo_days.count, quality.flaws), _kept,
    ),
    Definition(
        "remedies", _("Pemulihan bersama: orang yang terjangkau"),
        (
            _("Orang: pemilik akun yang paling sedikit satu blokirnya dicabut pemulihan itu."),
            _("Bebas: dari mereka, yang sekarang tidak punya blokir lain."),
            _("Haknya pulih: dari mereka, yang mendapat kembali hari atau gelombang, "
              "atau tagihannya ditarik."),
        ),
        (campaigns.count_campaigns,),
    ),
))  # fmt: skip
