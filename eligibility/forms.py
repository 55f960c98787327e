"""The two forms of "check my account": the NIK, then the code that was sent."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import PlainForm
from portal.identifiers import NIK, Malformed, clean_digits

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

WRONG_OR_OVER = _("Kode ini salah atau sudah lewat 10 menit. Cek lagi, atau minta kode baru.")
WRONG = _("Kode ini salah. Samakan dengan kode di e-mail terakhir, angka demi angka.")
WRONG_IN_EITHER = _("Kode ini salah. Samakan dengan kode di pesan terakhir, angka demi angka.")
OVER = _("Kode ini tidak berlaku lagi. Minta kode baru.")


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
        error_messages={"required": _("Tulis kode 6 angka dari pesan kami.")},
    )

    def clean_code(self) -> str:
        """Return the digits without the spaces a mail program or a telephone may add."""
        return clean_digits(self.cleaned_data["code"])

    def refuse(self, why: "Text" = WRONG_OR_OVER) -> None:
        """Say why the code does not open anything, in one of the sentences above."""
        self.add_error("code", str(why))
