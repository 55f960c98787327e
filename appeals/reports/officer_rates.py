"""What each officer decided in some days and what was found of it later, for supervisors alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.figures import month_sums
from appeals.figures.quantiles import quantile
from appeals.models import OfficerDay
from appeals.reports import charts
from appeals.reports.filters import Filters
from appeals.reports.narrowing import of_days, of_level
from portal.models import User

NARROWED_BY = ("level",)
PAGE = 50
_SUMS = ("granted", "partly", "refused", "answered", "returned", "agreed", "form_faults", "wrong",
         "appealed", "overturned")  # fmt: skip
_HOUR, _DAY = 60, 24 * 60
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Officer:
    """One row: counts over the days, and half of the decisions took at most so many minutes."""

    user: User
    granted: int
    partly: int
    refused: int
    answered: int
    returned: int
    agreed: int
    form_faults: int
    wrong: int
    appealed: int
    overturned: int
    minutes: int | None

    @property
    def name(self) -> str:
        """What colleagues call them."""
        return self.user.called

    @property
    def decided(self) -> int:
        """How many decisions took effect."""
        return self.granted + self.partly + self.refused + self.answered

    @property
    def lifted(self) -> int:
        """How many of them lifted a block."""
        return self.granted + self.partly

    @property
    def judged(self) -> int:
        """How many of them another officer has looked at."""
        return self.agreed + self.form_faults + self.wrong

    @property
    def took(self) -> str:
        """The median time in words."""
        return in_words(self.minutes)


@dataclass(frozen=True, slots=True)
class Officers:
    """A page of officers in the order of their keys, never by a figure; and the next one's key."""

    headline: str
    rows: Sequence[Officer]
    chart: charts.RowChart
    next: int | None


def of(filters: Filters, *, after: int = 0) -> Officers:
    """Return the officers whose key is beyond `after`; six queries over counted rows at most."""
    decided = _decided(filters)
    keys = sorted(key for key in decided if key > after)
    rows = OfficerDay.objects.filter(**of_days(filters), **of_level(filters))
    shown = _officers(rows, keys[:PAGE], filters)
    return Officers(
        headline=_headline(decided),
        rows=shown,
        chart=charts.backlog([(one.name, one.decided, "plain") for one in shown]),
        next=keys[PAGE - 1] if len(keys) > PAGE else None,
    )


def in_words(minutes: int | None) -> str:
    """Return minutes as people say them; nothing where none are known."""
    if minutes is None:
        return ""
    if minutes < 2 * _HOUR:
        return _("%(count)s menit") % {"count": minutes}
    if minutes < 2 * _DAY:
        return _("%(count)s jam") % {"count": round(minutes / _HOUR)}
    return _("%(count)s hari") % {"count": round(minutes / _DAY)}


def _decided(filters: Filters) -> dict[int, int]:
    """Return how much each decided who has figures of the days, by their keys."""
    covered = month_sums.summed_up(filters.first, filters.last)
    levels = _levels(filters)
    # Any: the stubs know no arrays.
    asked: list[Any] = [list(covered.months), levels, list(covered.days), levels]
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, asked)
        return dict(cursor.fetchall())


_DECIDED = """
    SELECT officer_id, sum(decided)
    FROM (
        SELECT officer_id, decided
        FROM appeals_officermonth WHERE month = ANY(%s::date[]) AND level = ANY(%s)
        UNION ALL
        SELECT officer_id, granted + partly + refused + answered
        FROM appeals_officerday WHERE day = ANY(%s::date[]) AND level = ANY(%s)
    ) counted
    GROUP BY officer_id
"""


def _officers(rows: QuerySet[OfficerDay], keys: Sequence[int], filters: Filters) -> list[Officer]:
    people = User.objects.in_bulk(keys)
    minutes = _minutes(filters, keys)
    sums = rows.filter(officer__in=keys).order_by("officer").values_list("officer")
    return [
        Officer(
            people[key],
            **dict(zip(_SUMS, counts, strict=True)),
            minutes=quantile(minutes[key], _HALF),
        )
        for key, *counts in sums.annotate(*(Sum(name) for name in _SUMS))
    ]


def _minutes(filters: Filters, keys: Iterable[int]) -> dict[int, Counter[int]]:
    """Return how many decisions took so many minutes, by officer."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, [filters.first, filters.last, _levels(filters), list(keys)])
        for officer, length, count in cursor.fetchall():
            found[officer][int(length)] += count
    return found


_MINUTES = """
    SELECT day.officer_id, took.key, sum(took.value::int)
    FROM appeals_officerday day, jsonb_each_text(day.minutes) took
    WHERE day.day BETWEEN %s AND %s AND day.level = ANY(%s) AND day.officer_id = ANY(%s)
    GROUP BY 1, 2
"""


def _levels(filters: Filters) -> list[int]:
    return [int(filters.level)] if filters.level else [1, 2]


def _headline(decided: Mapping[int, int]) -> str:
    total = sum(decided.values())
    if not total:
        return _("Tidak ada putusan petugas dalam hari-hari ini")
    said = {
        "officers": number_format(len(decided), force_grouping=True),
        "decided": number_format(total, force_grouping=True),
    }
    return _("%(officers)s petugas memutus %(decided)s pengaduan") % said
