"""The forms of the case pages: its number, a message, answers, files, contacts, an opinion."""

import uuid
from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from appeals import feedback, reference
from appeals.models import ContactChange, Evidence, Feedback
from portal.channels import sms
from portal.forms import PlainForm
from portal.identifiers import clean_email, clean_phone

LONGEST_TEXT = 5000
_SHORTEST_PHONE = 9
_LONGEST_PHONE = 15


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


class EmailForm(PlainForm):
    """Whose case numbers to send."""

    email = forms.CharField(
        label=_("E-mail"),
        help_text=_("E-mail yang Anda tulis di pengaduan."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "medium"}),
        error_messages={"required": _("Tulis e-mail Anda.")},
    )

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if sms.is_on():
            field = self.fields["email"]
            field.label = _("E-mail atau nomor HP")
            field.help_text = _("Yang Anda tulis di pengaduan. Nomor HP hanya kalau tanpa e-mail.")
            field.widget = forms.TextInput(attrs={"autocomplete": "email", "class": "medium"})
            field.error_messages["required"] = _("Tulis e-mail atau nomor HP Anda.")

    def clean_email(self) -> str:
        """Return the address, or the number where SMS goes to it, as it is kept."""
        number = clean_phone(self.cleaned_data["email"])
        return number if sms.reaches(number) else _address(self.cleaned_data["email"])


class MessageForm(PlainForm):
    """What the person wants to say."""

    text = forms.CharField(
        label=_("Pesan Anda"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tulis pesan Anda dulu.")},
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def blank(cls, text: str = "") -> "MessageForm":
        """Return a form that is told from every other by its token."""
        return cls(initial={"token": uuid.uuid4(), "text": text})

    @property
    def sent_token(self) -> uuid.UUID | None:
        """The token that came along; nothing in its place is no reason to refuse the words."""
        try:
            return uuid.UUID(self.cleaned_data["token"])
        except ValueError:
            return None


class AnswerForm(PlainForm):
    """The words that answer one question; a photo may come along, or answer in their place."""

    unmarked = frozenset({"text"})

    text = forms.CharField(
        label=_("Jawaban Anda"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AddForm(PlainForm):
    """What kind of file the person adds; the files themselves are judged by their content."""

    kind = forms.ChoiceField(
        label=_("Berkas apa ini?"),
        choices=Evidence.Kind.choices,
        initial=Evidence.Kind.SUPPORTING,
        widget=forms.Select(attrs={"class": "form-select medium"}),
        error_messages={
            "required": _("Pilih jenis berkasnya."),
            "invalid_choice": _("Pilih jenis berkasnya dari daftar."),
        },
    )


class ContactForm(PlainForm):
    """Which contact of the case is wrong, and what is right."""

    field = forms.ChoiceField(
        label=_("Apa yang ingin Anda ganti?"),
        choices=ContactChange.Field.choices,
        initial=ContactChange.Field.EMAIL,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih salah satu."),
            "invalid_choice": _("Pilih salah satu."),
        },
    )
    value = forms.CharField(
        label=_("E-mail atau nomor HP yang baru"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "class": "medium"}
        ),
        error_messages={"required": _("Tulis e-mail atau nomor HP yang baru.")},
    )

    def clean(self) -> None:
        """Read the new contact as an address or as a number."""
        super().clean()
        value, field = self.cleaned_data.get("value"), self.cleaned_data.get("field")
        if not value or not field:
            return
        try:
            read = _address(value) if field == ContactChange.Field.EMAIL else _number(value)
        except ValidationError as error:
            self.add_error("value", error)
        else:
            self.cleaned_data["value"] = read


class FeedbackForm(PlainForm):
    """How the person found the handling of the case."""

    score = forms.TypedChoiceField(
        label=_("Bagaimana pelayanan kami?"),
        choices=[
            (5, _("5 – sangat baik")),
            (4, _("4 – baik")),
            (3, _("3 – cukup")),
            (2, _("2 – kurang")),
            (1, _("1 – buruk")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih satu angka."),
            "invalid_choice": _("Pilih satu angka dari 1 sampai 5."),
        },
    )
    understood = forms.TypedChoiceField(
        label=_("Apakah Anda mengerti alasan putusannya?"),
        choices=[("yes", _("Ya")), ("no", _("Tidak")), ("", _("Tidak mau menjawab"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih salah satu.")},
    )
    text = forms.CharField(
        label=_("Ada yang ingin Anda sampaikan?"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, given: Feedback | None) -> "FeedbackForm":
        """Return the form with what was said before."""
        if given is None:
            return cls(initial={"understood": ""})
        understood = {True: "yes", False: "no", None: ""}[given.understood]
        return cls(initial={"score": given.score, "understood": understood, "text": given.text})

    def said(self) -> feedback.Said:
        """Return the opinion as it is kept."""
        values = self.cleaned_data
        return feedback.Said(values["score"], values["understood"], values["text"])


def _address(text: str) -> str:
    address = clean_email(text)
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(
            _("Alamat ini belum lengkap. Contoh: nama@contoh.id."), code="address"
        ) from None
    return address


def _number(text: str) -> str:
    number = clean_phone(text)
    if not (number.isdigit() and _SHORTEST_PHONE <= len(number) <= _LONGEST_PHONE):
        raise ValidationError(
            _("Nomor ini belum lengkap. Tulis angka saja, misalnya 0812 lalu sisanya."),
            code="number",
        )
    return number
