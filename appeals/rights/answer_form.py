"""The privacy officer's answer: what came of it, why not all, and words for the person."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.data_requests import Answer, Held, Reason
from appeals.models import DataRequest
from appeals.rights.forms import LONGEST_TEXT
from portal.templatetags.dates import weekday_date


class AnswerForm(forms.Form):
    """Every answer has words; one that does not do all that was asked has a reason, too."""

    result = forms.ChoiceField(label=gettext_lazy("Hasil"), choices=DataRequest.Result.choices)
    reason = forms.ChoiceField(
        label=gettext_lazy("Kenapa tidak, atau tidak semuanya"),
        choices=[("", "–"), *Reason.choices],
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Kata-kata untuk orangnya"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data: object = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, auto_id="answer-%s", initial=initial)  # type: ignore[arg-type] # a QueryDict or None

    def clean(self) -> None:
        """Ask for the reason wherever not all was done."""
        super().clean()
        result = self.cleaned_data.get("result")
        is_whole = result == DataRequest.Result.DONE
        if result and not is_whole and not self.cleaned_data.get("reason"):
            self.add_error("reason", ValidationError(_("Pilih alasannya."), code="no_reason"))

    @property
    def answer(self) -> Answer:
        """What was chosen and written."""
        return Answer(
            result=DataRequest.Result(self.cleaned_data["result"]),
            reason=self.cleaned_data["reason"],
            text=self.cleaned_data["text"],
        )


def suggested(request: DataRequest, kept: list[Held]) -> dict[str, object]:
    """Return what the form begins with: while the law keeps the data, its words, in their language."""
    if not kept or request.kind not in (DataRequest.Kind.ERASE, DataRequest.Kind.WITHDRAW):
        return {"result": DataRequest.Result.DONE}
    with translation.override(request.language):
        lines = [_line(held) for held in kept]
        begin = _("Data Anda belum boleh kami hapus, karena undang-undang mewajibkannya disimpan:")
        end = _("Sesudah itu Anda boleh meminta lagi.")
    return {
        "result": DataRequest.Result.REFUSED,
        "reason": Reason.LEGAL_HOLD,
        "text": "\n".join([begin, *lines, end]),
    }


def _line(held: Held) -> str:
    if held.until is None:
        return f"- {held.text}"
    until = _("Sampai %(until)s.") % {"until": weekday_date(held.until)}
    return f"- {held.text} {until}"
