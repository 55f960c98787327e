"""What a rule officer fills in to draft a policy, and an approver to end one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility.admin.import_forms import refuse_personal
from eligibility.models import RulePolicy
from eligibility.policies import Terms
from eligibility.policies.terms import LIMITS
from eligibility.rules.catalogue import AnyRule

_LIMIT = "limit_"


def _day(label: Any, **options: Any) -> forms.DateField:  # noqa: ANN401 - Django's options
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def _wave(label: Any, **options: Any) -> forms.IntegerField:  # noqa: ANN401 - Django's options
    return forms.IntegerField(label=label, required=False, min_value=1, **options)


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
    valid_from = _day(_("Berlaku sejak"), help_text=_("Paling cepat hari ini."))
    valid_until = _day(
        _("Berlaku sampai"), required=False, help_text=_("Kosong: sampai ada versi baru.")
    )
    first_wave = _wave(_("Dari gelombang"), help_text=_("Kosong: dari gelombang pertama."))
    last_wave = _wave(_("Sampai gelombang"), help_text=_("Kosong: sampai gelombang terakhir."))
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
        start_from: RulePolicy | None = None,
        day: date | None = None,
    ) -> None:
        super().__init__(data)
        self.limit_names = tuple(rule.limits.__dataclass_fields__)
        for name in self.limit_names:
            self.fields[_LIMIT + name] = forms.IntegerField(
                label=LIMITS.get(name, name),
                min_value=1,
                error_messages={"required": _("Isi batas ini.")},
            )
        if start_from is not None:
            self.initial = _values(rule, start_from)
        if day is not None:
            self.initial["valid_from"] = day
        self.order_fields(["mode", *(_LIMIT + name for name in self.limit_names)])

    def terms(self) -> Terms:
        """Return the valid form's terms."""
        said = self.cleaned_data
        return Terms(
            mode=said["mode"],
            limits={name: said[_LIMIT + name] for name in self.limit_names},
            legal_source=said["legal_source"],
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
            first_wave=said["first_wave"],
            last_wave=said["last_wave"],
            note=said["note"],
        )


def _values(rule: AnyRule, policy: RulePolicy) -> dict[str, Any]:
    limits = rule.read_limits(policy.limits)
    own = {_LIMIT + name: getattr(limits, name) for name in rule.limits.__dataclass_fields__}
    columns = ("mode", "legal_source", "valid_from", "valid_until", "first_wave", "last_wave")
    return {name: getattr(policy, name) for name in columns} | own | {"note": policy.note}


class EndForm(forms.Form):
    """The last day of a policy."""

    last_day = _day(
        _("Hari terakhir"),
        help_text=_("Paling cepat hari ini; hari itu masih berlaku."),
        error_messages={"required": _("Pilih hari terakhirnya.")},
    )


class ResetForm(forms.Form):
    """Why a rule may block again."""

    reason = forms.CharField(
        label=_("Apa yang sudah dibetulkan"),
        max_length=200,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Jangan menulis data pribadi."),
        error_messages={"required": _("Tulis apa yang sudah dibetulkan.")},
    )
