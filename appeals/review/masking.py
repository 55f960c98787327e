"""What staff see of a person: masked by default, one field at a time with a reason.

Owns masking and the list of what may be revealed; the reveal itself writes an audit entry.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from portal import audit
from portal.identifiers import mask_email, mask_name, mask_nik, mask_phone
from portal.models import User

_NUMBER = re.compile(r"\+?\d(?:[\s.\-]?\d){5,}")
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


class Identity(models.TextChoices):
    """A field that is masked until somebody asks for it."""

    NAME = "name", _("Nama")
    NIK = "nik", _("NIK")
    KK = "kk", _("Nomor KK")
    PHONE = "phone", _("Telepon")
    EMAIL = "email", _("E-mail")


class RevealReason(models.TextChoices):
    """Why an officer needs the whole value; a code, so that no text about a person is kept."""

    COMPARE = "compare", _("Mencocokkan dengan dokumen")
    CONTACT = "contact", _("Menghubungi peserta")
    ASK_SOURCE = "ask_source", _("Bertanya ke lembaga sumber")
    SAME_PERSON = "same_person", _("Memeriksa apakah orang yang sama")


_MASKS = {
    Identity.NAME: mask_name,
    Identity.NIK: mask_nik,
    Identity.KK: mask_nik,
    Identity.PHONE: mask_phone,
    Identity.EMAIL: mask_email,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as it stands on the page."""

    field: Identity
    text: str
    is_open: bool = False


def identity(appeal: Appeal, *, opened: Identity | None = None) -> list[Shown]:
    """Return the person's fields, masked but for the one that was `opened`."""
    return [
        Shown(field, getattr(appeal, field), is_open=True)
        if field == opened
        else Shown(field, mask(getattr(appeal, field)))
        for field, mask in _MASKS.items()
    ]


def reveal(
    appeal: Appeal, field: Identity, *, reason: RevealReason, by: User, at: datetime
) -> None:
    """Write down that `by` opens `field` of the person, and why."""
    audit.record("identity.revealed", by=by, subject=appeal, at=at, field=field, reason=reason)


def redacted(text: str) -> str:
    """Return free text without the numbers and addresses a person may have written into it."""
    return _ADDRESS.sub("•••@•••", _NUMBER.sub("••••••", text))
