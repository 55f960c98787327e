"""What a supervisor fills in about partners: names, keys, addresses, and days."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility import partners
from eligibility.admin.import_forms import day_field
from eligibility.models import PartnerKey, WebhookEndpoint
from portal.calendar import JAKARTA, civil_date
from portal.staff_forms import StaffForm


def end_of(day: date) -> datetime:
    """Return the first moment after `day` in Jakarta."""
    return datetime.combine(day + timedelta(days=1), time(), JAKARTA)


def last_day_before(moment: datetime) -> date:
    """Return the last day that is not over at `moment`, as `end_of` made it."""
    return civil_date(moment - timedelta(microseconds=1))


class PartnerForm(StaffForm):
    """A partner's name and how often it may call."""

    name = forms.CharField(
        label=_("Nama mitra"),
        max_length=80,
        help_text=_("Dipakai juga sebagai nama sumber datanya."),
    )
    calls_per_minute = forms.IntegerField(
        label=_("Panggilan per menit"),
        min_value=1,
        max_value=partners.MOST_CALLS_PER_MINUTE,
        initial=120,
    )


class _DaysAhead(StaffForm):
    """Days that are not over."""

    def clean(self) -> dict[str, Any]:
        """Refuse days that are over, or too far ahead for a key or an old secret."""
        said = super().clean() or {}
        today = civil_date(timezone.now())
        for name in {"expires", "until"} & set(said):
            # It ends when its last day does, so that day is one of them.
            most = partners.MOST_DAYS - 1
            if said[name] < today:
                self.add_error(name, _("Hari ini sudah lewat."))
            elif said[name] >= today + timedelta(days=most):
                self.add_error(name, _("Paling lama %(days)s hari dari sekarang.") % {"days": most})
        return said


class KeyForm(_DaysAhead):
    """What a key may do, and its last day."""

    scopes = forms.MultipleChoiceField(
        label=_("Hak"), choices=PartnerKey.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires = day_field(_("Hari terakhir kunci"))


class RotationForm(_DaysAhead):
    """The old key's last day and the new one's."""

    until = day_field(
        _("Hari terakhir kunci lama"),
        help_text=_("Sampai hari itu kedua kunci berlaku, supaya mitra sempat mengganti."),
    )
    expires = day_field(_("Hari terakhir kunci baru"))


class EndpointForm(StaffForm):
    """Where a partner wants to hear, and of what."""

    url = forms.CharField(
        label=_("Alamat"),
        max_length=300,
        help_text=_("Diawali https:// dan terbuka dari internet, di port 443 atau 8443."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Kejadian"),
        choices=WebhookEndpoint.Event.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class SecretForm(_DaysAhead):
    """The old signing secret's last day."""

    until = day_field(
        _("Hari terakhir rahasia lama"),
        help_text=_("Sampai hari itu kiriman ditandatangani dengan keduanya."),
    )
