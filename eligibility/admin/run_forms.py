"""What an officer writes to have a run undone, or let past the breaker."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility.admin.import_forms import refuse_personal
from eligibility.screening.control import MOST_REASON


class ReasonForm(forms.Form):
    """Why a run shall be undone."""

    reason = forms.CharField(
        label=_("Mengapa pemeriksaan ini keliru"),
        max_length=MOST_REASON,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Jangan menulis data pribadi."),
        error_messages={"required": _("Tulis mengapa pemeriksaan ini keliru.")},
    )


class WaiveForm(forms.Form):
    """Why a run that the breaker stopped may go on."""

    reason = forms.CharField(
        label=_("Mengapa pemeriksaan ini boleh dilanjutkan"),
        max_length=MOST_REASON,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Tulis apa yang sudah diperiksa. Jangan menulis data pribadi."),
        error_messages={"required": _("Tulis mengapa pemeriksaan ini boleh dilanjutkan.")},
    )
