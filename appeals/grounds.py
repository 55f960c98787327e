"""What each ground asks of the person: the proof, the reasons to choose from, and examples.

Words for everybody, also for who has not proved the account: they tell what a ground means and
never what stands against whom. The rules' own words (eligibility.explain) are for its owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNKNOWN = ""
"""The ground of who does not know why the account was blocked."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One ground as the person meets it.

    `plain` names it as people would, `proof` says what to send, `reasons` are the codes and the
    words to choose from, `examples` are sentences somebody might write.
    """

    plain: "StrOrPromise"
    proof: "StrOrPromise"
    reasons: Sequence[tuple[str, "StrOrPromise"]]
    examples: Sequence["StrOrPromise"]


_FOR_ALL = (("dont_know", _("Saya tidak tahu")), ("other", _("Alasan lain")))

_ASKS = {
    Ground.CITIZENSHIP: Ask(
        plain=_("Saya dianggap bukan WNI, atau NIK saya tidak ditemukan"),
        proof=_("Foto e-KTP. Kalau belum ada, foto surat keterangan (SUKET) dari Dukcapil."),
        reasons=(
            ("moved_region", _("Saya pernah pindah daerah")),
            ("typing_error", _("NIK saya salah ketik")),
            ("renewed_card", _("KTP saya baru diganti")),
            *_FOR_ALL,
        ),
        examples=(_("Saya pindah dari Medan ke Jakarta tahun lalu. KTP saya sudah diganti."),),
    ),
    Ground.AGE: Ask(
        plain=_("Umur saya dianggap terlalu muda atau terlalu tua"),
        proof=_("Foto akta kelahiran, atau KTP dengan tanggal lahir yang benar."),
        reasons=(
            ("registry_date_wrong", _("Tanggal lahir saya di data pemerintah salah")),
            ("typed_wrong", _("Saya salah mengisi tanggal lahir")),
            *_FOR_ALL,
        ),
        examples=(_("Tanggal lahir di KTP lama salah. Di akta kelahiran sudah benar."),),
    ),
    Ground.EDUCATION: Ask(
        plain=_("Saya dianggap masih sekolah atau kuliah"),
        proof=_("Foto ijazah, surat tanda lulus, atau surat berhenti sekolah atau kuliah."),
        reasons=(
            ("graduated", _("Saya sudah lulus")),
            ("left_school", _("Saya sudah berhenti sekolah atau kuliah")),
            ("never_enrolled", _("Saya tidak pernah terdaftar di sana")),
            ("namesake", _("Itu orang lain yang namanya sama")),
            *_FOR_ALL,
        ),
        examples=(_("Saya lulus SMA bulan Mei 2025. Nama saya masih ada di data sekolah."),),
    ),
    Ground.OFFICE: Ask(
        plain=_("Saya dianggap pejabat, ASN, TNI, Polri, perangkat desa, atau pimpinan BUMN"),
        proof=_("Foto surat berhenti atau pensiun, atau slip gaji dari pekerjaan sekarang."),
        reasons=(
            ("retired", _("Saya sudah pensiun atau berhenti")),
            ("honorary", _("Saya pegawai honorer, bukan ASN")),
            ("namesake", _("Itu orang lain yang namanya sama")),
            ("never", _("Saya tidak pernah punya jabatan itu")),
            *_FOR_ALL,
        ),
        examples=(_("Saya guru honorer. Saya bukan ASN."),),
    ),
    Ground.EMPLOYMENT: Ask(
        plain=_("Pekerjaan saya dianggap di luar sasaran program"),
        proof=_("Surat pernyataan pekerjaan, surat PHK, atau surat keterangan usaha."),
        reasons=(
            ("wrong_choice", _("Saya salah memilih waktu mendaftar")),
            ("lost_job", _("Saya sudah tidak bekerja")),
            ("own_business", _("Saya punya usaha kecil sendiri")),
            *_FOR_ALL,
        ),
        examples=(_("Saya salah menekan pilihan pekerjaan. Saya berjualan kue di rumah."),),
    ),
    Ground.HOUSEHOLD: Ask(
        plain=_("Di KK saya dianggap sudah terlalu banyak penerima"),
        proof=_("Foto Kartu Keluarga terbaru, atau surat dari kelurahan, desa, atau Dukcapil."),
        reasons=(
            ("family_split", _("Saya sudah pisah KK")),
            ("new_kk", _("KK saya baru diganti")),
            ("death", _("Ada anggota keluarga yang meninggal")),
            ("not_family", _("Ada orang di KK yang bukan keluarga saya")),
            *_FOR_ALL,
        ),
        examples=(_("Saya menikah bulan Januari. Sekarang saya punya KK sendiri."),),
    ),
    Ground.EARLIER_RECIPIENT: Ask(
        plain=_("Saya dianggap sudah pernah menerima program ini"),
        proof=_("Surat pernyataan yang Anda tulis sendiri, dan foto Anda memegang KTP."),
        reasons=(
            ("not_me", _("Yang menerima bukan saya")),
            ("never_received", _("Saya tidak pernah menerima apa pun")),
            *_FOR_ALL,
        ),
        examples=(_("Saya baru pertama kali mendaftar. Saya belum pernah menerima bantuan ini."),),
    ),
    Ground.FALSE_DATA: Ask(
        plain=_("Data pendaftaran saya dianggap tidak cocok"),
        proof=_("Foto KTP dan Kartu Keluarga, atau surat keterangan dari Dukcapil."),
        reasons=(
            ("typing_error", _("Saya salah ketik")),
            ("document_changed", _("KTP atau KK saya sudah diganti")),
            *_FOR_ALL,
        ),
        examples=(_("Saya salah mengetik satu huruf di nama saya."),),
    ),
    Ground.MANIPULATION: Ask(
        plain=_("Cara saya mendaftar atau membeli pelatihan dianggap tidak wajar"),
        proof=_("Ceritakan cara Anda mendaftar. Foto Anda memegang KTP juga membantu."),
        reasons=(
            ("shared_computer", _("Saya memakai komputer bersama, misalnya di warnet")),
            ("helped_by_others", _("Saya dibantu orang lain waktu mendaftar")),
            ("shared_payout_family", _("Rekening saya dipakai bersama keluarga")),
            *_FOR_ALL,
        ),
        examples=(_("Saya mendaftar di balai desa. Banyak orang memakai komputer yang sama."),),
    ),
    Ground.FIRST_TRAINING: Ask(
        plain=_("Saya dianggap terlambat membeli pelatihan pertama"),
        proof=_("Gambar layar dari pembelian atau gangguan, atau surat keterangan sakit."),
        reasons=(
            ("site_down", _("Situs sedang tidak bisa dibuka")),
            ("was_blocked", _("Akun saya sedang diblokir")),
            ("ill", _("Saya sakit")),
            ("not_told", _("Saya tidak diberi tahu batas waktunya")),
            *_FOR_ALL,
        ),
        examples=(_("Tanggal 3 Maret saya mau membeli, tetapi halamannya tidak bisa dibuka."),),
    ),
    Ground.COMPLETION: Ask(
        plain=_("Saya dianggap tidak menyelesaikan pelatihan"),
        proof=_("Foto sertifikat, daftar hadir, atau gambar layar dari kelas."),
        reasons=(
            ("provider_error", _("Lembaga pelatihan salah mencatat")),
            ("finished", _("Saya sudah selesai")),
            ("ill", _("Saya sakit")),
            *_FOR_ALL,
        ),
        examples=(_("Saya ikut sampai hari terakhir. Sertifikatnya ada di foto."),),
    ),
    Ground.OTHER_USER: Ask(
        plain=_("Data saya dianggap dipakai orang lain"),
        proof=_("Foto Anda memegang KTP. Surat dari polisi boleh dikirim kalau ada."),
        reasons=(
            ("lost_phone", _("HP saya hilang")),
            ("stolen_nik", _("NIK saya dipakai orang lain")),
            ("family_phone", _("Nomor HP saya dipakai bersama keluarga")),
            *_FOR_ALL,
        ),
        examples=(_("HP saya hilang bulan lalu. Sekarang saya memakai nomor baru."),),
    ),
}
_UNKNOWN = Ask(
    plain=_("Saya tidak tahu alasannya"),
    proof=_("Foto KTP dan Kartu Keluarga, dan gambar layar yang menunjukkan akun diblokir."),
    reasons=_FOR_ALL,
    examples=(_("Waktu saya mau masuk, ada tulisan akun diblokir. Saya tidak tahu kenapa."),),
)


def asks_of(ground: str) -> Ask:
    """Return what `ground` asks; for UNKNOWN, what helps whatever the ground is.

    Raises ValueError for a code that is no ground.
    """
    return _UNKNOWN if ground == UNKNOWN else _ASKS[Ground(ground)]


def is_reason(ground: str, code: str) -> bool:
    """Say whether `code` is a reason that `ground` offers; no reason at all is one, too."""
    return not code or any(code == known for known, _words in asks_of(ground).reasons)


def reason_words(ground: str, code: str) -> "StrOrPromise":
    """Return the words of a reason, or "" where none was chosen or it is offered no more."""
    return dict(asks_of(ground).reasons).get(code, "")
