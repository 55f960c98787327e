"""What a supervisor fills in to have an export come by itself."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeals.models import DigestWish, ExportPlan
from appeals.reports import spans
from appeals.reports.forms import ExportForm
from appeals.reports.scheduling import Wanted
from portal.staff_forms import StaffForm

_SAME_EACH_TIME = {
    ExportPlan.Rhythm.DAILY: _(
        "Berkas harian hanya bisa tentang kemarin. Pilih Kemarin, atau buat lebih jarang."
    ),
    ExportPlan.Rhythm.WEEKLY: _(
        "Bulan lalu baru berganti sebulan sekali. Pilih hari lain, atau buat setiap bulan."
    ),
}


class PlanForm(ExportForm):
    """An export without days of its own: how often it comes, and about which days."""

    from_date = None  # type: ignore[assignment] # Django's way to leave a field out
    until_date = None  # type: ignore[assignment] # likewise
    rhythm = forms.ChoiceField(
        label=_("Dibuat"), choices=ExportPlan.Rhythm.choices, widget=forms.RadioSelect
    )
    span = forms.ChoiceField(
        label=_("Tentang hari"), choices=ExportPlan.Span.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **options)
        # What comes by itself is always masked: nobody looks at each file before.
        self.fields.pop("is_unmasked", None)

    def clean(self) -> dict[str, Any]:
        """Refuse days that would be the same in one file after the other."""
        cleaned = super().clean()
        rhythm, span = cleaned.get("rhythm"), cleaned.get("span")
        if rhythm and span and not spans.suits(span, rhythm):
            self.add_error("span", _SAME_EACH_TIME[ExportPlan.Rhythm(rhythm)])
        return cleaned

    def wanted(self) -> Wanted:
        """Return the valid form's plan."""
        values = self.cleaned_data
        return Wanted(
            subject=values["subject"],
            format=values["format"],
            choice=self.choice(),
            rhythm=values["rhythm"],
            span=values["span"],
            purpose=values["purpose"],
            language=get_language() or settings.LANGUAGE_CODE,
        )


class DigestForm(StaffForm):
    """Whether figures come by mail, and how often."""

    NEVER = "never"

    rhythm = forms.ChoiceField(
        label=_("Kirim angka meja ke e-mail saya"),
        choices=[(NEVER, _("Tidak usah")), *DigestWish.Rhythm.choices],
        widget=forms.RadioSelect,
    )
