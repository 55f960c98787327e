"""The forms of the case pages: its number, a message, and one answer per open question."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals import reference
from portal.forms import PlainForm

LONGEST_TEXT = 5000


class CaseForm(PlainForm):
    """Which case to open."""

    reference = forms.CharField(
        label=_("Nomor pengaduan"),
        help_text=_("Diawali PRK-, ada di e-mail kami."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
                "class": "medium figures",
            }
        ),
        error_messages={"required": _("Tulis nomor pengaduan Anda.")},
    )  # fmt: skip

    def clean_reference(self) -> str:
        """Return the number in its one written form; its check character finds a typing error."""
        try:
            return reference.parse(self.cleaned_data["reference"])
        except reference.Malformed:
            raise ValidationError(
                _("Nomor ini belum benar. Cek lagi di e-mail kami: PRK- lalu 10 huruf dan angka."),
                code="malformed",
            ) from None


class MessageForm(PlainForm):
    """What the person wants to say."""

    text = forms.CharField(
        label=_("Pesan Anda"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tulis pesan Anda dulu.")},
    )


class AnswerForm(PlainForm):
    """The words that answer one question; a photo may come along, or answer in their place."""

    unmarked = frozenset({"text"})

    text = forms.CharField(
        label=_("Jawaban Anda"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
