"""What an officer writes to have a run undone, or let past the breaker."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility.admin.import_forms import reason_field


class ReasonForm(forms.Form):
    """Why a run shall be undone."""

    reason = reason_field(
        _("Mengapa pemeriksaan ini keliru"), missing=_("Tulis mengapa pemeriksaan ini keliru.")
    )


class WaiveForm(forms.Form):
    """Why a run that the breaker stopped may go on."""

    reason = reason_field(
        _("Mengapa pemeriksaan ini boleh dilanjutkan"),
        missing=_("Tulis mengapa pemeriksaan ini boleh dilanjutkan."),
        help_text=_("Tulis apa yang sudah diperiksa. Jangan menulis data pribadi."),
    )
