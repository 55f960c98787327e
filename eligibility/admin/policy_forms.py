"""What a rule officer fills in to draft a policy, and an approver to end one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility.admin.import_forms import day_field, reason_field, refuse_personal
from eligibility.models import RulePolicy
from eligibility.policies import Terms
from eligibility.policies.terms import PartOfTerms, faults, label_of
from eligibility.rules.catalogue import AnyRule

_LIMIT = "limit_"
_SAID = ("mode", "legal_source", "valid_from", "valid_until", "first_wave", "last_wave")


def _number(label: Any, **options: Any) -> forms.IntegerField:  # noqa: ANN401 - Django's options
    """Return a field for a whole number; a text field, so that a slip stays to be mended."""
    faults = {
        "required": _("Isi batas ini."),
        "invalid": _("Tulis bilangan bulat, misalnya 2."),
        "min_value": _("Tulis bilangan di atas nol."),
    }
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label, min_value=1, widget=widget, error_messages=faults, **options
    )


class DraftForm(forms.Form):
    """The terms of one rule: its own limits first, then law, days, waves and why."""

    mode = forms.ChoiceField(
        label=_("Cara"),
        choices=RulePolicy.Mode.choices,
        help_text=_("Amati: hanya mencatat. Tandai: orang yang memutuskan. Blokir: langsung."),
    )
    legal_source = forms.CharField(
        label=_("Dasar hukum"),
        max_length=200,
        validators=[refuse_personal],
        help_text=_("Peraturan dan pasalnya; dibaca juga oleh orang yang diblokir."),
        error_messages={"required": _("Tulis dasar hukumnya.")},
    )
    valid_from = day_field(
        _("Berlaku sejak"),
        help_text=_("Paling cepat hari ini."),
        error_messages={"required": _("Pilih hari pertamanya.")},
    )
    valid_until = day_field(
        _("Hari terakhir"),
        required=False,
        help_text=_("Hari itu masih berlaku sampai akhir. Kosong: sampai ada versi baru."),
    )
    first_wave = _number(
        _("Dari gelombang"), required=False, help_text=_("Kosong: dari gelombang pertama.")
    )
    last_wave = _number(
        _("Sampai gelombang"), required=False, help_text=_("Kosong: sampai gelombang terakhir.")
    )
    note = forms.CharField(
        label=_("Alasan perubahan"),
        max_length=2000,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Untuk orang yang akan mengaktifkannya."),
        error_messages={"required": _("Tulis mengapa kebijakan ini perlu diubah.")},
    )

    def __init__(
        self,
        rule: AnyRule,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        start_from: RulePolicy | None = None,
        beside: Sequence[RulePolicy] = (),
    ) -> None:
        super().__init__(data)
        self.rule, self.today = rule, today
        self.limit_names = tuple(rule.limits.__dataclass_fields__)
        for name in self.limit_names:
            self.fields[_LIMIT + name] = _number(label_of(rule.code, name))
        if beside:
            self.fields["knowingly"] = _knowingly(beside)
        if start_from is not None:
            self.initial = _values(rule, start_from)
        self.order_fields(["knowingly", "mode", *(_LIMIT + name for name in self.limit_names)])

    def clean(self) -> dict[str, Any]:
        """Say at once all that the fields' own checks leave to say, each beside its field."""
        said = super().clean() or {}
        for fault in list(faults(self.rule, self._said_so_far(), today=self.today)):
            self.add_error(self._field_of(fault.about), fault.sentence)
        return said

    def terms(self) -> Terms:
        """Return the valid form's terms."""
        return cast("Terms", {**self._said_so_far(), "note": self.cleaned_data["note"]})

    def _said_so_far(self) -> PartOfTerms:
        said = self.cleaned_data
        whole: dict[str, Any] = {name: said[name] for name in _SAID if name in said}
        whole["limits"] = {
            name: said[_LIMIT + name] for name in self.limit_names if _LIMIT + name in said
        }
        return cast("PartOfTerms", whole)

    def _field_of(self, about: str) -> str | None:
        name = _LIMIT + about if about in self.limit_names else about
        return name if name in self.fields else None


def _knowingly(beside: Sequence[RulePolicy]) -> forms.BooleanField:
    versions = ", ".join(str(policy.version) for policy in beside)
    return forms.BooleanField(
        label=_("Saya tahu draf versi %(versions)s masih terbuka, dan tetap menyusun yang lain")
        % {"versions": versions},
        error_messages={
            "required": _("Ubah draf yang sudah ada, atau centang ini kalau memang perlu dua draf.")
        },
    )


def _values(rule: AnyRule, policy: RulePolicy) -> dict[str, Any]:
    limits = rule.read_limits(policy.limits)
    own = {_LIMIT + name: getattr(limits, name) for name in rule.limits.__dataclass_fields__}
    return {name: getattr(policy, name) for name in _SAID} | own | {"note": policy.note}


class EndForm(forms.Form):
    """The last day of a policy."""

    last_day = day_field(
        _("Hari terakhir"),
        help_text=_("Paling cepat hari ini; hari itu masih berlaku sampai akhir."),
        error_messages={"required": _("Pilih hari terakhirnya.")},
    )


class StopForm(forms.Form):
    """Why a version stops at once."""

    reason = reason_field(
        _("Mengapa versi ini dihentikan"), missing=_("Tulis mengapa versi ini dihentikan.")
    )


class ResetForm(forms.Form):
    """Why a rule may block again."""

    reason = reason_field(
        _("Apa yang sudah dibetulkan"), missing=_("Tulis apa yang sudah dibetulkan.")
    )
