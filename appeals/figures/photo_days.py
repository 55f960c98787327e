"""Counts the files of filed cases by kind, channel and what may make them hard to use, per day.

A document counts once, whatever its pages; a file that is not examined yet, or was erased, not at
all. What telephone a photo came from is not known: we never asked, and the file does not say.

Once files of a day may have been deleted, the day's figures stay as they were counted last.
"""

from collections import Counter
from datetime import date

from django.db import connection

from appeals.figures.day_span import span
from appeals.models import CountedDay, Evidence, PhotoDay
from appeals.retention import periods

_READY, _REFUSED = Evidence.State.READY.value, Evidence.State.REFUSED.value

# A row for each flaw of a file; one without any is one row. In the words of its partial index.
_COUNT = """
    SELECT evidence.kind, appeal.channel, evidence.state, flaw.code, flaw.place, count(*)
    FROM appeals_evidence evidence
    JOIN appeals_appeal appeal ON appeal.id = evidence.appeal_id
    LEFT JOIN LATERAL jsonb_array_elements_text(evidence.flaws)
      WITH ORDINALITY flaw (code, place) ON evidence.state = %s
    WHERE evidence.uploaded_at >= %s AND evidence.uploaded_at < %s
      AND evidence.appeal_id IS NOT NULL AND evidence.first_page_id IS NULL
      AND evidence.state IN (%s, %s)
    GROUP BY 1, 2, 3, 4, 5
"""


def count(day: date, *, on: date) -> None:
    """Count the day anew as of `on`, unless it stands for good; wants a transaction."""
    if _stands(day, on=on):
        return
    cells: Counter[tuple[str, str, str]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_READY, *span(day), _READY, _REFUSED])
        rows = cursor.fetchall()
    for kind, channel, state, flaw, place, number in rows:
        if place in (None, 1):
            cells[kind, channel, PhotoDay.SENT] += number
        if state == _REFUSED:
            cells[kind, channel, PhotoDay.REFUSED] += number
        elif flaw is not None:
            cells[kind, channel, flaw] += number
            cells[kind, channel, PhotoDay.FLAWED] += number if place == 1 else 0
    PhotoDay.objects.filter(day=day).delete()
    PhotoDay.objects.bulk_create(
        PhotoDay(day=day, kind=kind, channel=channel, what=what, count=number)
        for (kind, channel, what), number in sorted(cells.items())
        if number
    )


def years_counted(*, on: date) -> int:
    """Return for how many years all files of a day are there, but for what people had erased."""
    return periods.shortest(on=on)


def _stands(day: date, *, on: date) -> bool:
    """Say whether the day is counted and its files may be gone; one never counted is counted."""
    is_old = (day.year + years_counted(on=on), day.month, day.day) < (on.year, on.month, on.day)
    return is_old and CountedDay.objects.filter(day=day).exists()
