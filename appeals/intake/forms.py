"""The complaint form: what is asked, how it is read, and the filing it becomes.

Photos are `photos`'; the wording of the consent is `consent`'s.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeals.filing import Filing
from appeals.intake.answers import ABOUT_YOU, STORY
from appeals.intake.consent import PROCESSING, given
from appeals.intake.hints import words_for
from appeals.models import Appeal
from portal.forms import CivilDateField, PlainForm, plain_helper
from portal.identifiers import Email, Malformed, Phone, clean_digits, clean_phone

SUBJECT = _("Akun Terblokir")
LONGEST_STORY = 5000


def _line(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"spellcheck": "false", **attrs})


class ComplaintForm(PlainForm):
    """Everything a complaint says, on one plain page."""

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
        widget=_line(type="email", inputmode="email", autocomplete="email", autocapitalize="none"),
        error_messages={"required": _("Tulis alamat e-mail yang bisa Anda buka.")},
    )
    phone = forms.CharField(
        label=_("Nomor HP"),
        help_text=_("Supaya kami bisa menelepon kalau perlu."),
        max_length=40,
        required=False,
        widget=_line(type="tel", inputmode="tel", autocomplete="tel", **{"class": "medium"}),
    )
    nik = forms.CharField(
        label=_("NIK"),
        help_text=_("16 angka di e-KTP. Boleh pakai spasi."),
        max_length=40,
        widget=_line(inputmode="numeric", autocomplete="off", **{"class": "medium figures"}),
        error_messages={"required": _("Tulis NIK Anda, supaya kami menemukan akun Anda.")},
    )
    kk = forms.CharField(
        label=_("Nomor Kartu Keluarga (KK)"),
        help_text=_("16 angka di bagian atas Kartu Keluarga."),
        max_length=40,
        required=False,
        widget=_line(inputmode="numeric", autocomplete="off", **{"class": "medium figures"}),
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
    consent = forms.BooleanField(
        label=_("Saya setuju"),
        error_messages={
            "required": _("Centang kotak ini supaya kami boleh memeriksa pengaduan Anda."),
        },
    )
    consent_version = forms.CharField(
        widget=forms.HiddenInput, required=False, initial=PROCESSING.version
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        day: date,
        initial: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.day = day
        self.answers_helper = plain_helper()
        self.answers_helper.layout = Layout(
            Fieldset(_("Tentang Anda"), *ABOUT_YOU, css_class="group"),
            Fieldset(_("Apa yang terjadi"), *STORY, css_class="group"),
        )
        self.consent_helper = plain_helper()
        self.consent_helper.layout = Layout(
            Field("consent", template="appeals/intake/_consent.html"), "consent_version"
        )

    @property
    def consent_wording(self) -> str:
        """The sentence the person agrees to, in the active language."""
        return PROCESSING.text(_active_language())

    def clean_email(self) -> str:
        """Return the address in its one written form."""
        try:
            return Email.parse(self.cleaned_data["email"]).value
        except Malformed:
            raise ValidationError(
                _("Alamat e-mail ini belum lengkap. Contoh: nama@gmail.com."), code="email_form"
            ) from None

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
        return self._past("birth_date")

    def clean_happened_on(self) -> date | None:
        """Return the date unless it lies ahead."""
        return self._past("happened_on")

    def clean_consent_version(self) -> str:
        """Return the version that was shown; an older page asks again."""
        version = str(self.cleaned_data["consent_version"])
        if version != PROCESSING.version:
            self.add_error(
                "consent", _("Kalimat persetujuan sudah berubah. Baca lagi, lalu centang.")
            )
        return version

    def look_again(self) -> dict[str, str]:
        """Return the hints of a valid form, by field, and show them beside the fields."""
        answers = self.cleaned_data
        self.hints.update(
            words_for(
                answers["nik"], kk=answers["kk"], birth_date=answers["birth_date"], day=self.day
            )
        )
        if answers["phone"] and not _is_phone(answers["phone"]):
            self.hints["phone"] = str(
                _("Nomor HP biasanya diawali 08 atau +62. Cek lagi. Kalau benar, lanjut saja.")
            )
        return self.hints

    def filing(self, token: uuid.UUID, *, evidence_ids: Sequence[int]) -> Filing:
        """Return the valid form as the value every channel hands over."""
        answers = self.cleaned_data
        return Filing(
            token=token,
            channel=Appeal.Channel.WEB,
            language=_active_language(),
            name=answers["name"],
            email=answers["email"],
            phone=answers["phone"],
            nik=answers["nik"],
            kk=answers["kk"],
            birth_date=answers["birth_date"],
            membership=answers["membership"],
            subject=answers["subject"] or str(SUBJECT),
            chronology=answers["chronology"],
            happened_on=answers["happened_on"],
            consents=(given(_active_language()),),
            evidence_ids=tuple(evidence_ids),
        )

    def _past(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and day > self.day:
            raise ValidationError(
                _("Tanggal ini belum terjadi. Cek lagi tahunnya."), code="in_the_future"
            )
        return day


def _is_phone(text: str) -> bool:
    try:
        Phone.parse(text)
    except Malformed:
        return False
    return True


def _active_language() -> str:
    return "en" if (get_language() or "").startswith("en") else "id"
