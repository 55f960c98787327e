"""How reports name reasons, grounds, levels and times: as officers speak."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals.models import Outcome
from eligibility.grounds import Ground
from portal.calendar import JAKARTA

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Reason = Outcome.Reason

REASON: dict[str, "StrOrPromise"] = {
    Reason.PROOF_CONVINCES: _("Bukti meyakinkan"),
    Reason.SOURCE_OUTDATED: _("Data sumber sudah lama"),
    Reason.SOURCE_WRONG: _("Data sumber keliru"),
    Reason.TYPING_ERROR: _("Salah ketik saat mendaftar"),
    Reason.PROGRAMME_FAULT: _("Gangguan di pihak program"),
    Reason.PROOF_MISSING: _("Bukti yang diminta belum ada"),
    Reason.PROOF_CONTRADICTS: _("Bukti tidak cocok dengan data"),
    Reason.RULE_APPLIES: _("Aturan memang berlaku"),
}


def ground(code: str) -> str:
    """Return a ground's code and words."""
    return f"{code} {Ground(code).label}"


def ground_or_none(code: str) -> str:
    """Return a ground's code and words, or that the case is about no block that we found."""
    return ground(code) if code else gettext("Tidak ada blokir yang kami temukan")


def level(number: str) -> str:
    """Return a level's name."""
    return gettext("Banding") if number == "2" else gettext("Tingkat pertama")


def moment(at: datetime | None) -> str:
    """Return a moment in Jakarta time as text that sorts, or nothing."""
    return at.astimezone(JAKARTA).isoformat(" ", "minutes")[:16] if at else ""


def day(on: date | None) -> str:
    """Return a day as text that sorts, or nothing."""
    return on.isoformat() if on else ""
