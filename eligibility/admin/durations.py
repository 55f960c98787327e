"""How long something will still take, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_MINUTE, _HOUR = 60, 3600


def in_words(seconds: float) -> str:
    """Return about how long `seconds` are, in the active language."""
    if seconds < _MINUTE:
        return _("kurang dari semenit")
    if seconds < _HOUR:
        minutes = -(-round(seconds) // _MINUTE)
        return ngettext("sekitar %(count)s menit", "sekitar %(count)s menit", minutes) % {
            "count": minutes
        }
    hours, rest = divmod(round(seconds), _HOUR)
    return _("sekitar %(hours)s jam %(minutes)s menit") % {
        "hours": hours, "minutes": rest // _MINUTE
    }  # fmt: skip
