"""What a supervisor writes for a ready text: where it fits, and its words in two languages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import decision_texts
from appeals.models import DecisionText, Outcome
from eligibility.admin.import_forms import refuse_personal
from eligibility.grounds import Ground
from portal.staff_forms import StaffForm

_LONGEST = 1500


def _words() -> forms.Textarea:
    return forms.Textarea({"rows": 7})


class TextForm(StaffForm):
    """A text; what it leaves open must be known, and the same in both languages."""

    title = forms.CharField(label=gettext_lazy("Judul untuk petugas"), max_length=80)
    grounds = forms.MultipleChoiceField(
        label=gettext_lazy("Untuk alasan blokir (kosong: semua)"),
        choices=lambda: [(code, f"{code} {label}") for code, label in Ground.choices],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    result = forms.ChoiceField(
        label=gettext_lazy("Untuk putusan"),
        choices=[("", gettext_lazy("Keduanya")), *Outcome.Result.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Teks bahasa Indonesia"),
        max_length=_LONGEST,
        validators=[refuse_personal],
        widget=_words(),
    )
    words_en = forms.CharField(
        label=gettext_lazy("Teks bahasa Inggris"),
        max_length=_LONGEST,
        validators=[refuse_personal],
        widget=_words(),
    )

    def clean_words(self) -> str:
        """Refuse placeholders that nothing stands for."""
        return _known(self.cleaned_data["words"])

    def clean_words_en(self) -> str:
        """Refuse placeholders that nothing stands for, or that the other language has not."""
        words = _known(self.cleaned_data["words_en"])
        other = self.cleaned_data.get("words")
        if other is not None:
            here, there = (set(decision_texts.placeholders(text)) for text in (words, other))
            if here != there:
                names = ", ".join(f"{{{name}}}" for name in sorted(here ^ there))
                raise ValidationError(
                    _("Hanya ada di satu bahasa: %(names)s. Tulis di keduanya.") % {"names": names}
                )
        return words

    @property
    def wording(self) -> decision_texts.Wording:
        """What was written."""
        values = self.cleaned_data
        return decision_texts.Wording(
            title=values["title"],
            grounds=tuple(values["grounds"]),
            result=values["result"],
            words=values["words"],
            words_en=values["words_en"],
        )

    def samples(self) -> list[tuple[str, str]]:
        """Return the words of a valid form in an invented case, by language."""
        both = ("id", self.cleaned_data["words"]), ("en", self.cleaned_data["words_en"])
        return [
            (language, decision_texts.sample(text, language=language)) for language, text in both
        ]


def first_values(text: DecisionText) -> dict[str, object]:
    """Return what a form for the next version of `text` begins with."""
    names = ("title", "grounds", "result", "words", "words_en")
    return {name: getattr(text, name) for name in names}


def _known(words: str) -> str:
    if where := decision_texts.at_loose_brace(words):
        raise ValidationError(
            _("Kurung { } tidak lengkap di “%(where)s”. Hapus kurungnya, atau tulis utuh dengan "
              "namanya, misalnya {nama}.")
            % {"where": where}
        )  # fmt: skip
    if unknown := decision_texts.unknown(words):
        raise ValidationError(
            _("Tidak dikenal: %(names)s. Pakai yang ada di daftar.") % {"names": ", ".join(unknown)}
        )
    return words
