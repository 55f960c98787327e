"""Counting a month's cases into `Tally`, so that no page ever counts cases.

What counts is said in `what_counts`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from appeals.figures import months, what_counts
from appeals.models import Appeal, ContestedBlock, Outcome, Tally
from portal import calendar
from portal.calendar import JAKARTA

# Twelve whole months are published, and the present one is on its way.
_KEPT_FRESH = 13
_COUNTS = ("filed", "decided", "lifted", "upheld", "days")


@dataclass(frozen=True, slots=True)
class Key:
    """One cell of a month."""

    ground: str
    province_code: str
    level: int


@dataclass(slots=True)
class Counted:
    """What a cell holds; `days` is how many decisions took so many working days."""

    filed: int = 0
    decided: int = 0
    lifted: int = 0
    upheld: int = 0
    days: Counter[int] = field(default_factory=Counter)


def tally_lately(*, on: date) -> None:
    """Count every month anew that is published on `on` or soon will be.

    A decision at the second level takes the place of one that may be months older. What another
    system counted stays: in a month before the first complaint there is nothing to count here.
    """
    first = Appeal.objects.aggregate(at=Min("submitted_at"))["at"]
    if first is None:
        return
    begun = months.month_of(calendar.civil_date(first))
    for month in months.last_months(months.month_of(on), count=_KEPT_FRESH):
        if month >= begun:
            tally(month)


def tally(month: date) -> int:
    """Count the month anew, any number of times with the same result; return its cells."""
    cells = _count(month)
    rows = [
        Tally(
            month=month,
            ground=key.ground,
            province_code=key.province_code,
            level=key.level,
            filed=counted.filed,
            decided=counted.decided,
            lifted=counted.lifted,
            upheld=counted.upheld,
            days={str(days): count for days, count in sorted(counted.days.items())},
        )
        # In one order, so that two counts at once wait for each other and never in a circle.
        for key, counted in sorted(cells.items(), key=lambda cell: str(cell[0]))
    ]
    with transaction.atomic():
        Tally.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["month", "ground", "province_code", "level"],
            update_fields=_COUNTS,
            batch_size=1000,
        )
        kept = {(row.ground, row.province_code, row.level) for row in rows}
        stale = [
            row.pk
            for row in Tally.objects.filter(month=month).only(*Key.__slots__)
            if (row.ground, row.province_code, row.level) not in kept
        ]
        Tally.objects.filter(pk__in=stale).delete()
    return len(rows)


def _count(month: date) -> Mapping[Key, Counted]:
    cells: dict[Key, Counted] = {}
    for key, count in (*_filed_about_blocks(month), *_filed_about_none(month)):
        cells.setdefault(key, Counted()).filed += count
    for key, count, days in _answered(month):
        cell = cells.setdefault(key, Counted())
        cell.decided += count
        cell.days[days] += count
    for key, count, days, result in _ruled(month):
        cell = cells.setdefault(key, Counted())
        cell.decided += count
        cell.days[days] += count
        if result == Outcome.Result.LIFTED:
            cell.lifted += count
        else:
            cell.upheld += count
    return cells


def _filed(month: date) -> QuerySet[Appeal]:
    return what_counts.filed(*months.span(month))


def _filed_about_blocks(month: date) -> list[tuple[Key, int]]:
    contested = ContestedBlock.objects.filter(appeal__in=_filed(month))
    rows = contested.values_list("block__ground", "appeal__province_code", "appeal__level")
    return [
        (Key(ground, province, level), count)
        for ground, province, level, count in rows.annotate(count=Count("pk")).order_by()
    ]


def _filed_about_none(month: date) -> list[tuple[Key, int]]:
    about = ContestedBlock.objects.filter(appeal=OuterRef("pk"))
    rows = _filed(month).exclude(Exists(about)).values_list("province_code", "level")
    return [
        (Key("", province, level), count)
        for province, level, count in rows.annotate(count=Count("pk")).order_by()
    ]


def _ruled(month: date) -> list[tuple[Key, int, int, str]]:
    """Return the outcomes of the month that no later decision of their chain replaced."""
    rows = (
        what_counts.taken(*months.span(month))
        .exclude(what_counts.replaced())
        .annotate(
            first=TruncDate("decision__appeal__submitted_at", tzinfo=JAKARTA),
            last=TruncDate("decision__effective_at", tzinfo=JAKARTA),
            province=F("decision__appeal__province_code"),
            level=F("decision__appeal__level"),
        )
        .values_list("block__ground", "province", "level", "first", "last", "result")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return [
        (Key(ground, province, level), count, what_counts.working_days(first, last), result)
        for ground, province, level, first, last, result, count in rows.iterator()
    ]


def _answered(month: date) -> list[tuple[Key, int, int]]:
    """Return the decisions of the month about no block at all."""
    rows = (
        what_counts.replied(*months.span(month))
        .annotate(
            first=TruncDate("appeal__submitted_at", tzinfo=JAKARTA),
            last=TruncDate("effective_at", tzinfo=JAKARTA),
        )
        .values_list("appeal__province_code", "appeal__level", "first", "last")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return [
        (Key("", province, level), count, what_counts.working_days(first, last))
        for province, level, first, last, count in rows.iterator()
    ]
