"""What the privacy officer sees of who asked: masked, one field at a time with a reason."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.data_requests import subject_of
from appeals.models import DataRequest
from portal import audit
from portal.identifiers import mask_email, mask_name, mask_nik, mask_phone
from portal.models import User


class Field(models.TextChoices):
    """A field that is masked until somebody asks for it."""

    NAME = "name", _("Nama")
    NIK = "nik", _("NIK")
    KK = "kk", _("Nomor KK")
    PHONE = "phone", _("Telepon")
    EMAIL = "email", _("E-mail")


class Purpose(models.TextChoices):
    """Why the whole value is needed; a code, so that no text about a person is kept."""

    SUBJECT_REQUEST = "subject_request", _("Menjawab permintaan ini")
    COMPARE = "compare", _("Mencocokkan dengan dokumen")
    CONTACT = "contact", _("Menghubungi peserta")
    SAME_PERSON = "same_person", _("Memeriksa apakah orang yang sama")


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as it stands on the page."""

    field: Field
    text: str
    is_open: bool = False


class RevealForm(forms.Form):
    """Which masked field to open, and why."""

    field = forms.ChoiceField(label=_("Data"), choices=Field.choices)
    reason = forms.ChoiceField(
        label=_("Untuk apa"), choices=[("", _("Pilih alasan")), *Purpose.choices]
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, auto_id="reveal-%s")  # type: ignore[arg-type] # a QueryDict or None


_MASKS = {
    Field.NAME: mask_name,
    Field.NIK: mask_nik,
    Field.KK: mask_nik,
    Field.PHONE: mask_phone,
    Field.EMAIL: mask_email,
}


def identity(request: DataRequest, *, opened: Field | None = None) -> list[Shown]:
    """Return the person's fields, masked but for the one that was `opened`."""
    person = subject_of(request)
    whole = {field: str(getattr(person, field.value)) for field in _MASKS}
    return [
        Shown(field, whole[field], is_open=True)
        if field == opened
        else Shown(field, mask(whole[field]) if whole[field] else "")
        for field, mask in _MASKS.items()
    ]


def reveal(request: DataRequest, form: RevealForm, *, by: User, at: datetime) -> Field:
    """Write down which field opens to `by`, and why; return the field. `form` is valid."""
    field, reason = Field(form.cleaned_data["field"]), form.cleaned_data["reason"]
    audit.record(
        "data_request.revealed", by=by, subject=request, at=at, field=field.value, reason=reason
    )
    return field
