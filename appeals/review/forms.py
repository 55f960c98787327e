"""The forms of the case page: what an officer types for each step, and its translation.

Every form carries the revision of the case it was shown with, so that lifecycle can tell an
officer that somebody else was faster.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from appeals import clocks, lifecycle, question_items
from appeals.models import Appeal, Evidence, OfficerDraft
from appeals.review.masking import Identity, RevealReason

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_KEPT_SHORT = 2000
# A draft may be longer than what is sent: the form itself says so, and nothing typed is lost.
_LONGEST_KEPT = 4 * _KEPT_SHORT
_MOST_VALUES = 60


class StepForm(forms.Form):
    """A step that needs no words; `verb` names the form whose fields stand on the page."""

    verb: ClassVar[str] = ""
    revision = forms.IntegerField(widget=forms.HiddenInput)
    # Which write of the officer's draft the form was filled from; 0: there is none.
    draft_revision = 0
    draft_kept_at: datetime | None = None

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        self.appeal = appeal
        super().__init__(data, auto_id=f"{self.verb}-%s", initial={"revision": appeal.revision})

    def follow(self, appeal: Appeal) -> None:
        """Keep what was typed but carry the present revision of the case."""
        self.keep("revision", str(appeal.revision))

    def restore(self, draft: OfficerDraft) -> None:
        """Fill an empty form with what the officer typed and did not send."""
        self.draft_revision = draft.revision
        self.draft_kept_at = draft.kept_at
        for name in self.typed_fields():
            if name in draft.typed:
                values = draft.typed[name]
                is_list = isinstance(self.fields[name], forms.MultipleChoiceField)
                self.initial[name] = values if is_list else "".join(values[:1])

    def typed(self, data: QueryDict) -> dict[str, list[str]]:
        """Return what of `data` an officer types into this form, to be kept as a draft."""
        found = {name: data.getlist(name)[:_MOST_VALUES] for name in self.typed_fields()}
        return {
            name: [value[:_LONGEST_KEPT] for value in values]
            for name, values in found.items()
            if any(values)
        }

    def typed_fields(self) -> list[str]:
        """Return the names of the fields that hold an officer's words and choices."""
        return [
            name
            for name, field in self.fields.items()
            if not isinstance(field.widget, forms.HiddenInput) and name != "read_new"
        ]

    def keep(self, name: str, value: str) -> None:
        """Put `value` beside what was typed, for the next time the form is shown."""
        kept = self.data if isinstance(self.data, QueryDict) else QueryDict()
        data = kept.copy()
        data[name] = value
        self.data = data


def words_field(label: "StrPromise", *, rows: int, required: bool = True) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=_KEPT_SHORT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Tulis dulu di sini.")},
    )


class NoteForm(StepForm):
    """An internal note; sent twice from one form it is one note."""

    verb = "note"
    text = words_field(_("Catatan untuk petugas lain"), rows=2)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class ReplyForm(StepForm):
    """Words for the person; sent twice from one form they are one message."""

    verb = "reply"
    text = words_field(_("Pesan untuk peserta"), rows=3)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class SendBackForm(StepForm):
    """Why a proposal goes back to its officer."""

    verb = "send_back"
    note = words_field(_("Apa yang perlu dibetulkan"), rows=2)


class WaiveFileForm(StepForm):
    """Why a decision does not need a file that was lost."""

    verb = "waive_file"
    evidence = forms.TypedChoiceField(label=_("Berkas yang hilang"), coerce=int)
    why = words_field(_("Mengapa putusan tidak memerlukan berkas ini"), rows=2)

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        lost = lifecycle.lost_in_the_way(appeal)
        self.has_choice = bool(lost)
        self.fields["evidence"].choices = [  # type: ignore[attr-defined] # a choice field
            (row.pk, row.title) for row in lost
        ]


_REQUESTS = {
    Evidence.Kind.EKTP: _("Kirim foto e-KTP asli: utuh, terang, dan terbaca."),
    Evidence.Kind.KK: _("Kirim foto Kartu Keluarga: utuh, terang, dan terbaca."),
    Evidence.Kind.SELFIE_EKTP: _("Kirim foto diri sambil memegang e-KTP."),
    Evidence.Kind.SELFIE_KK: _("Kirim foto diri sambil memegang Kartu Keluarga."),
    Evidence.Kind.SCREENSHOT: _("Kirim tangkapan layar yang menunjukkan blokirnya."),
    Evidence.Kind.SUPPORTING: _("Kirim berkas pendukung."),
    Evidence.Kind.CONSENT_LETTER: _("Kirim surat kuasa dari orang yang ditolong."),
}


class AskForm(StepForm):
    """What the person should still send or tell."""

    verb = "ask"
    items = forms.TypedMultipleChoiceField(
        label=_("Butir yang biasa ditanyakan"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Butir ini tidak dipakai lagi. Pilih dari daftar.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Foto yang diminta"),
        choices=Evidence.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    detail = words_field(_("Apa yang kurang pada foto itu"), rows=2, required=False)
    question = words_field(_("Pertanyaan yang dijawab dengan kata-kata"), rows=2, required=False)

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        self._listed = {item.pk: item for item in question_items.offered(appeal.grounds)}
        shown_in = translation.get_language() or appeal.language
        self.fields["items"].choices = [  # type: ignore[attr-defined] # a choice field
            (item.pk, f"{item.ground} {item.text_in(shown_in)}".strip())
            for item in self._listed.values()
        ]

    def clean(self) -> None:
        """Refuse to ask for nothing, and when no time is left to answer."""
        super().clean()
        if clocks.answer_due(self.appeal, at=timezone.now()) is None:
            raise forms.ValidationError(
                _("Batas 60 hari sudah dekat, peserta tidak sempat menjawab. Putuskan dengan "
                  "berkas yang ada.")
            )  # fmt: skip
        if not self.errors and not self.asks():
            raise forms.ValidationError(_("Pilih foto yang diminta atau tulis pertanyaan."))

    def asks(self) -> list[lifecycle.Ask]:
        """Return the questions in the person's language."""
        detail, question = self.cleaned_data["detail"], self.cleaned_data["question"]
        detail = detail[:1].upper() + detail[1:]  # it follows a sentence
        chosen = [self._listed[key] for key in self.cleaned_data["items"]]
        language = self.appeal.language
        listed = [lifecycle.Ask(item.kind, item.text_in(language), item.pk) for item in chosen]
        with translation.override(self.appeal.language):
            asks = [
                lifecycle.Ask(kind, f"{_REQUESTS[Evidence.Kind(kind)]} {detail}".strip())
                for kind in self.cleaned_data["kinds"]
            ]
        own = [lifecycle.Ask("", question)] if question else []
        return [*listed, *asks, *own]


class RevealForm(forms.Form):
    """Which masked field to open, and why."""

    field = forms.ChoiceField(label=_("Data"), choices=Identity.choices)
    reason = forms.ChoiceField(
        label=_("Untuk apa"), choices=[("", _("Pilih alasan")), *RevealReason.choices]
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="reveal-%s")
