"""Where anybody can check that a receipt or a letter is real; it names nobody.

A wrong code and an unknown number get the same answer.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appeals import letters, reference
from portal.doors import is_too_often, too_often
from portal.forms import PlainForm

_PER_ADDRESS = 240
_PER_NUMBER = 30
_LONGEST = 40


class CheckForm(PlainForm):
    """Which document to look up."""

    number = forms.CharField(
        label=_("Nomor surat"),
        help_text=_("Diawali SP-, BP- atau ST-."),
        max_length=_LONGEST,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
                   "class": "medium figures"}
        ),
        error_messages={"required": _("Tulis nomor suratnya.")},
    )  # fmt: skip
    code = forms.CharField(
        label=_("Kode cek"),
        help_text=_("10 huruf dan angka, di sebelah kode QR."),
        max_length=_LONGEST,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
                   "class": "medium figures"}
        ),
        error_messages={"required": _("Tulis kode ceknya.")},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter_check(request: HttpRequest) -> HttpResponse:
    """Ask for number and check code, and lead to the answer."""
    form = CheckForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "appeals/public/check.html", {"form": form})
    return redirect("letter_check_at", _sign(form, "number"), _sign(form, "code"))


@never_cache
@require_http_methods(["GET", "HEAD"])
def letter_check_at(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Say what the document is, or that there is none."""
    key = reference.plain(number)[:_LONGEST]
    if is_too_often(request, "letter-address", limit=_PER_ADDRESS) or is_too_often(
        request, "letter-number", limit=_PER_NUMBER, key=key
    ):
        return too_often(request)
    letter = letters.find(number, code)
    context = {"letter": letter, "form": CheckForm()}
    return render(request, "appeals/public/checked.html", context, status=200 if letter else 404)


def _sign(form: CheckForm, field: str) -> str:
    """Return what was typed as one piece of an address."""
    typed = reference.plain(form.cleaned_data[field])
    return "".join(sign for sign in typed if sign.isascii() and sign.isalnum()) or "0"
