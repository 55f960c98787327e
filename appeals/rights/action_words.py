"""What the actions on data requests are called in the audit trail."""

from django.utils.translation import gettext_lazy as _

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
)
actions.name("case", corrected=_("Data di pengaduan diperbaiki"))
actions.name("account", noted=_("Akun dicatat untuk diperiksa lagi"))
