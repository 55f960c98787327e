"""What each officer decided in some days and what was found of it later, for supervisors alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

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
        return self.user.get_full_name() or self.user.get_username()

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
    """Return the officers whose key is beyond `after`; six queries over counted rows."""
    rows = OfficerDay.objects.filter(**of_days(filters), **of_level(filters))
    people = _people(rows)
    keys = list(people.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: PAGE + 1])
    shown = _officers(rows, keys[:PAGE], filters)
    return Officers(
        headline=_headline(rows, people),
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


def _people(rows: QuerySet[OfficerDay]) -> QuerySet[User]:
    """Return who has figures among `rows`: each is looked up by their key, none is counted."""
    return User.objects.filter(Exists(rows.filter(officer=OuterRef("pk"))))


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
    levels = [int(filters.level)] if filters.level else [1, 2]
    found: dict[int, Counter[int]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, [filters.first, filters.last, levels, list(keys)])
        for officer, length, count in cursor.fetchall():
            found[officer][int(length)] += count
    return found


_MINUTES = """
    SELECT day.officer_id, took.key, sum(took.value::int)
    FROM appeals_officerday day, jsonb_each_text(day.minutes) took
    WHERE day.day BETWEEN %s AND %s AND day.level = ANY(%s) AND day.officer_id = ANY(%s)
    GROUP BY 1, 2
"""


def _headline(rows: QuerySet[OfficerDay], people: QuerySet[User]) -> str:
    decided = rows.aggregate(
        sum=Sum(F("granted") + F("partly") + F("refused") + F("answered"), default=0)
    )["sum"]
    if not decided:
        return _("Tidak ada putusan petugas dalam hari-hari ini")
    said = {
        "officers": number_format(people.count(), force_grouping=True),
        "decided": number_format(decided, force_grouping=True),
    }
    return _("%(officers)s petugas memutus %(decided)s pengaduan") % said
