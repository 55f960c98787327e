"""What an officer fills in to send a file of facts in, and to take one back."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility.imports import Source, extent_objection, source_objection
from eligibility.models import ImportBatch
from portal import audit
from portal.calendar import civil_date
from portal.staff_forms import StaffForm

# What the columns for reasons hold.
_LONGEST_REASON = 200


def refuse_personal(text: str) -> None:
    """Raise ValidationError for words that others read and that seem to hold personal data."""
    if audit.is_personal(text):
        raise forms.ValidationError(_("Hapus NIK, nomor telepon, atau alamat email orang."))


def day_field(label: Any, **options: Any) -> forms.DateField:  # noqa: ANN401 - Django's options
    """Return a field for one day, with the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options
    )


def reason_field(label: Any, *, missing: Any, **options: Any) -> forms.CharField:  # noqa: ANN401 - Django's
    """Return a field for why an officer does something; `missing` is said of an empty one."""
    return forms.CharField(
        label=label,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": missing},
        **{
            "max_length": _LONGEST_REASON,
            "help_text": _("Jangan menulis data pribadi."),
            **options,
        },
    )


class ImportForm(StaffForm):
    """The file, what it holds, who made it, and as of which day it speaks."""

    kind = forms.ChoiceField(
        label=_("Isi berkas"),
        choices=ImportBatch.Kind.choices,
        help_text=_("Kolom tiap jenis berkas tertulis di bawah."),
    )
    source = forms.CharField(
        label=_("Sumber"),
        max_length=40,
        widget=forms.TextInput({"list": "sources", "autocomplete": "off"}),
        help_text=_(
            "Siapa yang membuat berkas ini. Hasil register dan daftar rujukan: pilih kodenya."
        ),
    )
    day = day_field(
        _("Tanggal sumber"), help_text=_("Keadaan pada hari itu; bukan hari berkas dikirim.")
    )
    extent = forms.ChoiceField(
        label=_("Cakupan"),
        choices=ImportBatch.Extent.choices,
        initial=ImportBatch.Extent.PART,
        help_text=_("Daftar lengkap hanya untuk hasil register dan daftar rujukan."),
    )
    file = forms.FileField(
        label=_("Berkas CSV"),
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Pilih berkas CSV."),
            "empty": _("Berkas ini kosong."),
        },
    )

    def clean_day(self) -> Any:  # noqa: ANN401 - a day
        """Refuse days to come: nobody knows them."""
        day = self.cleaned_data["day"]
        if day > civil_date(timezone.now()):
            raise forms.ValidationError(_("Tanggal sumber tidak bisa di masa depan."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a source that files of this kind do not come from."""
        cleaned = super().clean() or self.cleaned_data
        kind, source = cleaned.get("kind"), cleaned.get("source")
        if kind and source and (objected := source_objection(kind, source)):
            self.add_error("source", objected)
        extent = cleaned.get("extent")
        if kind and extent and (objected := extent_objection(kind, extent)):
            self.add_error("extent", objected)
        return cleaned

    def told_by(self) -> Source:
        """Return the valid form's source."""
        values = self.cleaned_data
        extent = ImportBatch.Extent(values["extent"])
        return Source(values["source"].strip(), values["day"], extent=extent)


class WithdrawalForm(StaffForm):
    """Why a batch is taken back."""

    reason = reason_field(
        _("Alasan"),
        missing=_("Tulis mengapa impor ini ditarik."),
        min_length=10,
        help_text=_("Tertulis di catatan audit; jangan menulis data pribadi."),
    )
