"""The questions of a complaint, part by part, and how each answer is read.

What belongs together on a page is `steps`'; the whole form is `forms`'.
"""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals.grounds import UNKNOWN, asks_of
from appeals.intake.answers import GROUNDS, reason_of, statement_of
from appeals.intake.consent import SHOWN
from appeals.models import Appeal, Helper
from eligibility.grounds import Ground
from portal.forms import CivilDateField, PlainForm
from portal.identifiers import Email, Malformed, clean_digits, clean_phone

SUBJECT = _("Akun Terblokir")
MISUSE_SUBJECT = _("NIK saya dipakai orang lain")
LONGEST_STORY = 5000
LONGEST_STATEMENT = 1000
# What the form is for; `nik_misused` is a lane of its own.
BLOCKED, MISUSED, OTHER = "blocked", "nik_misused", "other"
# For whom it is filed.
MYSELF, SOMEBODY = "self", "other"
_ONE_OF_THESE = _("Pilih salah satu dari daftar ini.")


def _line(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"spellcheck": "false", **attrs})


def _email(**attrs: str) -> forms.TextInput:
    return _line(type="email", inputmode="email", autocapitalize="none", **attrs)


def _phone(**attrs: str) -> forms.TextInput:
    return _line(type="tel", inputmode="tel", **{"class": "medium"}, **attrs)


def _number() -> forms.TextInput:
    return _line(inputmode="numeric", autocomplete="off", **{"class": "medium figures"})


