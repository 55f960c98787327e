"""What eligibility's actions are called in the audit trail."""

from django.utils.translation import gettext_lazy as _

from portal import actions

actions.name(
    "account",
    viewed=_("Akun dibuka"),
    revealed=_("Data akun yang disamarkan dibuka"),
)
actions.name(
    "block",
    apply=_("Blokir dipasang aturan"),
    carry_over=_("Blokir dilanjutkan dengan temuan baru"),
    put_back=_("Blokir dikembalikan ke temuan sebelumnya"),
    propose_again=_("Blokir kembali menjadi usulan"),
    confirm=_("Blokir ditetapkan"),
    dismiss=_("Usulan blokir tidak diteruskan"),
    uphold=_("Blokir dipertahankan"),
    lift=_("Blokir dicabut"),
    supersede=_("Blokir berakhir karena sumber diganti"),
    expire=_("Blokir berakhir pada waktunya"),
    cease=_("Blokir berakhir karena datanya tidak berlaku lagi"),
    undo=_("Blokir dibatalkan bersama pemeriksaannya"),
)
actions.name("fuse", blown=_("Sekering putus"), reset=_("Sekering dipasang lagi"))
actions.name(
    "gelombang",
    open=_("Gelombang dibuka"),
    close=_("Gelombang ditutup"),
    extend=_("Batas waktu diperpanjang"),
)
actions.name("hold", place=_("Penangguhan dipasang"), release=_("Penangguhan dilepas"))
actions.name(
    "import",
    order=_("Berkas data dikirim"),
    finish=_("Berkas data selesai dibaca"),
    discard=_("Berkas data dibuang"),
    end_unnamed=_("Penghapusan baris yang tidak disebut disetujui"),
    rejects=_("Baris yang ditolak diunduh"),
    withdraw=_("Impor data ditarik"),
)
actions.name(
    "partner",
    add=_("Mitra ditambahkan"),
    activate=_("Mitra diaktifkan"),
    deactivate=_("Mitra dihentikan"),
    batch=_("Data diterima dari mitra"),
    forget_calls=_("Jawaban panggilan lama dihapus"),
    key_issue=_("Kunci mitra diterbitkan"),
    key_rotate=_("Kunci mitra diganti"),
    key_revoke=_("Kunci mitra dicabut"),
)
actions.name("photo", match=_("Foto dicatat sama dengan foto akun lain"))
actions.name(
    "policy",
    draft=_("Kebijakan disusun"),
    revise=_("Draf kebijakan diubah"),
    discard=_("Draf kebijakan dibuang"),
    endorse=_("Draf kebijakan disetujui"),
    enable=_("Kebijakan diaktifkan"),
    end=_("Kebijakan diakhiri"),
    stop=_("Kebijakan dihentikan seketika"),
    take_over=_("Kebijakan diganti versi baru"),
)
actions.name("policy", **{"try": _("Kebijakan dicoba")})
actions.name(
    "remedy",
    opened=_("Pemulihan massal dibuka"),
    approved=_("Pemulihan massal disetujui"),
    stopped=_("Pemulihan massal dihentikan"),
    resumed=_("Pemulihan massal dilanjutkan"),
    finished=_("Pemulihan massal selesai"),
    exported=_("Daftar pemulihan massal diunduh"),
)
actions.name("restoration", made=_("Hak dipulihkan"))
actions.name(
    "screening",
    start=_("Pemeriksaan dimulai"),
    stop=_("Pemeriksaan dihentikan"),
    resume=_("Pemeriksaan dilanjutkan"),
    ask_resume=_("Kelanjutan pemeriksaan diminta"),
    take_back=_("Permintaan tentang pemeriksaan ditarik"),
    ask_roll_back=_("Pembatalan pemeriksaan diminta"),
    roll_back=_("Pembatalan pemeriksaan dimulai"),
    rolled_back=_("Pemeriksaan selesai dibatalkan"),
)
actions.name(
    "webhook",
    add=_("Alamat webhook ditambahkan"),
    activate=_("Alamat webhook diaktifkan"),
    deactivate=_("Alamat webhook dihentikan"),
    rotate_secret=_("Rahasia webhook diganti"),
    send_again=_("Kiriman webhook dicoba lagi"),
    test=_("Contoh webhook dikirim"),
)
