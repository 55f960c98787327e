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
