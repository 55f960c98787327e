"""Counts for the supervisors' board into `BoardFigure`, so that its page reads rows of figures only.

Counts what is open, a row a figure; of days that are over only what was not counted since. Names
nobody but officers, by their keys.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet

from appeals import clocks
from appeals.models import Appeal, BoardFigure, Decision, QualityReview, SourceRequest
from appeals.querysets import PAUSED
from portal import calendar

Name = BoardFigure.Name

DAYS = 14
# Open cases by the days since they were filed: the first and the last day of each band.
AGES: Mapping[str, tuple[int, int | None]] = {
    "0-3": (0, 3), "4-7": (4, 7), "8-14": (8, 14), "15-30": (15, 30), "31-60": (31, 60),
    "61": (61, None),
}  # fmt: skip
# An open question counts as old after half of the person's time.
_HALF = timedelta(days=clocks.ANSWER_DAYS - clocks.REMINDED_HALF_WAY)
# A finding is shown for so long.
QUALITY_DAYS = 90
# How a case ends without a decision.
ENDED = (Appeal.Status.WITHDRAWN, Appeal.Status.MERGED, Appeal.Status.VOID)

Figure = tuple[Name, str, int]


@dataclass(frozen=True, slots=True)
class Board:
    """All figures by name and part, and as of when the oldest of them was counted."""

    figures: Mapping[tuple[str, str], int]
    as_of: datetime | None

    def of(self, name: str, part: str = "") -> int:
        """Return one figure; what was never counted is nothing."""
        return self.figures.get((name, part), 0)

    def parts(self, name: str) -> dict[str, int]:
        """Return the parts of a figure."""
        return {part: count for (known, part), count in self.figures.items() if known == name}


def read_board() -> Board:
    """Return the board as it was counted last; one query over some dozens of rows."""
    rows = list(BoardFigure.objects.values_list("name", "part", "count", "as_of"))
    fresh = [as_of for name, _part, _count, as_of in rows if name == Name.BACKLOG]
    return Board({(name, part): count for name, part, count, _ in rows}, min(fresh, default=None))


@transaction.atomic
def refresh_board(*, at: datetime) -> None:
    """Count anew; a part that is no more goes, so that the page never adds up old ones."""
    day = calendar.civil_date(at)
    counted = [*_open_cases(day), *_waits(day), *_quality(day), *_days(day)]
    BoardFigure.objects.bulk_create(
        # In one order, so that two counts at once wait for each other and never in a circle.
        [
            BoardFigure(name=name, part=part, count=count, as_of=at)
            for name, part, count in sorted(counted)
        ],
        update_conflicts=True,
        unique_fields=["name", "part"],
        update_fields=["count", "as_of"],
    )
    first = (day - timedelta(days=DAYS - 1)).isoformat()
    by_day = Q(name__in=[Name.FILED, Name.DECIDED, Name.ENDED])
    gone = (~by_day & Q(as_of__lt=at)) | (by_day & Q(part__lt=first))
    BoardFigure.objects.filter(gone).delete()


def _open_cases(day: date) -> Iterator[Figure]:
    """Count all open cases in one pass: by officer, summed up for what is everybody's."""
    running, soon = ~Q(status__in=PAUSED), clocks.escalation_until(day)
    backlog = {
        "total": Q(),
        "overdue": running & Q(due_date__lt=day),
        "soon": running & Q(due_date__gte=day, due_date__lte=soon),
        "later": running & Q(due_date__gt=soon),
        "person": Q(status="info_requested"),
        "source": Q(status="waiting_source"),
        "unclaimed": Q(status="submitted", officer=None),
        "approval": Q(status="for_approval"),
    }
    asked = Q(status="info_requested")
    old = asked & Q(answer_due_date__lt=day + _HALF)
    parts: dict[tuple[Name, str], Q] = {(Name.BACKLOG, part): of for part, of in backlog.items()}
    parts |= {(Name.QUESTIONS, "old"): old, (Name.QUESTIONS, "asked"): asked}
    parts |= {(Name.AGE, band): _filed(*days, day=day) for band, days in AGES.items()}
    columns = {f"part_{place}": Count("pk", filter=of) for place, of in enumerate(parts.values())}
    counted: Counter[tuple[Name, str]] = Counter()
    for officer, *counts in Appeal.objects.open().values_list("officer").annotate(**columns):
        here = dict(zip(parts, counts, strict=True))
        counted.update(here)
        if officer is not None:
            yield Name.LOAD, str(officer), here[Name.BACKLOG, "total"]
    young = counted.pop((Name.QUESTIONS, "asked"), 0) - counted[Name.QUESTIONS, "old"]
    yield Name.QUESTIONS, "young", young
    yield from ((*part, counted[part]) for part in parts if part != (Name.QUESTIONS, "asked"))


def _filed(first: int, last: int | None, *, day: date) -> Q:
    """Filed so many days ago."""
    band = Q(submitted_at__lte=calendar.end_of_day(day - timedelta(days=first)))
    if last is not None:
        band &= Q(submitted_at__gte=calendar.start_of_day(day - timedelta(days=last)))
    return band


def _waits(day: date) -> Iterator[Figure]:
    counted = SourceRequest.objects.filter(ended_at=None).aggregate(
        late=Count("pk", filter=Q(expected_date__lt=day)), total=Count("pk")
    )
    yield Name.SOURCES, "late", counted["late"]
    yield Name.SOURCES, "waiting", counted["total"] - counted["late"]


def _quality(day: date) -> Iterator[Figure]:
    since = calendar.start_of_day(day - timedelta(days=QUALITY_DAYS))
    lately = QualityReview.objects.filter(drawn_at__gte=since)
    for verdict, count in lately.values_list("verdict").annotate(count=Count("pk")).order_by():
        yield Name.QUALITY, verdict or "waiting", count


def _days(day: date) -> Iterator[Figure]:
    """Count today and yesterday; of the days before only what was not counted since their end."""
    counted = BoardFigure.objects.filter(name=Name.FILED).values_list("part", "as_of")
    known = {
        part for part, as_of in counted if as_of > calendar.end_of_day(date.fromisoformat(part))
    }
    for back in range(DAYS):
        one = day - timedelta(days=back)
        if back > 1 and one.isoformat() in known:
            continue
        yield Name.FILED, one.isoformat(), _on(Appeal.objects.all(), "submitted_at", one)
        decided = Decision.objects.filter(voided_at=None)
        yield Name.DECIDED, one.isoformat(), _on(decided, "effective_at", one)
        ended = Appeal.objects.filter(status__in=ENDED)
        yield Name.ENDED, one.isoformat(), _on(ended, "closed_at", one)


def _on(rows: QuerySet[Model], moment: str, day: date) -> int:
    span = (calendar.start_of_day(day), calendar.end_of_day(day))
    return rows.filter(**{f"{moment}__range": span}).count()
