"""The ready texts that the demonstration's supervisor has written for decisions."""

from datetime import datetime

from appeals import decision_texts
from appeals.decision_texts import Wording
from appeals.models import DecisionText, Outcome
from portal.models import User

_LIFTED, _UPHELD = Outcome.Result.LIFTED, Outcome.Result.UPHELD
_WORDINGS = (
    Wording(
        "Sumber sudah lama: lulus atau berhenti sekolah",
        ("G03",),
        _LIFTED,
        "{nama}, data {sumber} yang kami pakai sudah lama. Dari bukti Anda kami lihat bahwa Anda "
        "sudah tidak bersekolah. Blokir kami cabut mulai {tanggal}.",
        "{nama}, the data of {sumber} that we used are out of date. Your proof shows that you are "
        "no longer at school. The block is lifted from {tanggal}.",
    ),
    Wording(
        "Bukti meyakinkan: blokir dicabut",
        (),
        _LIFTED,
        "{nama}, kami sudah memeriksa bukti Anda untuk pengaduan {nomor}. Bukti itu cocok. Blokir "
        "dengan alasan “{alasan}” kami cabut mulai {tanggal}.",
        "{nama}, we have checked your proof for complaint {nomor}. It fits. The block for "
        "“{alasan}” is lifted from {tanggal}.",
    ),
    Wording(
        "Bukti belum ada: blokir tetap",
        (),
        _UPHELD,
        "{nama}, untuk alasan “{alasan}” kami butuh bukti ini: {bukti}. Bukti itu belum ada di "
        "pengaduan {nomor}. Kalau sudah ada, ajukan banding dan kirim buktinya.",
        "{nama}, for “{alasan}” we need this proof: {bukti}. It is not yet in complaint {nomor}. "
        "Once you have it, appeal and send it.",
    ),
    Wording(
        "Aturan memang berlaku: blokir tetap",
        (),
        _UPHELD,
        "{nama}, kami membaca cerita dan berkas Anda. Data {sumber} tetap benar, jadi alasan "
        "“{alasan}” masih berlaku. Kalau tidak setuju, Anda boleh mengajukan banding.",
        "{nama}, we have read your story and your files. The data of {sumber} are right, so "
        "“{alasan}” still holds. If you disagree, you may appeal.",
    ),
)


def write_all(*, by: User, at: datetime) -> None:
    """Write the texts, unless somebody has written any already."""
    if DecisionText.objects.exists():
        return
    for wording in _WORDINGS:
        decision_texts.write(wording, by=by, at=at)
