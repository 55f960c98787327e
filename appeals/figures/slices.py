"""The only writer of slices: counts days anew and keeps their months in step.

A day is counted in one transaction with its month, so that a worker killed anywhere leaves both as
they were. Where another counts in the month a sweep goes on to other days, and a rebuild waits.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain, zip_longest

from django.db import transaction
from django.db.models import Min, QuerySet

from appeals.figures import beside, copying, day_counting, month_lock, months, what_counts
from appeals.figures.day_counting import Counts, Cut
from appeals.models import Appeal, CountedDay, FigureSlice, StaleDay
from portal import calendar

Span = FigureSlice.Span
COLUMNS = ("filed", "reopened", "answered", "taken", "decided", "lifted", "upheld", "ended")
DAYS = ("answer_days", "decision_days")
_TOTALS = ("filed", "decided", "lifted", "upheld")
# So long after midnight a day may still be written by whoever began before.
_SETTLES = timedelta(minutes=10)


def owed(*, at: datetime) -> list[date]:
    """Return the days to count anew: today, then in turn what changed and what is not finished.

    What changed comes by its oldest mark, what is not finished newest first; neither waits for the
    other, however much of it there is. Days counted by older definitions come last, newest first.
    """
    today, first = calendar.civil_date(at), first_day()
    if first is None:
        return []
    counted = dict(CountedDay.objects.values_list("day", "counted_at"))
    outdated = older_definitions().filter(day__range=(first, today)).order_by("-day")
    marked = StaleDay.objects.filter(day__range=(first, today)).values_list("day", flat=True)
    changed = marked.annotate(oldest=Min("pk")).order_by("oldest")
    back = (today - timedelta(days=number) for number in range((today - first).days + 1))
    unfinished = [
        day
        for day in back
        if day not in counted or counted[day] <= calendar.end_of_day(day) + _SETTLES
    ]
    in_turn = chain.from_iterable(zip_longest(changed, unfinished))
    then = outdated.values_list("day", flat=True)
    return list(dict.fromkeys([today, *(day for day in in_turn if day is not None), *then]))


def older_definitions() -> QuerySet[CountedDay]:
    """Return the days that were counted by older definitions than today's."""
    return CountedDay.objects.filter(version__lt=what_counts.VERSION)


def first_day() -> date | None:
    """Return the day of the first complaint."""
    first = Appeal.objects.aggregate(at=Min("submitted_at"))["at"]
    return calendar.civil_date(first) if first else None


@transaction.atomic
def recount(day: date, *, at: datetime) -> bool:
    """Count the day anew, any number of times with the same result; its month moves along.

    False: somebody else counts in the month now, and nothing was done.
    """
    month = months.month_of(day)
    if not month_lock.take_now(month):
        return False
    marks = _marks([day])
    counted = day_counting.count(day)
    beside.count(day, on=calendar.civil_date(at))
    before = _stored(FigureSlice.objects.filter(span=Span.DAY, first=day))
    changes = _changes(before, counted)
    _write(Span.DAY, day, {cut: counted.get(cut, Counter()) for cut in changes})
    if changes:
        rows = FigureSlice.objects.filter(
            span=Span.MONTH, first=month, wave__in={cut.wave for cut in changes}
        )
        sums = _stored(rows)
        for cut, change in changes.items():
            sums.setdefault(cut, Counter()).update(change)
        _write(Span.MONTH, month, {cut: sums[cut] for cut in changes})
    _note([day], marks, at=at)
    return True


@transaction.atomic
def rebuild(days: Collection[date], *, at: datetime) -> None:
    """Count these days of one month anew, and the month from its days, whatever stood there."""
    [month] = {months.month_of(day) for day in days}
    month_lock.take(month)
    marks = _marks(days)
    kept = FigureSlice.objects.filter(span=Span.DAY, first__gte=month).filter(
        first__lt=months.before(month, by=-1)
    )
    kept.filter(first__in=days).delete()
    sums: defaultdict[Cut, Counts] = defaultdict(Counter)
    for row in kept.iterator(chunk_size=500):
        sums[Cut(row.wave, row.province_code)].update(_counts(row))
    for day in sorted(days):
        counted = day_counting.count(day)
        beside.count(day, on=calendar.civil_date(at))
        _copy(Span.DAY, day, counted)
        for cut, counts in counted.items():
            sums[cut].update(counts)
    FigureSlice.objects.filter(span=Span.MONTH, first=month).delete()
    _copy(Span.MONTH, month, sums)
    _note(days, marks, at=at)