def read_email(typed: str) -> str:
    """Return the address in its one written form; raises ValidationError with an example."""
    try:
        return Email.parse(typed).value
    except Malformed:
        raise ValidationError(
            _("Alamat e-mail ini belum lengkap. Contoh: nama@gmail.com."), code="email_form"
        ) from None


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick whose answer may also come as one text parted by commas, as a draft keeps it."""

    def value_from_datadict(
        self, data: Mapping[str, str], files: Mapping[str, object], name: str
    ) -> list[str]:
        return [value for value in data.get(name, "").split(",") if value]

    def format_value(self, value: object) -> list[str]:
        if isinstance(value, str):
            return value.split(",")
        return [str(one) for one in value] if isinstance(value, list) else []


class Dated(PlainForm):
    """A form that knows which day it is."""

    day: date

    def past(self, name: str) -> date | None:
        """Return the day that was typed, unless it lies ahead."""
        day: date | None = self.cleaned_data[name]
        if day is not None and day > self.day:
            raise ValidationError(
                _("Tanggal ini belum terjadi. Cek lagi tahunnya."), code="in_the_future"
            )
        return day


class Purpose(PlainForm):
    """Whether this is the right form."""

    purpose = forms.ChoiceField(
        label=_("Apa yang Anda alami?"),
        choices=(
            (BLOCKED, _("Akun saya diblokir")),
            (MISUSED, MISUSE_SUBJECT),
            (OTHER, _("Hal lain")),
        ),
        required=False,
        initial=BLOCKED,
        widget=forms.RadioSelect,
        error_messages={"required": _ONE_OF_THESE, "invalid_choice": _ONE_OF_THESE},
    )


class AboutYou(Dated):
    """Who the complaint is about, and how to reach them."""

    for_whom = forms.ChoiceField(
        label=_("Pengaduan ini untuk siapa?"),
        help_text=_("Menolong orang lain? Isi data orang itu di bawah; data Anda sesudahnya."),
        choices=((MYSELF, _("Untuk saya sendiri")), (SOMEBODY, _("Untuk orang yang saya tolong"))),
        required=False,
        initial=MYSELF,
        widget=forms.RadioSelect,
        error_messages={"required": _ONE_OF_THESE, "invalid_choice": _ONE_OF_THESE},
    )
    name = forms.CharField(
        label=_("Nama lengkap"),
        help_text=_("Seperti di e-KTP."),
        max_length=120,
        widget=_line(autocomplete="name"),
        error_messages={"required": _("Tulis nama Anda.")},
    )
    email = forms.CharField(
        label=_("E-mail"),
        help_text=_("Nomor pengaduan dan jawaban kami kirim ke sini."),
        max_length=254,
        widget=_email(autocomplete="email"),
        error_messages={"required": _("Tulis alamat e-mail yang bisa Anda buka.")},
    )
    phone = forms.CharField(
        label=_("Nomor HP"),
        help_text=_("Supaya kami bisa menelepon kalau perlu."),
        max_length=40,
        required=False,
        widget=_phone(autocomplete="tel"),
    )
    nik = forms.CharField(
        label=_("NIK"),
        help_text=_("16 angka di e-KTP. Boleh pakai spasi."),
        max_length=40,
        widget=_number(),
        error_messages={"required": _("Tulis NIK Anda, supaya kami menemukan akun Anda.")},
    )
    kk = forms.CharField(
        label=_("Nomor Kartu Keluarga (KK)"),
        help_text=_("16 angka di bagian atas Kartu Keluarga."),
        max_length=40,
        required=False,
        widget=_number(),
    )
    birth_date = CivilDateField(
        label=_("Tanggal lahir"),
        help_text=_("Tanggal-bulan-tahun, misalnya 17-08-1995."),
        max_length=40,
        required=False,
        widget=_line(autocomplete="bday", **{"class": "short figures"}),
    )
    membership = forms.ChoiceField(
        label=_("Status kepesertaan"),
        choices=Appeal.Membership.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih salah satu: peserta atau calon peserta."),
            "invalid_choice": _("Pilih salah satu: peserta atau calon peserta."),
        },
    )

    def clean_email(self) -> str:
        """Return the address in its one written form; a helper may have to give theirs instead."""
        typed = self.cleaned_data["email"]
        return read_email(typed) if typed else ""

    def clean_phone(self) -> str:
        """Return the number as 08…; an odd one is kept and hinted at."""
        return clean_phone(self.cleaned_data["phone"])

    def clean_nik(self) -> str:
        """Return the digits; an odd number is kept and hinted at."""
        nik = clean_digits(self.cleaned_data["nik"])
        if not nik:
            raise ValidationError(self.fields["nik"].error_messages["required"], code="required")
        return nik

    def clean_kk(self) -> str:
        """Return the digits; an odd number is kept and hinted at."""
        return clean_digits(self.cleaned_data["kk"])

    def clean_birth_date(self) -> date | None:
        """Return the date unless it lies ahead."""
        return self.past("birth_date")


class AboutTheHelper(PlainForm):
    """Who files for somebody else."""

    helper_name = forms.CharField(
        label=_("Nama Anda, yang menolong"),
        max_length=120,
        required=False,
        widget=_line(autocomplete="off"),
        error_messages={"required": _("Tulis nama Anda, yang menolong.")},
    )
    helper_relation = forms.ChoiceField(
        label=_("Hubungan Anda dengan orang itu"),
        choices=Helper.Relation.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": _ONE_OF_THESE, "invalid_choice": _ONE_OF_THESE},
    )
    helper_phone = forms.CharField(
        label=_("Nomor HP Anda"), max_length=40, required=False, widget=_phone(autocomplete="off")
    )
    helper_email = forms.CharField(
        label=_("E-mail Anda"),
        help_text=_("Kalau orang itu tidak punya e-mail, kabar kami kirim ke sini."),
        max_length=254,
        required=False,
        widget=_email(autocomplete="off"),
        error_messages={
            "required": _("Tulis e-mail Anda, karena e-mail orang yang Anda tolong belum ada."),
        },
    )

    def clean_helper_phone(self) -> str:
        """Return the number as 08…."""
        return clean_phone(self.cleaned_data["helper_phone"])

    def clean_helper_email(self) -> str:
        """Return the address in its one written form."""
        typed = self.cleaned_data["helper_email"]
        return read_email(typed) if typed else ""


class AboutTheGrounds(PlainForm):
    """Why the account was blocked, as far as the person knows."""

    grounds = forms.MultipleChoiceField(
        label=_("Apa alasan akun diblokir?"),
        help_text=_("Boleh pilih beberapa. Tidak tahu juga tidak apa-apa."),
        choices=[
            (name, asks_of("" if name not in Ground.values else name).plain) for name in GROUNDS
        ],
        required=False,
        widget=Boxes,
        error_messages={"invalid_choice": _("Pilih alasan dari daftar ini.")},
    )


def reason_field(ground: str) -> forms.ChoiceField:
    """Return the question why `ground` is wrong."""
    return forms.ChoiceField(
        label=_("Mana yang paling cocok?"),
        choices=asks_of(ground).reasons,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _ONE_OF_THESE},
    )


def statement_field(ground: str) -> forms.CharField:
    """Return the question for the person's own words about `ground`."""
    example = next(iter(asks_of(ground).examples), "")
    return forms.CharField(
        label=_("Ceritakan singkat"),
        help_text=_("Misalnya: %(example)s") % {"example": example} if example else "",
        max_length=LONGEST_STATEMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def fields_about(ground: str) -> dict[str, forms.Field]:
    """Return what is asked about one ground, by name."""
    if ground == UNKNOWN:
        return {}
    return {reason_of(ground): reason_field(ground), statement_of(ground): statement_field(ground)}


class Story(Dated):
    """What happened, and why only now."""

    subject = forms.CharField(
        label=_("Perihal"), max_length=120, required=False, initial=SUBJECT, widget=_line()
    )
    chronology = forms.CharField(
        label=_("Kronologi"),
        help_text=_(
            "Ceritakan apa yang terjadi dengan kata-kata sendiri. Pesan apa yang muncul? Apa "
            "yang menurut Anda keliru?"
        ),
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": _("Ceritakan apa yang terjadi, satu atau dua kalimat pun cukup."),
        },
    )
    happened_on = CivilDateField(
        label=_("Kapan itu terjadi?"),
        help_text=_("Kira-kira saja tidak apa-apa. Misalnya 03-03-2026."),
        max_length=40,
        required=False,
        widget=_line(autocomplete="off", **{"class": "short figures"}),
    )
    late_reason = forms.CharField(
        label=_("Mengapa baru sekarang?"),
        help_text=_(
            "Batas waktu biasanya sudah lewat. Pengaduan Anda tetap kami periksa; alasan Anda "
            "ikut kami pertimbangkan."
        ),
        max_length=LONGEST_STATEMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_happened_on(self) -> date | None:
        """Return the date unless it lies ahead."""
        return self.past("happened_on")


class Consents(PlainForm):
    """What is told about the data, and what may be agreed to besides."""

    # No longer asked: a page that was open before the notice still sends it.
    consent = forms.BooleanField(label=_("Cara kami memakai data Anda"), required=False)
    consent_version = forms.CharField(widget=forms.HiddenInput, required=False, initial=SHOWN)
    consent_biometric = forms.BooleanField(
        label=_("Saya setuju wajah saya dibandingkan oleh komputer"), required=False
    )
    consent_messaging = forms.BooleanField(
        label=_("Saya setuju dikabari lewat WhatsApp atau SMS"), required=False
    )
