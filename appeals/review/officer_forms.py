"""What is said about an officer's desk: by themselves, by a supervisor, and about days away."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals.lifecycle.absence import LONGEST, Days
from appeals.lifecycle.limits import Limits, OwnWord
from appeals.models import DeskProfile
from appeals.review.handing_forms import examiners
from appeals.review.history import name_of
from eligibility.admin.import_forms import day_field
from portal.identifiers import clean_digits
from portal.models import Role, User
from portal.regions import PROVINCES_TODAY
from portal.staff_forms import StaffForm

_LARGEST = 500


def _number(label: Any) -> forms.CharField:  # noqa: ANN401 - Django's lazy texts
    return forms.CharField(
        label=label,
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


_BY_NAME: list[tuple[str, str]] = sorted(PROVINCES_TODAY.items(), key=lambda pair: pair[1])

_NUMBERS = [("nik", _("NIK")), ("kk", _("Nomor Kartu Keluarga"))]


def _provinces(label: Any) -> forms.MultipleChoiceField:  # noqa: ANN401 - Django's lazy texts
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=_BY_NAME,
        widget=forms.CheckboxSelectMultiple,
    )


class OwnWordForm(StaffForm):
    """Whose family the officer is of. A number left empty stays; nothing is taken back here."""

    nik = _number(_("NIK Anda"))
    kk = _number(_("Nomor Kartu Keluarga Anda"))
    provinces = _provinces(_("Wilayah yang tidak Anda putus"))

    def __init__(self, desk: DeskProfile, data: Any = None) -> None:  # noqa: ANN401 - Django's
        super().__init__(data, auto_id="own-%s", initial={"provinces": desk.declared_provinces})

    def clean_nik(self) -> str | None:
        """Return the digits, None for an empty field."""
        return _sixteen(self.cleaned_data["nik"])

    def clean_kk(self) -> str | None:
        """Return the digits, None for an empty field."""
        return _sixteen(self.cleaned_data["kk"])

    @property
    def said(self) -> OwnWord:
        """What the officer says."""
        values = self.cleaned_data
        return OwnWord(values["nik"], values["kk"], values["provinces"])


class DeclaredForm(StaffForm):
    """What a supervisor takes back of another officer's word; the numbers themselves stay unseen."""

    provinces = _provinces(_("Hapus wilayah"))
    numbers = forms.MultipleChoiceField(
        label=_("Hapus nomor, supaya diisi lagi oleh petugas"),
        required=False,
        choices=_NUMBERS,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, desk: DeskProfile, data: Any = None) -> None:  # noqa: ANN401 - Django's
        super().__init__(data, auto_id="declared-%s")
        declared, kept = desk.declared_provinces, {"nik": desk.nik, "kk": desk.kk}
        offered = {"provinces": [one for one in _BY_NAME if one[0] in declared],
                   "numbers": [one for one in _NUMBERS if kept[one[0]]]}  # fmt: skip
        for name, choices in offered.items():
            if choices:
                self.fields[name].choices = choices  # type: ignore[attr-defined] # many choices
            else:
                del self.fields[name]


class LimitsForm(StaffForm):
    """How many cases an officer may examine at once, and from where."""

    capacity = forms.IntegerField(
        label=_("Kasus sekaligus, paling banyak"),
        required=False,
        min_value=1,
        max_value=_LARGEST,
        help_text=_("Kosong: seperti petugas lain."),
    )
    excluded = _provinces(_("Wilayah yang tidak diberikan"))
    only = _provinces(_("Hanya wilayah ini"))

    def __init__(self, desk: DeskProfile, data: Any = None) -> None:  # noqa: ANN401 - Django's
        kept = {
            "capacity": desk.capacity,
            "excluded": desk.excluded_provinces,
            "only": desk.only_provinces,
        }
        super().__init__(data, auto_id="limits-%s", initial=kept)

    @property
    def said(self) -> Limits:
        """What the supervisor allows."""
        values = self.cleaned_data
        return Limits(values["capacity"], values["excluded"], values["only"])


class AbsenceForm(StaffForm):
    """From when until when, and who stands in, which a supervisor says."""

    first_day = day_field(_("Tidak hadir sejak"))
    last_day = day_field(_("Sampai dengan"))
    stand_in = forms.ModelChoiceField(
        label=_("Pengganti"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Tidak ada: kembali ke antrean"),
        error_messages={"invalid_choice": _("Petugas ini tidak bisa menggantikan.")},
    )

    def __init__(self, officer: User, data: Any = None, *, by: User, today: date) -> None:  # noqa: ANN401 - Django's
        super().__init__(data, auto_id="away-%s")
        self._today = today
        if not by.has_role(Role.SUPERVISOR):
            del self.fields["stand_in"]
            return
        field = self.fields["stand_in"]
        field.queryset = examiners().exclude(pk=officer.pk)  # type: ignore[attr-defined]
        field.label_from_instance = name_of  # type: ignore[attr-defined] # a choice of users

    def clean_last_day(self) -> date:
        """Refuse days that are over or out of order."""
        last: date = self.cleaned_data["last_day"]
        first = self.cleaned_data.get("first_day")
        if last < self._today or (first and last < first):
            raise ValidationError(_("Pilih hari ini atau sesudahnya, dan tidak sebelum “sejak”."))
        if first and last - first >= LONGEST:
            raise ValidationError(_("Paling lama %(days)d hari.") % {"days": LONGEST.days})
        return last

    @property
    def said(self) -> Days:
        """The days."""
        values = self.cleaned_data
        return Days(values["first_day"], values["last_day"], values.get("stand_in"))


def _sixteen(typed: str) -> str | None:
    digits = clean_digits(typed)
    if not digits:
        return None
    if len(digits) != 16 or not digits.isdigit():
        raise ValidationError(_("Tulis 16 angka."))
    return str(digits)
