"""The two forms of "check my account": the NIK, then the code that was sent."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import PlainForm
from portal.identifiers import NIK, Malformed, clean_digits


class AccountForm(PlainForm):
    """Which account to look at."""

    nik = forms.CharField(
        label=_("NIK"),
        help_text=_("16 angka di e-KTP Anda."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "medium figures"}
        ),
        error_messages={"required": _("Tulis NIK Anda, 16 angka di e-KTP.")},
    )

    def clean_nik(self) -> str:
        """Return the 16 digits; here a shorter number could only be a typing error."""
        try:
            return NIK.parse(self.cleaned_data["nik"]).value
        except Malformed:
            digits = clean_digits(self.cleaned_data["nik"])
            raise ValidationError(
                _("NIK berisi 16 angka; yang Anda tulis %(count)s. Lihat lagi e-KTP Anda."),
                params={"count": len(digits)},
                code="nik_length",
            ) from None


class CodeForm(PlainForm):
    """The six digits from the message."""

    code = forms.CharField(
        label=_("Kode 6 angka"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "code-input figures",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Tulis kode 6 angka dari e-mail kami.")},
    )

    def clean_code(self) -> str:
        """Return the digits without the spaces a mail program may add."""
        return clean_digits(self.cleaned_data["code"])

    def refuse(self) -> None:
        """Say that the code does not open anything."""
        self.add_error(
            "code",
            _("Kode ini salah atau sudah lewat 10 menit. Cek lagi, atau minta kode baru."),
        )
