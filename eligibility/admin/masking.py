"""What staff see of a person on the account's page: masked, one field at a time with a reason.

Owns masking and the list of what may be revealed; the reveal itself writes an audit entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from eligibility.models import Account
from portal import audit
from portal.identifiers import mask_email, mask_name, mask_nik, mask_phone
from portal.models import Role, User
from portal.staff_forms import StaffForm

# Rule officers and auditors work with codes and counts; they need nobody's name.
REVEALERS = (Role.AGENT, Role.SUPERVISOR, Role.PRIVACY_OFFICER)
_LONGEST_NOTE = 120


class Field(models.TextChoices):
    """A field that is masked until somebody asks for it."""

    NAME = "name", _("Nama")
    NIK = "nik", _("NIK")
    KK = "kk", _("Nomor KK")
    PHONE = "phone", _("Telepon")
    EMAIL = "email", _("E-mail")
    BIRTH_DATE = "birth_date", _("Tanggal lahir")
    PAYOUT_ACCOUNT = "payout_account", _("Rekening insentif")


class Reason(models.TextChoices):
    """Why an officer needs the whole value."""

    COMPARE = "compare", _("Mencocokkan dengan dokumen")
    CONTACT = "contact", _("Menghubungi peserta")
    ASK_SOURCE = "ask_source", _("Bertanya ke lembaga sumber")
    SAME_PERSON = "same_person", _("Memeriksa apakah orang yang sama")
    SUBJECT_REQUEST = "subject_request", _("Permintaan peserta atas datanya")
    OTHER = "other", _("Lainnya, tulis di keterangan")


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as it stands on the page."""

    field: Field
    text: str
    is_open: bool = False


class RevealForm(StaffForm):
    """Which masked field to open, and why."""

    field = forms.ChoiceField(label=_("Data"), choices=Field.choices)
    reason = forms.ChoiceField(
        label=_("Untuk apa"),
        choices=[("", _("Pilih alasan")), *Reason.choices],
        error_messages={"required": _("Pilih alasan untuk membuka data itu.")},
    )
    note = forms.CharField(
        label=_("Keterangan, tanpa data orang"), required=False, max_length=_LONGEST_NOTE
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, auto_id="reveal-%s")  # a QueryDict or None

    def clean(self) -> None:
        """Refuse the reason that names none without a note."""
        super().clean()
        if self.cleaned_data.get("reason") == Reason.OTHER and not self.cleaned_data.get("note"):
            self.add_error("note", _("Tulis di sini untuk apa data ini dibuka."))


def identity(account: Account, *, opened: Field | None = None) -> list[Shown]:
    """Return the person's fields, masked but for the one that was `opened`."""
    return [
        Shown(field, _whole(account, field), is_open=True)
        if field == opened
        else Shown(field, mask(account))
        for field, mask in _MASKS.items()
    ]


def reveal(account: Account, form: RevealForm, *, by: User, at: datetime) -> Field:
    """Write down which field of `account` opens to `by`, and why; return the field.

    `form` is valid. Raises audit.Personal when the note looks like personal data.
    """
    field = Field(form.cleaned_data["field"])
    audit.record(
        "account.revealed",
        by=by,
        subject=account,
        at=at,
        field=field.value,
        reason=form.cleaned_data["reason"],
        note=form.cleaned_data["note"],
    )
    return field


def _year(day: date | None) -> str:
    return f"••-••-{day.year}" if day else ""


def _end(text: str | None) -> str:
    return f"••••{text[-3:]}" if text and len(text) > 6 else "••••" if text else ""


_MASKS: dict[Field, Callable[[Account], str]] = {
    Field.NAME: lambda account: mask_name(account.name),
    Field.NIK: lambda account: mask_nik(account.nik),
    Field.KK: lambda account: mask_nik(account.kk),
    Field.PHONE: lambda account: mask_phone(account.phone),
    Field.EMAIL: lambda account: mask_email(account.email),
    Field.BIRTH_DATE: lambda account: _year(account.birth_date),
    Field.PAYOUT_ACCOUNT: lambda account: _end(account.payout_account),
}


def _whole(account: Account, field: Field) -> str:
    value = getattr(account, field.value)
    if isinstance(value, date):
        return date_format(value, "j F Y", use_l10n=False)
    return value or ""
