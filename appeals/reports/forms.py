"""What a supervisor fills in to ask for an export: its days, filters, columns and purpose."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeals.models import Export
from appeals.reports.exporting import Order
from appeals.reports.period import Period
from appeals.reports.subjects import SUBJECTS, Choice, Subject
from portal import lists
from portal.calendar import civil_date
from portal.staff_forms import StaffForm

PURPOSE_LENGTH_LEAST = 10
# Its last day counts, too: a leap year fits.
_LONGEST = timedelta(days=365)
# The first wave opened in April 2020; nothing is older than that year.
_FIRST_DAY = date(2020, 1, 1)
_AHEAD = timedelta(days=366)
# A run of digits, even spaced or dotted, that may be somebody's number; an e-mail address.
_PERSONAL = re.compile(r"(?:\d[\s.\-()/]*){8,}|@")
# Days and spans of years, which are no such run where they stand by themselves.
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_TIME = re.compile(
    rf"(?<!\d)(?<!\d[\s.\-()/])(?:{_DAY}[-./]{_MONTH}[-./]{_YEAR}|{_YEAR}[-./]{_MONTH}[-./]{_DAY}"
    rf"|{_YEAR}\s*[-–/]\s*{_YEAR})(?!\d)(?![\s.\-()/]\d)"
)


# Of which subject the columns and filters in the form are.
COLUMNS_OF = "columns_of"
_FILTER = "filter_"


def _dated(day: date) -> str:
    return date_format(day, "j M Y")


def purpose_without_people(text: str) -> str:
    """Return the words on one line; refuse what looks like a person's number or address."""
    if _PERSONAL.search(_TIME.sub("x", text)):
        raise forms.ValidationError(
            _("Hapus nomor atau alamat orang dari sini; tulis maksudnya saja.")
        )
    return " ".join(text.split())


class ExportForm(StaffForm):
    """Subject, format, days, filters, columns and purpose; filters and columns are the subject's.

    Those of another subject, which somebody chose before they changed it, do not count.
    """

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

    columns = forms.MultipleChoiceField(
        label=_("Kolom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu kolom.")},
    )
    is_unmasked = forms.BooleanField(
        label=_("Buka NIK, nomor KK, dan nama"),
        required=False,
    )

    def __init__(
        self,
        data: "MultiValueDict[str, str] | None" = None,
        *,
        initial: Mapping[str, Any] | None = None,  # Any: what each field begins with
    ) -> None:
        asked = (data or initial or {}).get("subject", "")
        known = asked in Export.Subject.values
        self.subject_code = Export.Subject(asked) if known else Export.Subject.APPEALS
        self.exported: Subject = SUBJECTS[self.subject_code]
        shown = None if data is None else _own(data, self.subject_code)
        super().__init__(shown, initial=initial)
        self._add_columns(is_chosen=shown is not None and COLUMNS_OF in shown)
        for each in self.exported.filters:
            self.add_field(_FILTER + each.key, lists.Choice(each.label, each.choices()))
        if not self.exported.can_be_open:
            del self.fields["is_unmasked"]

    def _add_columns(self, *, is_chosen: bool) -> None:
        columns = self.fields["columns"]
        columns.choices = [(each.key, each.title) for each in self.exported.columns]  # type: ignore[attr-defined] # a choice field's
        columns.required = is_chosen
        if not self.initial.get("columns"):
            usual = [each.key for each in self.exported.columns if each.is_usual]
            self.initial = {**self.initial, "columns": usual}

    @property
    def filter_fields(self) -> list[BoundField]:
        """The filters, as the page shows them."""
        return [self[_FILTER + each.key] for each in self.exported.filters]

    def clean_purpose(self) -> str:
        """Refuse what looks like a person's number or address: the purpose is kept for good."""
        return purpose_without_people(str(self.cleaned_data["purpose"]))

    def clean(self) -> dict[str, Any]:
        """Check that the days follow each other and are at most a year."""
        cleaned = super().clean() or self.cleaned_data
        self._bound(cleaned)
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        if not first or not last:  # one of them is refused by itself
            return cleaned
        if last < first:
            self.add_error("until_date", _("Hari terakhir tidak boleh sebelum hari pertama."))
        elif last - first > _LONGEST:
            self._refuse_length(first, last)
        return cleaned

    def _refuse_length(self, first: date, last: date) -> None:
        """Say beside each of the two days what it may be with the other: either may be wrong."""
        longest = {"first": _dated(last - _LONGEST), "last": _dated(first + _LONGEST)}
        self.add_error(
            "from_date",
            _("Satu berkas paling lama satu tahun: paling awal %(first)s, atau ubah hari terakhir.")
            % longest,
        )
        self.add_error(
            "until_date",
            _("Satu berkas paling lama satu tahun: paling akhir %(last)s, atau ubah hari pertama.")
            % longest,
        )

    def _bound(self, cleaned: Mapping[str, Any]) -> None:
        """Refuse days of which there can be nothing, and those that no calendar holds."""
        today = civil_date(timezone.now())
        for name in ("from_date", "until_date"):
            day = cleaned.get(name)
            if day and day < _FIRST_DAY:
                self.add_error(name, _("Hari ini sebelum program dimulai."))
            elif day and day > today + _AHEAD:
                self.add_error(name, _("Paling jauh satu tahun dari hari ini."))
        first = cleaned.get("from_date")
        if cleaned.get("is_unmasked") and first and first > today:
            self.add_error("from_date", _("Data terbuka hanya sampai hari ini."))

    def order(self) -> Order:
        """Return the valid form's order."""
        values = self.cleaned_data
        return Order(
            subject=values["subject"],
            format=values["format"],
            period=Period(values["from_date"], values["until_date"]),
            purpose=values["purpose"],
            language=get_language() or settings.LANGUAGE_CODE,
            choice=self.choice(),
            is_unmasked=bool(values.get("is_unmasked")),
        )

    def choice(self) -> Choice:
        """Return the valid form's columns and filters."""
        values = self.cleaned_data
        filters = {each.key: values[_FILTER + each.key] for each in self.exported.filters}
        return Choice(
            columns=tuple(values["columns"]),
            filters={key: value for key, value in filters.items() if value},
        )


def unjudged(typed: "MultiValueDict[str, str]") -> dict[str, object]:
    """Return what was typed for a form to begin with; another subject's columns are the usual."""
    own = typed.get(COLUMNS_OF) == typed.get("subject")
    values: dict[str, object] = {
        name: value for name, value in typed.items() if own or not name.startswith(_FILTER)
    }
    return {**values, "columns": typed.getlist("columns") if own else []}


class JudgingForm(StaffForm):
    """The second person's reason to refuse; approving needs none."""

    reason = forms.CharField(
        label=_("Alasan menolak"),
        help_text=_("Dibaca oleh yang meminta. Jangan menulis data pribadi."),
        min_length=PURPOSE_LENGTH_LEAST,
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean_reason(self) -> str:
        """Refuse what looks like a person's number or address: the reason is kept for good."""
        return purpose_without_people(str(self.cleaned_data["reason"]))


def _own(data: "MultiValueDict[str, str]", subject: Export.Subject) -> "MultiValueDict[str, str]":
    """Return `data` with the usual columns for those of another subject, and without its filters."""
    if data.get(COLUMNS_OF, subject) == subject:
        return data
    kept = data.copy()
    for name in data:
        if name.startswith(_FILTER):
            del kept[name]
    usual = [each.key for each in SUBJECTS[subject].columns if each.is_usual]
    kept.setlist("columns", usual)
    kept.setlist(COLUMNS_OF, [subject.value])
    return kept
