"""What a supervisor fills in to have a month's statistics made anew."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appeals.reports.forms import PURPOSE_LENGTH_LEAST, purpose_without_people
from portal.staff_forms import StaffForm


class EditionForm(StaffForm):
    """The month, and why its report is made anew."""

    month = forms.ChoiceField(label=_("Bulan"))
    reason = forms.CharField(
        label=_("Sebab edisi baru"),
        help_text=_("Tercetak di sampul dan dibaca semua orang. Jangan menulis data pribadi."),
        min_length=PURPOSE_LENGTH_LEAST,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={
            "min_length": _("Tulis sebabnya dengan paling sedikit %(limit_value)d huruf."),
            "required": _("Tulis mengapa laporan ini dibuat lagi."),
        },
    )

    def __init__(self, *args: Any, months: Sequence[date], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (f"{month:%Y-%m}", date_format(month, "F Y", use_l10n=False)) for month in months
        ]

    def clean_month(self) -> date:
        """Return the month's first day."""
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")

    def clean_reason(self) -> str:
        """Refuse what looks like a person's number or address: everybody reads it."""
        return purpose_without_people(str(self.cleaned_data["reason"]))
