"""What a supervisor fills in to ask for an export."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeals.models import Export
from appeals.reports.exporting import Order
from appeals.reports.period import Period
from appeals.reports.subjects import SUBJECTS
from portal.staff_forms import StaffForm

PURPOSE_LENGTH_LEAST = 10
_DAYS_MOST = 366
# A run of digits, even spaced or dotted, that may be somebody's number; an e-mail address.
_PERSONAL = re.compile(r"(?:\d[ .\-]?){8,}|@")


class ExportForm(StaffForm):
    """Subject, format, days and purpose."""

    subject = forms.ChoiceField(
        label=_("Isi"),
        choices=[(subject.value, subject.label) for subject in SUBJECTS],
        widget=forms.RadioSelect,
    )
    format = forms.ChoiceField(
        label=_("Bentuk berkas"), choices=Export.Format.choices, widget=forms.RadioSelect
    )
    from_date = forms.DateField(
        label=_("Dari hari"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until_date = forms.DateField(
        label=_("Sampai hari"),
        help_text=_("Hari itu ikut, sampai pukul 23.59 WIB."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    purpose = forms.CharField(
        label=_("Tujuan"),
        help_text=_(
            "Untuk apa dan untuk siapa. Tertulis di berkas dan di catatan audit; "
            "jangan menulis data pribadi."
        ),
        min_length=PURPOSE_LENGTH_LEAST,
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        error_messages={
            "min_length": _("Tulis tujuannya dengan paling sedikit %(limit_value)d huruf."),
            "required": _("Tulis untuk apa berkas ini."),
        },
    )

    def clean_purpose(self) -> str:
        """Refuse what looks like a person's number or address: the purpose is kept for good."""
        purpose = str(self.cleaned_data["purpose"])
        if _PERSONAL.search(purpose):
            raise forms.ValidationError(
                _("Hapus nomor atau alamat orang dari tujuan; tulis maksudnya saja.")
            )
        return " ".join(purpose.split())

    def clean(self) -> dict[str, Any]:
        """Check that the days follow each other and are at most a year."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", _("Hari terakhir harus sesudah hari pertama."))
        elif first and last and (last - first).days >= _DAYS_MOST:
            self.add_error("until_date", _("Paling lama satu tahun untuk satu berkas."))
        return cleaned

    def order(self) -> Order:
        """Return the valid form's order."""
        values = self.cleaned_data
        return Order(
            subject=values["subject"],
            format=values["format"],
            period=Period(values["from_date"], values["until_date"]),
            purpose=values["purpose"],
            language=get_language() or settings.LANGUAGE_CODE,
        )
