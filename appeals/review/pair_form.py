"""What an officer says about a pair of photos."""

import copy

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from appeals.models import PhotoPair

_LONGEST_NOTE = 500


class JudgementForm(forms.Form):
    """The same photo or not, with a note; `seen` is when the pair shown was last judged."""

    judgement = forms.ChoiceField(
        label=_("Menurut Anda"),
        choices=PhotoPair.Judgement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )
    note = forms.CharField(
        label=_("Catatan (boleh kosong)"),
        required=False,
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, pair: PhotoPair, data: QueryDict | None = None) -> None:
        self.pair = pair
        said = {"judgement": pair.judgement, "note": pair.note, "seen": _written(pair)}
        super().__init__(data, auto_id="pair-%s", initial=said)

    def pair_as_seen(self) -> PhotoPair:
        """Return the pair as it was when the form was shown."""
        pair, seen = copy.copy(self.pair), self.cleaned_data["seen"]
        try:
            pair.judged_at = parse_datetime(seen) if seen else None
        except ValueError:
            pair.judged_at = None
        return pair

    def follow(self, pair: PhotoPair) -> None:
        """Keep what was typed, but carry when `pair` was last judged."""
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["seen"] = _written(pair)


def _written(pair: PhotoPair) -> str:
    return pair.judged_at.isoformat() if pair.judged_at else ""
