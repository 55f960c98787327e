"""What a report is narrowed by: read from the address, kept in it, asked for by one form.

All of it stands in the query string, so that every view is a link. What cannot be read there is
left out and named, never an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from appeals.reports import words
from appeals.reports.period import Period
from eligibility.grounds import Ground
from eligibility.models import Gelombang
from portal import regions
from portal.staff_forms import StaffForm

SPANS = (7, 30, 90, 365)
USUAL_SPAN = 30
# Stands for a case about no block, without a wave, or whose NIK names no province.
NONE = "-"
_FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Filters:
    """The days from `first` to `last`, and one value each; empty: all. `NONE`: those without."""

    first: date
    last: date
    wave: str = ""
    ground: str = ""
    level: str = ""
    channel: str = ""
    province: str = ""

    @property
    def period(self) -> Period:
        """The days."""
        return Period(self.first, self.last)

    @property
    def narrowed(self) -> Mapping[str, str]:
        """What is narrowed by beside the days, by field name."""
        values = ((name, str(getattr(self, name))) for name in ADDRESS_OF)
        return {name: value for name, value in values if value}

    def query(self) -> str:
        """Return the query string, with the days written out, so that the link stays the same."""
        days = {"mulai": self.first.isoformat(), "hingga": self.last.isoformat()}
        chosen = {ADDRESS_OF[name]: value for name, value in self.narrowed.items()}
        return urlencode({**days, **chosen})

    def over(self, days: int, *, today: date) -> "Filters":
        """Return the same over the `days` days up to `today`."""
        return replace(self, first=today - timedelta(days=days - 1), last=today)


# Each field's name in the address.
ADDRESS_OF = {
    "wave": "gelombang", "ground": "alasan", "level": "tingkat", "channel": "kanal",
    "province": "provinsi",
}  # fmt: skip


class FilterForm(StaffForm):
    """Named as the address is."""

    mulai = forms.DateField(label=_("Dari hari"), required=False)
    hingga = forms.DateField(label=_("Sampai hari"), required=False)
    gelombang = forms.ChoiceField(label=_("Gelombang"), required=False)
    alasan = forms.ChoiceField(label=_("Alasan blokir"), required=False)
    tingkat = forms.ChoiceField(label=_("Tingkat"), required=False)
    kanal = forms.ChoiceField(label=_("Kanal"), required=False)
    provinsi = forms.ChoiceField(label=_("Provinsi"), required=False)

    def __init__(self, *args: Any, waves: Sequence[int], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        for name in ("mulai", "hingga"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        for name, choices in _choices(waves).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Semua")), *choices]

    def clean_mulai(self) -> date | None:
        """Refuse a day before the programme began."""
        return _possible(self.cleaned_data["mulai"])

    def clean_hingga(self) -> date | None:
        """Refuse a day before the programme began."""
        return _possible(self.cleaned_data["hingga"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asked for, what of it was ignored, and the form that asks again."""

    filters: Filters
    ignored: Sequence[str]
    form: FilterForm
    spans: Sequence[tuple[int, str, bool]]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the days is chosen."""
        return bool(self.filters.narrowed)

    @property
    def chosen(self) -> list[str]:
        """What is chosen beside the days, in words; the form may be closed, or left out in print."""
        told = []
        for name, value in self.filters.narrowed.items():
            field = self.form.fields[ADDRESS_OF[name]]
            assert isinstance(field, forms.ChoiceField)
            choices = dict(field.choices)  # type: ignore[arg-type] # no groups here
            told.append(f"{field.label}: {choices[value]}")
        return told


def read(query: Mapping[str, str], *, today: date) -> Asked:
    """Read the query string as of `today`; one query for the waves there are."""
    waves = list(Gelombang.objects.order_by("-number").values_list("number", flat=True))
    sent = FilterForm(dict(query.items()), waves=waves)
    sent.is_valid()
    values = sent.cleaned_data
    ignored = [str(sent.fields[name].label) for name in sent.errors if name in sent.fields]
    first, last, refused = _days(query, values, today)
    ignored += [str(label) for label in refused if str(label) not in ignored]
    chosen = {name: values.get(address, "") for name, address in ADDRESS_OF.items()}
    filters = Filters(first, last, **chosen)
    initial: dict[str, object] = {ADDRESS_OF[name]: value for name, value in chosen.items()}
    initial |= {"mulai": first, "hingga": last}
    spans = [(span, (over := filters.over(span, today=today)).query(), over == filters)
             for span in SPANS]  # fmt: skip
    return Asked(filters, ignored, FilterForm(initial=initial, waves=waves), spans)


def _days(
    query: Mapping[str, str], values: Mapping[str, Any], today: date
) -> tuple[date, date, list[object]]:
    """Return the first and the last day, and the words for what could not be meant."""
    refused: list[object] = []
    span = query.get("hari", "")
    if span and span not in {str(each) for each in SPANS}:
        refused.append(_("Rentang hari"))
        span = ""
    last: date = values.get("hingga") or today
    if last > today:
        last = today
        refused.append(_("Sampai hari"))
    first: date | None = values.get("mulai")
    if first and first > last:
        refused += [_("Dari hari"), _("Sampai hari")]
        first, last = None, today
    if first is None:
        first = max(_FIRST_DAY, last - timedelta(days=(int(span) if span else USUAL_SPAN) - 1))
    return first, last, refused


def _possible(day: date | None) -> date | None:
    if day and day < _FIRST_DAY:
        raise forms.ValidationError(_("Hari ini sebelum program dimulai."))
    return day


def _choices(waves: Sequence[int]) -> dict[str, list[tuple[Any, Any]]]:
    provinces = sorted(regions.PROVINCES.items(), key=lambda each: each[1])
    return {
        "gelombang": [*((str(wave), str(wave)) for wave in waves),
                      (NONE, _("Belum pernah dapat gelombang"))],
        "alasan": [*((ground.value, words.ground(ground)) for ground in Ground),
                   (NONE, _("Tidak ada blokir yang kami temukan"))],
        "tingkat": [("1", _("Pertama")), ("2", _("Banding"))],
        "kanal": list(Appeal.Channel.choices),
        "provinsi": [*provinces, (NONE, _("Tidak terbaca dari NIK"))],
    }  # fmt: skip