def _marks(days: Iterable[date]) -> list[int]:
    """Return the marks that this count answers; those made while it runs are left for the next."""
    return list(StaleDay.objects.filter(day__in=list(days)).values_list("pk", flat=True))


def _note(days: Iterable[date], marks: list[int], *, at: datetime) -> None:
    CountedDay.objects.bulk_create(
        [CountedDay(day=day, counted_at=at, version=what_counts.VERSION) for day in sorted(days)],
        update_conflicts=True,
        unique_fields=["day"],
        # Not summed any more.
        update_fields=["counted_at", "version", "summed_as_of"],
    )
    StaleDay.objects.filter(pk__in=marks).delete()


def _changes(before: Mapping[Cut, Counts], now: Mapping[Cut, Counts]) -> dict[Cut, Counts]:
    changes: dict[Cut, Counts] = {}
    for cut in sorted(before.keys() | now.keys()):
        change = Counter(now.get(cut, {}))
        change.subtract(before.get(cut, {}))
        if any(change.values()):
            changes[cut] = change
    return changes


def _stored(rows: QuerySet[FigureSlice]) -> dict[Cut, Counts]:
    return {Cut(row.wave, row.province_code): _counts(row) for row in rows}


def _counts(row: FigureSlice) -> Counts:
    counts: Counts = Counter()
    for column in COLUMNS:
        for place, number in enumerate(getattr(row, column)):
            if number:
                counts[column, place] = number
    for column in DAYS:
        for key, number in getattr(row, column).items():
            counts[column, key] = number
    return counts


def _write(span: Span, first: date, slices: Mapping[Cut, Counts]) -> None:
    """Write the slices, in one order; what holds nothing any more goes."""
    rows = list(_rows(span, first, slices))
    fields = [*COLUMNS, *DAYS, *(f"all_{column}" for column in _TOTALS)]
    FigureSlice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["wave", "span", "first", "province_code"],
        update_fields=fields,
        batch_size=500,
    )
    written = {Cut(row.wave, row.province_code) for row in rows}
    for cut in sorted(slices.keys() - written):
        FigureSlice.objects.filter(
            span=span, first=first, wave=cut.wave, province_code=cut.province_code
        ).delete()


def _copy(span: Span, first: date, slices: Mapping[Cut, Counts]) -> None:
    """Write slices where none stand, a column as text: thousands of arrays are slow otherwise."""
    plain = ("span", "first", "wave", "province_code", *(f"all_{column}" for column in _TOTALS))
    rows = (
        (
            *(getattr(row, column) for column in plain),
            *("{" + ",".join(map(str, getattr(row, column))) + "}" for column in COLUMNS),
            *(json.dumps(getattr(row, column)) for column in DAYS),
        )
        for row in _rows(span, first, slices)
    )
    copying.copy(FigureSlice, (*plain, *COLUMNS, *DAYS), rows)


def _rows(span: Span, first: date, slices: Mapping[Cut, Counts]) -> Iterator[FigureSlice]:
    for cut, counts in sorted(slices.items(), key=lambda each: each[0]):
        arrays: dict[str, dict[int, int]] = {column: {} for column in COLUMNS}
        days: dict[str, dict[str, int]] = {column: {} for column in DAYS}
        for (column, key), number in counts.items():
            if number and isinstance(key, int):
                arrays[column][key] = number
            elif number:
                days[column][str(key)] = number
        if any(arrays.values()):
            yield FigureSlice(
                span=span, first=first, wave=cut.wave, province_code=cut.province_code,
                **{column: _array(places) for column, places in arrays.items()}, **days,
                **{f"all_{column}": sum(arrays[column].values()) for column in _TOTALS},
            )  # fmt: skip


def _array(places: Mapping[int, int]) -> list[int]:
    return [places.get(place, 0) for place in range(max(places, default=-1) + 1)]
