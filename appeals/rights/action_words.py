"""What the actions on data requests are called in the audit trail."""

from django.utils.translation import gettext_lazy as _

from appeals.models import FilingFault, LegalHold
from appeals.retention import Why
from portal import actions

actions.name(
    "data_request",
    received=_("Permintaan data diterima"),
    answered=_("Permintaan data dijawab"),
    downloaded=_("Salinan data diunduh oleh pemiliknya"),
    viewed=_("Permintaan data dibuka"),
    revealed=_("Data permintaan yang disamarkan dibuka"),
)
actions.name("consent", withdrawn=_("Persetujuan ditarik"))
actions.name(
    "erasure",
    proposed=_("Penghapusan data diusulkan"),
    sent_back=_("Usul penghapusan dikembalikan"),
    ordered=_("Penghapusan data disetujui"),
    carried_out=_("Data dihapus"),
    retried=_("Penghapusan yang macet dicoba lagi"),
)
actions.name("legal_hold", placed=_("Larangan hapus dipasang"), lifted=_("Larangan hapus dilepas"))
actions.name(
    "deletion",
    drawn_up=_("Daftar hapus mulai disusun"),
    collected=_("Daftar hapus selesai disusun"),
    proposed=_("Daftar hapus diusulkan"),
    signed=_("Daftar hapus disetujui"),
    dropped=_("Daftar hapus dibatalkan"),
    retried=_("Penghapusan yang macet dicoba lagi"),
    carried_out=_("Data satu kasus dihapus karena masa simpannya habis"),
    finished=_("Daftar hapus selesai dijalankan"),
    downloaded=_("Bukti hapus diunduh"),
)
actions.name(
    "filing",
    repaired=_("Gangguan pengaduan diperbaiki sistem"),
    fault_raised=_("Gangguan pengaduan dilaporkan"),
    fault_gone=_("Gangguan pengaduan hilang"),
    fault_seen=_("Gangguan pengaduan mulai diurus"),
    fault_settled=_("Gangguan pengaduan dinyatakan beres"),
)
actions.name(
    "reconciliation",
    begun=_("Pencocokan pengaduan dimulai"),
    finished=_("Pencocokan pengaduan selesai"),
)
actions.name_details(
    cases=_("kasus"),
    cause=_("sebab"),
    checked=_("diperiksa"),
    digest=_("sidik bukti"),
    fault=_("gangguan"),
    gone=_("gangguan hilang"),
    hold=_("nomor larangan hapus"),
    kept=_("tidak dihapus karena"),
    list=_("nomor daftar hapus"),
    raised=_("gangguan baru"),
    repaired=_("diperbaiki sistem"),
    review=_("tinjau lagi"),
    row=_("nomor gangguan"),
    sha256=_("SHA-256 berkas asli"),
)
actions.name_values("cause", LegalHold.Cause.choices)
actions.name_values("fault", FilingFault.Kind.choices)
actions.name_values("kept", Why.choices)
actions.name("case", corrected=_("Data di pengaduan diperbaiki"))
actions.name("account", noted=_("Akun dicatat untuk diperiksa lagi"))
