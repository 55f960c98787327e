"""What an officer fills in to forbid deleting a case, and to let it go again."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import reference
from appeals.legal_holds import Order
from appeals.models import Appeal, LegalHold
from eligibility.admin.import_forms import day_field, refuse_personal
from portal.staff_forms import StaffForm

_LONGEST = 1000


def _words(label: Any, help_text: Any) -> forms.CharField:  # noqa: ANN401 - Django's lazy texts
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=10,
        max_length=_LONGEST,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 3}),
    )


class PlaceForm(StaffForm):
    """The case by its number, the cause, the reason in words, and when to look at it again."""

    case = forms.CharField(
        label=gettext_lazy("Nomor pengaduan"),
        max_length=40,
        help_text=gettext_lazy("Larangan ini berlaku juga untuk banding dan pengaduan yang "
                               "digabung dengannya."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    cause = forms.ChoiceField(
        label=gettext_lazy("Sebab"), choices=LegalHold.Cause.choices, widget=forms.RadioSelect
    )
    reason = _words(
        gettext_lazy("Alasan"),
        gettext_lazy("Sebut surat atau perkaranya. Jangan menulis data pribadi."),
    )
    review_date = day_field(
        gettext_lazy("Tinjau lagi pada"),
        required=False,
        help_text=gettext_lazy("Boleh kosong. Larangan tidak berakhir sendiri pada hari itu."),
    )

    def __init__(self, data: Any = None, *, today: date, **options: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(data, **options)
        self._today = today

    def clean_case(self) -> Appeal:
        """Return the case with that number."""
        try:
            number = reference.parse(self.cleaned_data["case"])
        except reference.Malformed:
            raise ValidationError(_("Nomor ini salah ketik. Contoh: PRK-7K3M2Q9XDA.")) from None
        found = Appeal.objects.filter(reference=number).first()
        if found is None:
            raise ValidationError(_("Tidak ada pengaduan dengan nomor ini."))
        return found

    def clean_review_date(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["review_date"]
        if day is not None and day < self._today:
            raise ValidationError(_("Pilih hari ini atau sesudahnya."))
        return day

    @property
    def order(self) -> Order:
        """Why the case is held, and until when nobody looks."""
        values = self.cleaned_data
        return Order(LegalHold.Cause(values["cause"]), values["reason"], values["review_date"])


class LiftForm(StaffForm):
    """Why the case needs not be kept any more."""

    why = _words(
        gettext_lazy("Kenapa dilepas"),
        gettext_lazy("Misalnya nomor putusan pengadilan. Jangan menulis data pribadi."),
    )
