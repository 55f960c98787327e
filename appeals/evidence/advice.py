"""Words for flaws: to the person what is wrong and how to mend it, to officers a short hint.

The browser's coach says the same sentences before a photo is sent. None of them refuses anything.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from appeals.evidence.quality import Flaw
from appeals.models import Evidence

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Advice:
    """A flaw in the active language: one sentence with its fix, and a short hint."""

    flaw: Flaw
    fix: "StrOrPromise"
    hint: "StrOrPromise"


_WORDS: dict[Flaw, tuple["StrOrPromise", "StrOrPromise"]] = {
    Flaw.DARK: (_("Tampak gelap. Pindah ke tempat terang, lalu foto lagi."), _("Gelap?")),
    Flaw.BLURRED: (
        _("Tampak buram. Letakkan di meja, tunggu sampai tajam, lalu foto lagi dari atas."),
        _("Buram?"),
    ),
    Flaw.SMALL: (
        _("Tulisannya tampak terlalu kecil. Foto lagi dari lebih dekat, lalu kirim foto aslinya."),
        _("Terlalu kecil?"),
    ),
    Flaw.CROPPED: (
        _("Tampak terpotong. Mundur sedikit sampai keempat sudutnya terlihat."),
        _("Terpotong?"),
    ),
    Flaw.GLARE: (
        _("Ada pantulan cahaya. Matikan lampu kilat atau geser sedikit, lalu foto lagi."),
        _("Pantulan cahaya?"),
    ),
    Flaw.NO_FACE: (
        _("Wajah tidak tampak jelas. Foto lagi dengan wajah dan kartu sama-sama terlihat."),
        _("Wajah tidak tampak?"),
    ),
    Flaw.SCREEN: (
        _("Tampak seperti foto dari layar. Foto kartu aslinya kalau ada."),
        _("Foto layar?"),
    ),
    Flaw.PHOTOCOPY: (
        _("Tampak seperti fotokopi. Foto kartu aslinya kalau ada."),
        _("Fotokopi?"),
    ),
    Flaw.NO_CARD: (
        _("Kartunya tidak tampak. Lihat lagi: apakah fotonya tertukar?"),
        _("Kartu tidak tampak?"),
    ),
}


def of(flaw: str) -> Advice:
    """Return the words for a stored flaw. Raises ValueError for an unknown one."""
    known = Flaw(flaw)
    return Advice(known, *_WORDS[known])


def about(evidence: Evidence) -> list[Advice]:
    """Return what may make the file hard to use, the plainest reason first."""
    if evidence.state != Evidence.State.READY:
        return []
    return [of(flaw) for flaw in evidence.flaws]
