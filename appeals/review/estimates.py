"""How many rows a list holds, in words: exactly up to a hundred, beyond that as last counted."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import log10

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.models import QueueCount

# The worker counts every few minutes; older figures are not told.
_FRESH = timedelta(hours=1)


def worded(counts: Mapping[str, str], *, at: datetime) -> dict[str, str]:
    """Return `counts` with "100+" replaced where the worker has counted lately; one query."""
    many = [tab for tab, said in counts.items() if said.endswith("+")]
    if not many:
        return dict(counts)
    counted = QueueCount.objects.filter(tab__in=many, counted_at__gte=at - _FRESH)
    about = {row.tab: row.rows for row in counted}
    return {tab: _about(about[tab], said) if tab in about else said for tab, said in counts.items()}


def _about(rows: int, said: str) -> str:
    """Return two digits of `rows` with zeros behind: more would be pretended."""
    if rows <= int(said.rstrip("+")):
        return said  # it has grown since
    digits = int(log10(rows)) - 1
    rounded = round(rows, -digits)
    return _("kira-kira %(rows)s") % {"rows": number_format(rounded, force_grouping=True)}
