"""The form that opens a case's photos for a day: what for, and where it must be, why."""

from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from appeals.review import looking
from appeals.review.looking import Purpose, Why
from portal import audit
from portal.models import User

_LEAST_WORDS = 10
_MOST_WORDS = 200


class PurposeForm(forms.Form):
    """What `case`'s photos are opened for. Whoever does not hold it writes the reason, too."""

    case = forms.IntegerField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(
        label=_("Untuk apa"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih dulu untuk apa.")},
    )
    note = forms.CharField(
        label=_("Alasannya, tanpa data orang"),
        required=False,
        max_length=_MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, shut: looking.Shut, data: QueryDict | None = None) -> None:
        self.needs_words = shut.why == Why.REASON
        self.appeal: Appeal = shut.case
        prefix = f"purpose-{shut.case.pk}"
        super().__init__(data, auto_id=f"{prefix}-%s", initial={"case": shut.case.pk})

    def clean(self) -> None:
        """Refuse a missing reason, and one that quotes a person."""
        super().clean()
        note = self.cleaned_data.get("note", "")
        is_other = self.cleaned_data.get("purpose") == Purpose.OTHER
        if (self.needs_words or is_other) and len(note) < _LEAST_WORDS:
            self.add_error("note", _("Tulis alasannya dengan beberapa kata."))
        elif audit.is_personal(note):
            self.add_error("note", _("Jangan tulis nomor, telepon, atau e-mail orang di sini."))

    def choose(self, *, by: User, at: datetime) -> looking.Pass:
        """Write the valid form down; raises Shut if the role opens no photos."""
        purpose = Purpose(self.cleaned_data["purpose"])
        return looking.choose(self.appeal, purpose, note=self.cleaned_data["note"], by=by, at=at)
