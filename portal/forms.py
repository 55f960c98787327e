"""What the public forms share: fields that explain themselves, lenient dates, hints.

A hint says that something looks odd and never stops a person; an error says how to mend it.
Knows nothing of what the forms ask.
"""

import re
from calendar import monthrange
from datetime import date

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

# Months as people write them, Indonesian and English, by their first three letters.
_MONTHS = {
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7,
    "agu": 8, "ags": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11,
    "des": 12, "dec": 12,
}  # fmt: skip
_EARLIEST_YEAR = 1900


class PlainBoundField(forms.BoundField):
    """A field that also knows its hint and where a link from the error list must lead."""

    form: "PlainForm"

    @property
    def hint(self) -> str:
        """The sentence that asks the person to look again, or an empty text."""
        return self.form.hints.get(self.name, "")

    @property
    def is_optional(self) -> bool:
        """Whether the label says that the field may stay empty."""
        return not self.field.required and self.name not in self.form.unmarked

    @property
    def is_in_the_heading(self) -> bool:
        """Whether the page's heading asks the same already, so that the label is not shown."""
        return str(self.label) == self.form.heading

    @property
    def lead(self) -> str:
        """The label in front of a sentence: a question keeps its mark and takes no colon."""
        return led(str(self.label))

    @property
    def focus_id(self) -> str:
        """The id of the control that takes the focus."""
        if isinstance(self.field.widget, forms.RadioSelect):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby or ""
        ids = [described, f"{self.auto_id}_hint" if self.hint else ""]
        return " ".join(filter(None, ids)) or None


def led(label: str) -> str:
    """Return `label` as it stands in front of what is said of it."""
    return label if label.endswith(("?", ":")) else f"{label}:"


class PlainForm(forms.Form):
    """A form without browser-side refusals, rendered by partials/_field.html."""

    bound_field_class = PlainBoundField
    use_required_attribute = False
    # Fields that are not required by themselves, but wanted: another may stand in for them.
    unmarked: frozenset[str] = frozenset()
    # What the page's own heading says.
    heading: str = ""

    @cached_property
    def hints(self) -> dict[str, str]:
        """What looks odd, a sentence by field; filled by the form that looks."""
        return {}

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy renders the whole form."""
        return plain_helper()


def plain_helper() -> FormHelper:
    """Return a crispy helper that renders fields only, each with our template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_show_errors = False  # each field and the list at the top show them
    helper.field_template = "partials/_field.html"
    return helper


class CivilDateField(forms.CharField):
    """A day as people type it: 17-08-1995, 17/8/1995, 17 Agustus 1995, 17081995."""

    def clean(self, value: str | None) -> date | None:
        """Return the date, None for an empty optional one; raises ValidationError."""
        text = super().clean(value)
        return parse_day(text) if text else None


def parse_day(text: str) -> date:
    """Return the day in `text`, day first or as ISO; raises ValidationError with an example."""
    parts = re.findall(r"[^\W\d_]+|\d+", text)
    if len(parts) == 1 and len(parts[0]) == 8 and parts[0].isdecimal():
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) == 3:
        day, month, year = reversed(parts) if len(parts[0]) == 4 else parts
        try:
            found = _date_of(int(year), _MONTHS.get(month[:3].lower()) or int(month), int(day))
        except (ValueError, OverflowError):
            pass
        else:
            if found.year >= _EARLIEST_YEAR:
                return found
    raise ValidationError(
        _("Kami belum bisa membaca tanggal ini. Tulis tanggal-bulan-tahun, misalnya 17-08-1995."),
        code="unreadable_day",
    )


def _date_of(year: int, month: int, day: int) -> date:
    """Return the date; raises ValidationError for a day that its month has not."""
    is_read = _EARLIEST_YEAR <= year <= date.max.year and month in MONTHS
    if is_read and monthrange(year, month)[1] < day < 100:
        words = _("Tanggal %(day)s %(month)s %(year)s tidak ada. Cek lagi tanggalnya.")
        raise ValidationError(
            words % {"day": day, "month": MONTHS[month], "year": year}, code="no_such_day"
        )
    return date(year, month, day)
