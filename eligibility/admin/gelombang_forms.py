"""What a rule officer fills in to open a wave and to make deadlines longer."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility import gelombang
from eligibility.admin.import_forms import day_field, refuse_personal
from eligibility.models import Gelombang
from portal.staff_forms import StaffForm


def _moment_field(label: Any, **options: Any) -> forms.DateTimeField:  # noqa: ANN401 - Django's
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        **options,
    )


def _check_year(day: date) -> None:
    if day.year not in gelombang.YEARS:
        raise forms.ValidationError(_("Periksa tahunnya."))


class WaveForm(StaffForm):
    """A wave's number, and from when until when it can be joined (WIB)."""

    number = forms.IntegerField(
        label=_("Nomor gelombang"),
        min_value=1,
        max_value=32_767,
        error_messages={"min_value": _("Tulis bilangan di atas nol.")},
    )
    opens_at = _moment_field(_("Dibuka (WIB)"), validators=[_check_year])
    closes_at = _moment_field(_("Ditutup (WIB)"), validators=[_check_year])

    def clean(self) -> dict[str, Any]:
        """Check that the wave ends after it began."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Waktu tutup harus sesudah waktu buka."))
        return cleaned


class ExtensionForm(StaffForm):
    """The days that were lost, to whom, and why."""

    wave = forms.ModelChoiceField(
        label=_("Gelombang"),
        queryset=Gelombang.objects.order_by("-number"),
        required=False,
        empty_label=_("Semua gelombang"),
    )
    first_date = day_field(_("Hari pertama gangguan"), validators=[_check_year])
    last_date = day_field(
        _("Hari terakhir gangguan"),
        help_text=_("Hari itu ikut dihitung."),
        validators=[_check_year],
    )
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        validators=[refuse_personal],
        help_text=_("Apa yang terganggu. Tertulis di catatan; jangan menulis data pribadi."),
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Check that the days follow each other and are no typing error."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_date"), cleaned.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("Hari terakhir tidak bisa sebelum hari pertama."))
        elif first and last and (last - first).days >= gelombang.MOST_DAYS:
            words = _("Paling lama %(most)s hari untuk satu perpanjangan.")
            self.add_error("last_date", words % {"most": gelombang.MOST_DAYS})
        return cleaned
