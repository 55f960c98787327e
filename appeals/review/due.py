"""How a case's due day is worded and marked for officers: a word, a shape and a tone together."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals.models import Appeal

_SOON = 2


class Tone(StrEnum):
    """What a due day asks for; the style sheet colours it by this name."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    CALM = "calm"
    PAUSED = "paused"
    DONE = "done"


_SHAPES = {
    Tone.LATE: "▲",
    Tone.TODAY: "●",
    Tone.SOON: "◆",
    Tone.CALM: "○",
    Tone.PAUSED: "Ⅱ",
    Tone.DONE: "✓",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A due day in words, with its tone; `shape` repeats the tone without colour."""

    text: str
    tone: Tone

    @property
    def shape(self) -> str:
        """A sign for the tone, beside the words."""
        return _SHAPES[self.tone]


def due(appeal: Appeal, *, on: date) -> Due:
    """Word the due day of `appeal` as seen on the Jakarta day `on`."""
    if not appeal.is_open:
        return Due(_("selesai"), Tone.DONE)
    if appeal.paused_at is not None:
        return Due(_("jam berhenti"), Tone.PAUSED)
    return _running((appeal.due_date - on).days)


def _running(days: int) -> Due:
    if days < 0:
        words = ngettext("terlambat %(days)d hari", "terlambat %(days)d hari", -days)
        return Due(words % {"days": -days}, Tone.LATE)
    if days == 0:
        return Due(_("hari ini"), Tone.TODAY)
    if days == 1:
        return Due(_("besok"), Tone.SOON)
    words = ngettext("%(days)d hari lagi", "%(days)d hari lagi", days)
    return Due(words % {"days": days}, Tone.SOON if days <= _SOON else Tone.CALM)
