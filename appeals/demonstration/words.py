"""What the invented people and officers of the demonstration say (Indonesian, as they write)."""

from appeals.filing import HelperSaid
from appeals.lifecycle import Ask
from appeals.models import Evidence
from eligibility.grounds import Ground

CHRONOLOGY = {
    Ground.AGE: (
        "Saya mau gabung gelombang tetapi akun diblokir karena umur. Tanggal lahir saya di data "
        "sepertinya salah, di akta kelahiran berbeda."
    ),
    Ground.EDUCATION: (
        "Akun saya diblokir karena katanya masih sekolah. Saya sudah lulus dua tahun lalu dan "
        "sekarang mencari kerja. Ijazah saya lampirkan."
    ),
    Ground.OFFICE: (
        "Saya dulu tenaga honorer dan kontrak sudah habis tahun lalu. Sekarang tidak bekerja, "
        "tetapi akun diblokir karena dianggap pegawai."
    ),
    Ground.EMPLOYMENT: (
        "Waktu mendaftar saya salah pilih pekerjaan. Sebenarnya saya berjualan makanan kecil di "
        "rumah. Mohon dibuka lagi."
    ),
    Ground.HOUSEHOLD: (
        "Saya sudah menikah dan punya KK sendiri, tetapi masih dihitung satu KK dengan orang tua. "
        "KK yang baru saya lampirkan."
    ),
    Ground.EARLIER_RECIPIENT: (
        "Katanya saya sudah pernah menjadi penerima, padahal saya tidak pernah menerima apa pun "
        "sebelumnya. Mungkin ada orang lain yang memakai NIK saya."
    ),
    Ground.FIRST_TRAINING: (
        "Saya mau membeli pelatihan di hari terakhir tetapi situs tidak bisa dibuka sampai malam. "
        "Besoknya akun langsung diblokir."
    ),
    Ground.COMPLETION: (
        "Saya ikut kelas sampai selesai, tetapi nilai dari lembaga pelatihan belum masuk. Saya "
        "punya sertifikatnya."
    ),
}
# What they tick for each ground, and what they add.
REASONS = {
    Ground.AGE: ("registry_date_wrong", "Di akta kelahiran tanggalnya benar."),
    Ground.EDUCATION: ("graduated", "Saya lulus bulan Juli tahun lalu."),
    Ground.OFFICE: ("honorary", "Saya dulu tenaga honorer, kontraknya sudah habis."),
    Ground.EMPLOYMENT: ("wrong_choice", "Saya salah memilih. Saya berjualan makanan."),
    Ground.HOUSEHOLD: ("family_split", "Saya sudah menikah dan punya KK sendiri."),
    Ground.EARLIER_RECIPIENT: ("never_received", "Saya belum pernah menerima apa pun."),
    Ground.FIRST_TRAINING: ("site_down", "Malam itu situsnya tidak bisa dibuka."),
    Ground.COMPLETION: ("provider_error", "Nilainya belum dikirim oleh lembaga pelatihan."),
}
MISUSE = (
    "Saya tidak pernah mendaftar. Waktu saya mau mendaftar, katanya NIK saya sudah dipakai dan "
    "akunnya diblokir. Ada orang lain yang memakai NIK saya."
)
LATE = "Saya bekerja di kebun dan baru dapat sinyal minggu ini, jadi baru tahu akun diblokir."
HELPER = HelperSaid("Pak Rahmat Contoh", "village_office", phone="081200009001")
LIFTED = (
    "Kami sudah memeriksa berkas Anda dan mencocokkannya dengan data sumber. Bukti Anda "
    "meyakinkan, jadi blokir dicabut. Terima kasih sudah melengkapi berkas."
)
UPHELD = (
    "Kami sudah memeriksa berkas Anda. Bukti yang diminta belum ada, sedangkan data sumber masih "
    "sama, jadi blokir tetap berlaku. Anda bisa mengajukan banding dengan bukti baru."
)
PARTLY = (
    "Blokir karena pendidikan dicabut: ijazah Anda sah. Blokir karena pelatihan pertama tetap "
    "berlaku: belum ada bukti gangguan pada hari terakhir."
)
SOURCE_QUESTION = "Apakah data orang ini di catatan Anda masih benar? Sejak kapan?"
NOTE = "Tolong cantumkan tanggal surat pernyataan sebelum diusulkan lagi."
QUESTIONS = (
    Ask(Evidence.Kind.SUPPORTING, "Kirim foto ijazah atau surat keterangan yang terlihat utuh."),
    Ask("", "Sejak kapan keadaan Anda berubah? Tulis bulan dan tahunnya."),
)
ANSWER = "Sejak Juli tahun lalu. Suratnya ada pada saya dan sudah saya foto."
AGAIN = "Saya punya bukti baru. Tolong diperiksa sekali lagi oleh petugas lain."
# What people ask of their data, and what they are answered.
WRONG_KK = {"datum": "kk", "proof": "KK baru terbit tiga bulan lalu."}
WRONG_SCHOOL = {
    "datum": "education",
    "value": "Sudah lulus",
    "proof": "Ijazah SMA tahun lalu.",
}
ERASE = {"reason": "Saya sudah menarik pengaduan. Foto KTP saya tolong dihapus."}
ERASED_PARTLY = (
    "Foto dan kontak Anda kami hapus. Isi pengaduan wajib disimpan beberapa tahun, lalu kami "
    "hapus sendiri."
)
AT_THE_SOURCE = (
    "Data sekolah milik Kemdikbud. Perbaiki lewat operator sekolah Anda. Sesudah itu akun Anda "
    "kami periksa lagi."
)

TOLD_TO_AGENT = (
    "Orangnya bercerita sendiri, petugas mencatat: akunnya diblokir, dan menurutnya datanya sudah "
    "berubah. Fotonya belum ada."
)
# Remedies: the title for staff, what everybody reads, and the same in English.
WRONG_LIST = (
    "Daftar BUMN memuat pensiunan",
    "Daftar yang kami terima memuat orang yang sudah tidak bekerja di BUMN. Itu bukan salah Anda.",
    "The list we were given had people who left their state company. It was no fault of yours.",
)
WRONG_REGISTER = (
    "EMIS mencatat lulusan sebagai siswa",
    "Data sekolah yang kami terima masih mencatat orang yang sudah lulus. Itu bukan salah Anda.",
    "The school data we were given still had people who have graduated. It was no fault of yours.",
)
