"""What the queue may be narrowed by: a plain form in the address, any combination of filters.

All but the due day are one array of a case (`models.Facets`), so one index answers them together.
"""

from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appeals import clocks
from appeals.figures.desk_board import AGES
from appeals.models import Appeal, Facets
from appeals.models.stages import STAGES
from appeals.querysets import AppealQuerySet
from eligibility.grounds import Ground
from portal import calendar, lists, regions
from portal.models import Role, User

_SOON_WORKING_DAYS = 2
# Whatever the weekday, so many working days never take less.
_SOONEST_DUE = timedelta(days=clocks.DECISION_WORKING_DAYS * 7 // 5 - 2)
# The letters of `Facets`; a ground stands for itself.
_LETTERS = {
    "status": "s", "channel": "c", "level": "l", "province": "p", "officer": "o", "ground": "",
}  # fmt: skip


class DueWithin(models.TextChoices):
    """When a decision is due; cases whose clock stands are due at no time."""

    OVERDUE = "overdue", _("Terlambat")
    TODAY = "today", _("Hari ini")
    SOON = "soon", _("Dalam dua hari kerja")
    WEEK = "week", _("Minggu ini")
    LATER = "later", _("Lebih dari dua hari kerja lagi")


class Age(models.TextChoices):
    """How many days ago a case was filed: the bands of the supervisors' board."""

    D0_3 = "0-3", _("0-3 hari")
    D4_7 = "4-7", _("4-7 hari")
    D8_14 = "8-14", _("8-14 hari")
    D15_30 = "15-30", _("15-30 hari")
    D31_60 = "31-60", _("31-60 hari")
    D61 = "61", _("Lebih dari 60 hari")


def _officers() -> list[tuple[str, str]]:
    holders = User.objects.filter(
        is_active=True, groups__name__in=(Role.AGENT, Role.SUPERVISOR)
    ).distinct()
    rows = holders.order_by("first_name", "last_name", "username")
    return [(str(row.pk), row.called) for row in rows]


def _provinces() -> list[tuple[str, str]]:
    return sorted(regions.PROVINCES.items(), key=lambda row: row[1])


class Narrowing(lists.Narrowing):
    """The filters of the queue."""

    status = lists.Choice(_("Tahap"), list(STAGES.items()))
    ground = lists.Choice(_("Alasan"), Ground.choices)
    level = lists.Choice(_("Tingkat"), [("1", _("Pertama")), ("2", _("Banding"))])
    channel = lists.Choice(_("Lewat"), Appeal.Channel.choices)
    province = lists.Choice(_("Provinsi"), _provinces)
    due = lists.Choice(_("Jatuh tempo"), DueWithin.choices)
    officer = lists.Choice(_("Petugas"), _officers)
    age = lists.Choice(_("Umur"), Age.choices)

    def without_age(self) -> Self:
        """Return the filters without the age of cases."""
        kept = {name: text for name, text in self.data.items() if name != "age"}
        return type(self)(QueryDict(urlencode(kept)))

    def narrow_on(self, rows: AppealQuerySet, *, day: date) -> AppealQuerySet:
        """Return those of `rows` that the filters let through on `day`."""
        chosen = self.chosen()
        facets = [letter + str(chosen[name]) for name, letter in _LETTERS.items() if name in chosen]
        if "status" in chosen and len(facets) == 1:
            # Half of all cases may stand at one stage; another index has those in order.
            rows = rows.filter(status=chosen["status"])
        elif facets:
            narrowed = rows.alias(facets=Facets())
            rows = narrowed.filter(facets__contains=facets)  # type: ignore[misc] # an array
        if "age" in chosen:
            rows = _aged(rows, chosen["age"], day=day)
        return _due(rows, chosen["due"], day=day) if "due" in chosen else rows


def _aged(rows: AppealQuerySet, band: str, *, day: date) -> AppealQuerySet:
    """Return the cases of an age, and say by which days they fall due: a list goes by that day.

    A decision is due after working days from the filing, and pauses move it up to a limit.
    """
    first, last = AGES[band]
    until = day - timedelta(days=first)
    rows = rows.filter(
        submitted_at__lte=calendar.end_of_day(until),
        due_date__lte=until + timedelta(days=clocks.OUTER_DAYS),
    )
    if last is None:
        return rows
    since = day - timedelta(days=last)
    return rows.filter(
        submitted_at__gte=calendar.start_of_day(since), due_date__gte=since + _SOONEST_DUE
    )


def _due(rows: AppealQuerySet, within: str, *, day: date) -> AppealQuerySet:
    if within == DueWithin.OVERDUE:
        return rows.overdue(on=day)
    soon = calendar.add_working_days(day, _SOON_WORKING_DAYS)
    if within == DueWithin.LATER:
        return rows.running().filter(due_date__gt=soon)
    last = {
        DueWithin.TODAY: day,
        DueWithin.SOON: soon,
        DueWithin.WEEK: day + timedelta(days=6 - day.weekday()),
    }[DueWithin(within)]
    return rows.running().filter(due_date__gte=day, due_date__lte=last)
