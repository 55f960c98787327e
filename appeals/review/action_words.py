"""What the appeals' actions are called in the audit trail."""

from django.utils.translation import gettext_lazy as _

from appeals.models import ExportPlan, Interest
from appeals.review.looking import Purpose
from portal import actions

actions.name(
    "appeal",
    submit=_("Pengaduan dikirim"),
    appeal_again=_("Banding diajukan"),
    reopen=_("Pengaduan diminta dibuka lagi"),
    take=_("Pengaduan diambil"),
    hand_back=_("Pengaduan dikembalikan ke antrean"),
    assign=_("Pengaduan diberikan ke petugas"),
    reassign=_("Pengaduan dipindahkan ke petugas lain"),
    stand_in=_("Pengaduan diteruskan ke pengganti"),
    release=_("Pengaduan dikembalikan ke antrean oleh portal"),
    recuse=_("Petugas mundur karena kenal dengan pelapor"),
    ask=_("Pertanyaan dikirim ke pelapor"),
    answer=_("Pelapor menjawab"),
    continue_without_answer=_("Pengaduan dilanjutkan tanpa jawaban"),
    unanswered=_("Pengaduan kembali: waktu jawab peserta habis"),
    wait_for_source=_("Pengaduan menunggu lembaga sumber"),
    resume=_("Pengaduan dilanjutkan"),
    source_changed=_("Pengaduan kembali: datanya berubah"),
    end_wait=_("Pengaduan kembali: batas waktu tunggu habis"),
    grant_by_silence=_("Pengaduan dikabulkan karena waktu putusan lewat"),
    quality_reopen=_("Pengaduan dibuka lagi setelah pemeriksaan mutu"),
    escalated=_("Pengaduan dinaikkan ke penyelia"),
    propose=_("Putusan diajukan"),
    decide=_("Pengaduan diputus"),
    approve=_("Putusan disetujui"),
    send_back=_("Putusan dikembalikan"),
    retract=_("Usulan putusan ditarik untuk diubah"),
    withdraw=_("Pengaduan ditarik"),
    merge=_("Pengaduan digabung"),
    join=_("Pengaduan digabung dengan yang lain"),
    joined_by=_("Pengaduan lain digabung ke sini"),
    part=_("Pengaduan dipisahkan lagi"),
    split=_("Pengaduan dipisahkan lagi oleh petugas"),
    parted_from=_("Pengaduan lain dipisahkan dari sini"),
    put_first=_("Pengaduan didahulukan"),
    put_among_others=_("Tanda mendesak dihapus"),
    linked=_("Pengaduan ditautkan dengan yang lain"),
    unlinked=_("Tautan pengaduan dilepas"),
    void=_("Pengaduan dihentikan"),
    close_moot=_("Pengaduan selesai: blokirnya sudah berakhir"),
    close=_("Pengaduan ditutup"),
)
actions.name(
    "case",
    viewed=_("Pengaduan dibuka"),
    filed_for_caller=_("Pengaduan dicatat untuk penelepon"),
    letter_opened=_("Surat ke lembaga yang memuat datanya diunduh"),
    number_read_back=_("Nomor pengaduan dibacakan ke penelepon"),
)
actions.name("interest", declared=_("Petugas menyatakan kenal dengan pelapor"))
actions.name("absence", announced=_("Ketidakhadiran dicatat"), ended=_("Ketidakhadiran diakhiri"))
actions.name(
    "desk",
    limits_saved=_("Batas petugas disimpan"),
    declaration_taken_back=_("Pernyataan petugas dihapus penyelia"),
    news_read=_("Kabar meja dibaca"),
)
actions.name("question", reminded=_("Peserta diingatkan menjawab"))
actions.name(
    "question_item",
    added=_("Butir pertanyaan ditambahkan"),
    retired=_("Butir pertanyaan dihentikan"),
)
actions.name(
    "source",
    asked=_("Lembaga ditanya"),
    overdue=_("Lembaga terlambat menjawab"),
    ended=_("Menunggu lembaga selesai"),
    letter_opened=_("Surat ke lembaga diunduh"),
)
actions.name(
    "quality",
    drawn=_("Putusan terpilih sebagai contoh mutu"),
    taken=_("Contoh mutu diambil"),
    reviewed=_("Contoh mutu dinilai"),
    released=_("Contoh mutu dilepas untuk petugas lain"),
)
actions.name("decision", effective=_("Putusan dijalankan"))
actions.name(
    "contact", changed=_("Kontak pengaduan diganti"), restored=_("Kontak pengaduan dikembalikan")
)
actions.name(
    "evidence",
    viewed=_("Foto bukti dibuka"),
    faces_compared=_("Wajah di dua foto dibandingkan mesin"),
    purpose=_("Tujuan melihat foto dipilih"),
    added=_("Berkas ditambahkan pelapor"),
    infected=_("Berkas bervirus dihapus"),
    lost=_("Berkas bukti hilang atau rusak"),
    found_again=_("Berkas bukti ditemukan lagi"),
    waived=_("Penyelia menyatakan putusan tidak memerlukan berkas"),
)
actions.name(
    "duplicate",
    noticed=_("Foto yang mirip ditemukan"),
    viewed=_("Dua foto yang mirip dibuka"),
    judged=_("Dua foto yang mirip dinilai"),
)
actions.name("feedback", given=_("Pelapor memberi penilaian"))
actions.name(
    "export",
    requested=_("Ekspor diminta"),
    written=_("Berkas ekspor selesai ditulis"),
    downloaded=_("Berkas ekspor diunduh"),
    lost=_("Berkas ekspor tidak ditemukan"),
    previewed=_("Contoh baris ekspor dilihat"),
    cancelled=_("Ekspor dibatalkan"),
    resumed=_("Unduhan berkas ekspor dilanjutkan"),
    approved=_("Ekspor data terbuka disetujui"),
    refused=_("Ekspor data terbuka ditolak"),
)
actions.name(
    "statistics", ordered=_("Edisi baru statistik diminta"), made=_("Statistik bulanan diterbitkan")
)
actions.name(
    "export_plan",
    added=_("Jadwal ekspor dibuat"),
    changed=_("Jadwal ekspor diubah"),
    paused=_("Jadwal ekspor dijeda"),
    resumed=_("Jadwal ekspor dilanjutkan"),
    ran=_("Ekspor diminta menurut jadwal"),
    removed=_("Jadwal ekspor dihapus"),
)
actions.name(
    "digest",
    asked=_("Kabar angka diminta"),
    stopped=_("Kabar angka dihentikan"),
)
actions.name("identity", revealed=_("Data pengaduan yang disamarkan dibuka"))
actions.name("letter", downloaded=_("Surat dibuka atau diunduh peserta"))
actions.name("message", added=_("Catatan atau pesan ditambahkan"))
actions.name(
    "text",
    written=_("Teks putusan ditulis"),
    changed=_("Teks putusan diganti versi baru"),
    ended=_("Teks putusan tidak ditawarkan lagi"),
)
actions.name(
    "queue",
    searched=_("Antrean dicari"),
    view_saved=_("Tampilan antrean disimpan"),
    view_changed=_("Tampilan antrean diganti nama atau dibagikan"),
    view_removed=_("Tampilan antrean dihapus"),
)
actions.name_details(
    address=_("sidik alamat jaringan"),
    appeal=_("nomor pengaduan di portal"),
    became=_("menjadi"),
    blurred=_("foto buram dilihat"),
    channel=_("saluran"),
    columns=_("kolom"),
    conclusion=_("putusan"),
    distance=_("beda titik"),
    evidence=_("nomor berkas"),
    export=_("nomor ekspor"),
    fault=_("keadaan"),
    files=_("nomor kedua berkas"),
    filters=_("saringan"),
    first_day=_("sejak"),
    format=_("bentuk berkas"),
    found=_("ditemukan"),
    internal=_("hanya untuk petugas"),
    is_holder=_("memegang kasus"),
    is_unmasked=_("data terbuka"),
    how=_("hubungan"),
    joined=_("digabung"),
    last_day=_("sampai"),
    officer=_("nomor petugas"),
    of=_("isi"),
    other=_("pengaduan lainnya"),
    pair=_("nomor pasangan foto"),
    part=_("bagian yang diunduh"),
    people=_("nomor orang di berkas"),
    parted=_("dipisahkan"),
    purpose=_("tujuan"),
    rhythm=_("dibuat"),
    result=_("hasil"),
    score=_("nilai"),
    seen_from=_("dibuka dari pengaduan"),
    shape=_("dicari dengan"),
    span=_("tentang hari"),
    stand_in=_("nomor petugas pengganti"),
    thumbnails=_("foto kecil dilihat"),
    was=_("sebelumnya"),
)
actions.name_values("field", [("export", _("berkas ekspor"))])
actions.name_values("how", Interest.How.choices)
actions.name_values("purpose", Purpose.choices)
actions.name_values("rhythm", ExportPlan.Rhythm.choices)
actions.name_values("span", ExportPlan.Span.choices)
actions.name_values("why", ExportPlan.Pause.choices)
