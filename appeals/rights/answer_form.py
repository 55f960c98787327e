"""The privacy officer's answer: what came of it, why not all, what is erased or put right."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import correcting, erasure
from appeals.data_requests import Answer, Reason
from appeals.models import DataRequest, ErasurePart
from appeals.rights.forms import LONGEST_TEXT

_Result = DataRequest.Result


STILL_KEPT = gettext_lazy("Belum semua data dihapus: ada yang tidak dipilih atau masih disimpan. "
                          "Pilih: Dilakukan sebagian.")  # fmt: skip


class AnswerForm(forms.Form):
    """Every answer has words; one that does not do all that was asked has a reason, too.

    `parts` are what an erasure would erase; a correction of what the case owns asks for the value.
    """

    result = forms.ChoiceField(label=gettext_lazy("Hasil"), choices=_Result.choices)
    reason = forms.ChoiceField(
        label=gettext_lazy("Kenapa tidak, atau tidak semuanya"),
        choices=[("", "–"), *Reason.choices],
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Yang dihapus, sekarang atau begitu boleh"),
        choices=ErasurePart.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    value = forms.CharField(
        label=gettext_lazy("Nilai yang dicatat di pengaduan"),
        help_text=gettext_lazy("Nilai yang lama tetap tersimpan tertutup di riwayat."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Kata-kata untuk orangnya"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(
        self,
        data: object = None,
        *,
        request: DataRequest,
        parts: Sequence[ErasurePart] = (),
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, auto_id="answer-%s", initial=initial)  # type: ignore[arg-type] # a QueryDict or None
        self.request, self.parts = request, parts
        found = {part.kind for part in parts}
        if found:
            self.fields["kinds"].choices = [  # type: ignore[attr-defined] # a choice field
                choice for choice in ErasurePart.Kind.choices if choice[0] in found
            ]
        else:
            del self.fields["kinds"]
        if not correcting.owns(request):
            del self.fields["value"]

    def clean(self) -> None:
        """Ask for the reason wherever not all was done, and for what an answer does."""
        super().clean()
        result = self.cleaned_data.get("result")
        if result and result != _Result.DONE and not self.cleaned_data.get("reason"):
            self.add_error("reason", ValidationError(_("Pilih alasannya."), code="no_reason"))
        if result and result != _Result.REFUSED:
            self._clean_kinds(result)
            self._clean_value()

    def _clean_kinds(self, result: str) -> None:
        if "kinds" not in self.fields or "kinds" in self.errors:
            return
        chosen = self.cleaned_data.get("kinds", [])
        if not chosen:
            words = _("Pilih paling sedikit satu yang dihapus, atau jawab tidak dapat dilakukan.")
            self.add_error("kinds", ValidationError(words, code="nothing"))
        elif result == _Result.DONE and not erasure.is_whole(self.parts, chosen):
            self.add_error("result", ValidationError(STILL_KEPT, code="still_kept"))

    def _clean_value(self) -> None:
        if "value" not in self.fields or "value" in self.errors:
            return
        try:
            correcting.read(self.request.said["datum"], self.cleaned_data.get("value", ""))
        except ValidationError as fault:
            self.add_error("value", fault)

    @property
    def answer(self) -> Answer:
        """What was chosen and written."""
        return Answer(
            result=_Result(self.cleaned_data["result"]),
            reason=self.cleaned_data["reason"],
            text=self.cleaned_data["text"],
        )

    @property
    def chosen_parts(self) -> list[ErasurePart]:
        """The parts of the kinds that were chosen; a refusal erases nothing."""
        is_refused = self.cleaned_data["result"] == _Result.REFUSED
        chosen = () if is_refused else self.cleaned_data.get("kinds", ())
        return [part for part in self.parts if part.kind in chosen]
