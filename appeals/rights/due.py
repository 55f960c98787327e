"""How many hours a data request has left: a word, a shape and a tone together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals.data_requests.reminders import EARLY, URGENT
from appeals.models import DataRequest

_HOUR = timedelta(hours=1)
_SHAPES = {"late": "▲", "today": "●", "soon": "◆", "calm": "○", "done": "✓"}


@dataclass(frozen=True, slots=True)
class Due:
    """What is left, in words; the style sheet colours it by its tone."""

    text: str
    tone: str

    @property
    def shape(self) -> str:
        """A sign for the tone, beside the words."""
        return _SHAPES[self.tone]


def due(request: DataRequest, *, at: datetime) -> Due:
    """Word what is left of the request's time at `at`; begun hours of lateness count as whole."""
    if request.answered_at is not None:
        if request.answered_at > request.due_at:
            return Due(_("dijawab terlambat"), "done")
        return Due(_("dijawab"), "done")
    left = request.due_at - at
    if left < timedelta(0):
        hours = -(left // _HOUR)
        words = ngettext("terlambat %(hours)d jam", "terlambat %(hours)d jam", hours)
        return Due(words % {"hours": hours}, "late")
    hours = left // _HOUR
    words = ngettext("%(hours)d jam lagi", "%(hours)d jam lagi", hours) % {"hours": hours}
    return Due(words, "today" if left <= URGENT else "soon" if left <= EARLY else "calm")
