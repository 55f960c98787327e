"""The complaint form as an officer fills it in for somebody on the telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from appeals.filing import Filing
from appeals.intake import answers, consent
from appeals.intake.forms import ComplaintForm
from appeals.models import Appeal
from portal.channels import sms

_LONGEST_NOTES = 2000
_CHANNELS = (Appeal.Channel.PHONE, Appeal.Channel.WHATSAPP, Appeal.Channel.EMAIL)
_OWN = ("channel", "call_notes")


class CallerForm(ComplaintForm):
    """Every question of the plain page, how the person reached us, and what was read to them.

    Somebody without an address may have any telephone; the number of the case is told to them.
    """

    channel = forms.ChoiceField(
        label=_("Lewat apa orang ini menghubungi kita?"),
        choices=[(channel.value, channel.label) for channel in _CHANNELS],
        initial=Appeal.Channel.PHONE,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih salah satu dari daftar ini."),
            "invalid_choice": _("Pilih salah satu dari daftar ini."),
        },
    )
    call_notes = forms.CharField(
        label=_("Catatan percakapan"),
        help_text=_("Hanya dibaca petugas. Misalnya kapan orang ini bisa ditelepon."),
        required=False,
        max_length=_LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    read_aloud = forms.BooleanField(
        label=_("Keterangan di atas sudah saya bacakan, dan orang ini mengerti"),
        error_messages={"required": _("Bacakan dulu keterangannya, lalu centang.")},
    )
    read_back = forms.BooleanField(
        label=_("NIK dan kontak sudah saya bacakan ulang, dan orang ini membenarkan"),
        error_messages={"required": _("Bacakan ulang NIK dan kontaknya, lalu centang.")},
    )
    # Which hints and earlier cases the page has shown already.
    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    unmarked = ComplaintForm.unmarked | {"phone", "email"}

    def __init__(self, data: Mapping[str, str] | None = None, *, day: date) -> None:
        super().__init__(data, day=day)
        self.fields["email"].help_text = _("Kosongkan kalau tidak punya. Cukup nomor telepon.")
        self.fields["phone"].help_text = _("Nomor yang bisa ditelepon atau dikirimi SMS.")

    def _fit_to_the_channels(self) -> None:
        """Ask for no address: a telephone is enough for whoever calls."""
        self._ask("email", needed=False)
        self._ask("helper_email", needed=False)

    @property
    def is_only_by_phone(self) -> bool:
        """Never: the officer tells the number, so that any telephone will do."""
        return False

    @property
    def asked(self) -> list[BoundField]:
        """The questions in the plain page's order, without those about single grounds."""
        names = [name for name in answers.IN_ORDER if name not in answers.ON_GROUNDS]
        return [self[name] for name in (*names, *_OWN) if name in self.fields and name != "channel"]

    @property
    def agreed_aloud(self) -> list[tuple[BoundField, str]]:
        """What may be agreed to besides, and the words to read."""
        return [
            (self["consent_messaging"], self.messaging_wording),
            (self["consent_biometric"], self.biometric_wording),
        ]

    def clean(self) -> dict[str, object]:
        """Refuse a form that leaves no way to reach anybody."""
        said: dict[str, Any] = super().clean()
        ways = ("email", "phone", "helper_email", "helper_phone")
        if not any(said.get(name) for name in ways) and not set(ways) & self.errors.keys():
            self.add_error("phone", _("Tulis nomor telepon atau e-mail, salah satu saja."))
        return said

    def filed_by(self, officer_id: int, *, token: UUID) -> Filing:
        """Return the valid form as the value every channel hands over."""
        filing = super().filing(token, evidence_ids=())
        read = tuple(replace(given, read_aloud_by=officer_id) for given in filing.consents)
        return replace(filing, channel=self.cleaned_data["channel"], consents=read)

    def shown_first(self, earlier: Sequence[Appeal]) -> str:
        """Name what the officer must have seen before this is filed; empty: nothing."""
        hints = sorted(self.look_again())
        return ",".join([*hints, *(appeal.reference for appeal in earlier)])

    def _wordings(self) -> tuple[consent.Wording, ...]:
        takes_sms = sms.reaches(self.cleaned_data["phone"])
        return tuple(
            wording for wording in super()._wordings() if takes_sms or wording is not consent.SMS
        )
