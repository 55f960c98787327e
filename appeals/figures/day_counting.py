"""Counts one day's cases by wave, province, level, channel and ground; writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Count, Model, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable, OuterRef
from django.db.models.functions import Coalesce, TruncDate

from appeals.figures import cells, what_counts
from appeals.models import FigureSlice, Outcome
from eligibility.models import Gelombang, Grant
from portal import calendar
from portal.calendar import JAKARTA

# What took longer than this many working days is counted with it.
LONGEST = 60

_Rows = TypeVar("_Rows", bound=Model)
# By column and place, or "place:days" in the columns of days.
Counts = Counter[tuple[str, int | str]]


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """Whose cases a slice is about."""

    wave: int
    province_code: str


@dataclass(frozen=True, slots=True)
class _Event:
    """So many of one kind, alike in everything that is counted by."""

    cut: Cut
    place: int
    count: int
    columns: tuple[str, ...]
    days: int | None = None


def count(day: date) -> Mapping[Cut, Counts]:
    """Return the day's counts, each in all four cuts it belongs to."""
    found: defaultdict[Cut, Counts] = defaultdict(Counter)
    for event in _events(day):
        _add(found[event.cut], event)
    # Added up once they are counted: far fewer are left to add.
    for cut, counts in list(found.items()):
        for wider in (
            Cut(cut.wave, FigureSlice.ALL_PROVINCES),
            Cut(FigureSlice.ALL_WAVES, cut.province_code),
            Cut(FigureSlice.ALL_WAVES, FigureSlice.ALL_PROVINCES),
        ):
            found[wider].update(counts)
    return found


def _add(counts: Counts, event: _Event) -> None:
    for column in event.columns:
        counts[column, event.place] += event.count
    if event.days is not None:
        days = "answer_days" if "answered" in event.columns else "decision_days"
        counts[days, f"{event.place}:{min(event.days, LONGEST)}"] += event.count


def _events(day: date) -> Iterator[_Event]:
    start = calendar.start_of_day(day)
    end = calendar.start_of_day(day + timedelta(days=1))
    plain = {
        "filed": what_counts.filed, "reopened": what_counts.reopened, "ended": what_counts.ended,
    }  # fmt: skip
    for column, rows in plain.items():
        for cut, place, _first, _extra, number in _grouped(rows(start, end), case=""):
            yield _Event(cut, place, number, (column,))
    for cut, place, first, _extra, number in _grouped(what_counts.answered(day), case=""):
        yield _Event(cut, place, number, ("answered",), what_counts.working_days(first, day))
    replied = _grouped(what_counts.replied(start, end), case="appeal__", ground=Value(""))
    for cut, place, first, _extra, number in replied:
        days = what_counts.working_days(first, day)
        yield _Event(cut, place, number, ("taken", "decided"), days)
    taken = what_counts.taken(start, end).annotate(is_replaced=what_counts.replaced())
    ruled = _grouped(
        taken, case="decision__appeal__", ground="block__ground", extra=("result", "is_replaced")
    )
    for cut, place, first, (result, is_replaced), number in ruled:
        if is_replaced:
            yield _Event(cut, place, number, ("taken",))
            continue
        became = "lifted" if result == Outcome.Result.LIFTED else "upheld"
        days = what_counts.working_days(first, day)
        yield _Event(cut, place, number, ("taken", "decided", became), days)


def _grouped(
    rows: QuerySet[_Rows],
    *,
    case: str,
    ground: str | Combinable = "contested__block__ground",
    extra: tuple[str, ...] = (),
) -> Iterator[tuple[Cut, int, date, tuple[object, ...], int]]:
    """Group rows by what their case, at the path `case`, is counted by."""
    grouped = (
        rows.annotate(
            of_wave=_wave(case),
            of_ground=Coalesce(ground, Value("")),
            came_on=TruncDate(f"{case}submitted_at", tzinfo=JAKARTA),
        )
        .order_by()
        .values_list(
            "of_wave", f"{case}province_code", f"{case}level", f"{case}channel", "of_ground",
            "came_on", *extra,
        )
        .annotate(number=Count("*"))
    )  # fmt: skip
    numbers = dict(Gelombang.objects.values_list("pk", "number"))
    for wave, province, level, channel, code, first, *others, number in grouped.iterator():
        cut = Cut(numbers.get(wave, FigureSlice.NO_WAVE), province)
        yield cut, cells.place(level, channel, code), first, tuple(others), number


def _wave(case: str) -> Subquery:
    """The key of the wave that the person was in last when they filed.

    Its number is looked up afterwards: a join for each case would cost more than the grants.
    """
    granted = Grant.objects.filter(
        account=OuterRef(f"{case}account"), granted_at__lte=OuterRef(f"{case}submitted_at")
    ).order_by("-granted_at", "-pk")
    return Subquery(granted.values("gelombang")[:1])
