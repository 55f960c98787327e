"""Marks of days whose figures change later: a merge, a banding decided, a corrected NIK.

A mark is a row of its own, written in the transaction of the change: two changes of one day do not
wait for each other, and whoever counts the day takes the marks away that it has seen.
"""

from datetime import date, datetime

from django.db.models import Q

from appeals.models import Appeal, Decision, Message, StaleDay, Step
from portal import calendar


def mark_stale(*appeals: Appeal) -> None:
    """Have every day counted anew on which these cases, or their chains, are counted."""
    roots = {appeal.root_id or appeal.pk for appeal in appeals}
    keys = {appeal.pk for appeal in appeals}
    chain = Appeal.objects.filter(Q(pk__in=roots | keys) | Q(root__in=roots))
    moments: set[datetime | None] = set()
    for pair in chain.values_list("submitted_at", "closed_at"):
        moments.update(pair)
    moments.update(
        Decision.objects.filter(appeal__in=chain, voided_at=None).values_list(
            "effective_at", flat=True
        )
    )
    for rows in (
        Step.objects.filter(verb__in=Step.ANSWERS),
        Message.objects.filter(author=Message.Author.OFFICER, is_internal=False),
    ):
        moments.update(rows.filter(appeal__in=keys).values_list("at", flat=True))
    mark_days({calendar.civil_date(moment) for moment in moments if moment})


def mark_days(days: set[date]) -> None:
    """Have these days counted anew: what they hold has changed."""
    StaleDay.objects.bulk_create([StaleDay(day=day) for day in sorted(days)])


def recheck_days(days: set[date]) -> None:
    """Have these days counted anew though nothing told of a change; no page calls them owed."""
    StaleDay.objects.bulk_create([StaleDay(day=day, to_be_sure=True) for day in sorted(days)])
