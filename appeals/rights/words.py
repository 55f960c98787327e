"""What a data request said, in words: for its page, the officer's and the copy."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import Consent, DataRequest


class Datum(models.TextChoices):
    """What a person may want corrected."""

    NAME = "name", gettext_lazy("Nama")
    NIK = "nik", gettext_lazy("NIK")
    KK = "kk", gettext_lazy("Nomor KK")
    BIRTH_DATE = "birth_date", gettext_lazy("Tanggal lahir")
    PHONE = "phone", gettext_lazy("Nomor HP")
    EMAIL = "email", gettext_lazy("E-mail")
    EDUCATION = "education", gettext_lazy("Pendidikan")
    EMPLOYMENT = "employment", gettext_lazy("Pekerjaan")
    OTHER = "other", gettext_lazy("Data lain")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the form."""

    key: str
    label: str
    text: str


def said_in_words(request: DataRequest) -> list[Said]:
    """Return what was typed, each under its label; nothing for what was left empty."""
    labels = {
        "datum": _("Data yang mau diperbaiki"),
        "value": _("Yang benar"),
        "proof": _("Buktinya"),
        "consent": _("Persetujuan"),
        "case": _("Pengaduan"),
        "reason": _("Keterangan"),
    }
    return [
        Said(key, label, _text(key, request.said[key]))
        for key, label in labels.items()
        if request.said.get(key)
    ]


def _text(key: str, value: str) -> str:
    choices = {"datum": Datum, "consent": Consent.Kind}.get(key)
    return str(dict(choices.choices).get(value, value)) if choices else value
