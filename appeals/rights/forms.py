"""The public forms of data rights: what to correct, what to erase, what to agree to no more."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals.models import Consent
from appeals.rights.words import Datum
from portal.forms import PlainForm

_LONGEST_VALUE = 200
LONGEST_TEXT = 3000
_WRITTEN = ("value", "proof", "reason")


class TokenField(forms.UUIDField):
    """A hidden token; one that nobody of ours made counts as none."""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """Return the token, or None."""
        try:
            return super().to_python(value)
        except ValidationError:
            return None


class AskForm(PlainForm):
    """What every request carries: its own token, so that sent twice it is one."""

    token = TokenField(required=False, widget=forms.HiddenInput)

    @property
    def own_token(self) -> uuid.UUID:
        """The form's token; a form without one gets a fresh one."""
        return self.cleaned_data.get("token") or uuid.uuid4()

    @property
    def said(self) -> dict[str, str]:
        """What was typed, without what was left empty."""
        typed = self.cleaned_data.items()
        return {name: str(value) for name, value in typed if value and name != "token"}

    @property
    def written(self) -> list[str]:
        """What was written in the person's own words."""
        return [str(self.cleaned_data[name]) for name in _WRITTEN if self.cleaned_data.get(name)]


class CopyForm(AskForm):
    """The copy of everything that is held."""


class RectifyForm(AskForm):
    """Which datum is wrong, what is right, and what shows it."""

    datum = forms.ChoiceField(
        label=_("Data yang salah"),
        choices=Datum.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih satu data yang salah."),
            "invalid_choice": _("Pilih satu data yang salah."),
        },
    )
    value = forms.CharField(
        label=_("Yang benar"),
        help_text=_("Tulis persis seperti di KTP, KK, atau dokumen Anda."),
        max_length=_LONGEST_VALUE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Tulis data yang benar.")},
    )
    proof = forms.CharField(
        label=_("Buktinya"),
        help_text=_("Misalnya: KTP baru terbit 3 Maret 2026, nomor akta kelahiran, atau surat "
                    "Dukcapil. Kami hubungi Anda kalau perlu fotonya."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tulis apa yang membuktikannya.")},
    )  # fmt: skip


class EraseForm(AskForm):
    """What to erase, in the person's own words."""

    reason = forms.CharField(
        label=_("Data yang dihapus, dan sebabnya"),
        help_text=_("Kosongkan kalau Anda ingin semuanya dihapus."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawForm(AskForm):
    """Which consent to take back; `consents` are those that stand."""

    consent = forms.ChoiceField(
        label=_("Persetujuan yang Anda tarik"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih satu persetujuan."),
            "invalid_choice": _("Persetujuan itu sudah ditarik. Pilih yang lain."),
        },
    )
    reason = forms.CharField(
        label=_("Sebabnya"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: object = None,
        *,
        consents: Sequence[Consent],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type] # a QueryDict or None
        self.consents = {str(consent.pk): consent for consent in consents}
        several = len({consent.appeal_id for consent in consents}) > 1
        self.fields["consent"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (key, _in_words(consent, with_case=several)) for key, consent in self.consents.items()
        ]

    @property
    def chosen(self) -> Consent:
        """The consent that was picked."""
        return self.consents[self.cleaned_data["consent"]]

    @property
    def said(self) -> dict[str, str]:
        """The kind of consent and its case, in place of the row's key."""
        words = {"consent": self.chosen.kind, "case": self.chosen.appeal.reference}
        reason = self.cleaned_data["reason"]
        return {**words, "reason": reason} if reason else words


def _in_words(consent: Consent, *, with_case: bool) -> str:
    label = str(consent.get_kind_display())
    return f"{label} · {consent.appeal.reference}" if with_case else label
