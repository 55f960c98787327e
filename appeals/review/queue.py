"""The queue as officers see it: its tabs, one page by key, and counts that stop at a hundred.

Urgent cases come first, then the oldest due. Owns which rows a page holds and in which order;
knows nothing of HTTP. No page counts a table and none skips rows by number, so the cost stays the
same however many appeals there are.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Priority
from appeals.querysets import AppealQuerySet
from appeals.review.narrowing import Narrowing
from portal.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE_SIZE = 50
COUNT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the queue."""

    key: str
    label: "StrPromise"
    rows: Callable[[AppealQuerySet, User, date], AppealQuerySet]
    newest_first: bool = False


TABS = {
    tab.key: tab
    for tab in (
        Tab("mine", _("Milik saya"), lambda rows, user, _day: rows.held_by(user)),
        Tab("news", _("Pesan baru"), lambda rows, user, _day: rows.with_news_for(user)),
        Tab("urgent", _("Mendesak"), lambda rows, _user, _day: rows.urgent()),
        Tab("unclaimed", _("Belum diambil"), lambda rows, _user, _day: rows.unclaimed()),
        Tab("person", _("Menunggu peserta"), lambda rows, _user, _day: rows.waiting_for_person()),
        Tab("source", _("Menunggu lembaga"), lambda rows, _user, _day: rows.waiting_for_source()),
        Tab(
            "approval",
            _("Menunggu persetujuan"),
            lambda rows, _user, _day: rows.waiting_for_approval(),
        ),
        Tab("banding", _("Banding"), lambda rows, _user, _day: rows.at_second_level()),
        Tab("overdue", _("Terlambat"), lambda rows, _user, day: rows.overdue(on=day)),
        Tab("suspected", _("Mungkin ganda"), lambda rows, _user, _day: rows.suspected()),
        Tab("open", _("Semua terbuka"), lambda rows, _user, _day: rows.open()),
        Tab("finished", _("Selesai"), lambda rows, _user, _day: rows.finished(), newest_first=True),
    )
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows of the queue, as a URL can carry it."""

    due_date: date
    pk: int
    is_urgent: bool = False

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the cursor written in `text`, or None if there is none."""
        day, _dot, key = text.removeprefix(_URGENT).partition(".")
        try:
            return cls(date.fromisoformat(day), int(key), text.startswith(_URGENT))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{_URGENT if self.is_urgent else ''}{self.due_date.isoformat()}.{self.pk}"


_URGENT = "u"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and the cursors to go on from; "" where there is nothing more."""

    rows: list[Appeal]
    next: str
    previous: str


def page(
    tab: Tab,
    *,
    user: User,
    day: date,
    after: Cursor | None = None,
    before: Cursor | None = None,
    narrowing: Narrowing | None = None,
) -> Page:
    """Return the page of `tab` that follows `after` or precedes `before`; one query."""
    backwards = before is not None
    rows = rows_of(
        tab, user=user, day=day, beyond=before or after, backwards=backwards, narrowing=narrowing
    )
    found = list(rows[: PAGE_SIZE + 1])
    is_more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    return Page(
        found,
        next=_cursor(found, -1) if (is_more or backwards) else "",
        previous=_cursor(found, 0) if (is_more if backwards else after is not None) else "",
    )


def rows_of(
    tab: Tab,
    *,
    user: User,
    day: date,
    beyond: Cursor | None = None,
    backwards: bool = False,
    narrowing: Narrowing | None = None,
) -> QuerySet[Appeal]:
    """Return the rows of `tab` in order from `beyond` on, or backwards from there: a page of them.

    Urgent and usual ones are read apart, each by its index in order, and as many of each as a page
    holds: no more rows are read where there are millions.
    """
    rows = tab.rows(Appeal.objects.all(), user, day)
    rows = narrowing.narrow_on(rows, day=day) if narrowing else rows
    if tab.newest_first:
        return for_list(_beyond(rows, beyond, falling=not backwards))
    lanes = [Priority.URGENT, Priority.USUAL]
    if beyond is not None:
        here = Priority.URGENT if beyond.is_urgent else Priority.USUAL
        lanes = [lane for lane in lanes if lane == here or (lane < here) == backwards]
        starts = {here: beyond}
    else:
        starts = {}
    parts = [
        _beyond(rows.filter(priority=lane), starts.get(lane), falling=backwards) for lane in lanes
    ]
    if len(parts) == 1:
        return for_list(parts[0])
    first, second = (part.values("pk")[: PAGE_SIZE + 1] for part in parts)
    order = ("priority", "due_date", "pk")
    both = Appeal.objects.filter(pk__in=first.union(second, all=True))
    return for_list(both).order_by(*(f"-{column}" if backwards else column for column in order))


def _beyond(rows: QuerySet[Appeal], place: Cursor | None, *, falling: bool) -> QuerySet[Appeal]:
    """Order rows of one lane by due day and key, from `place` on."""
    if place is not None:
        lies_beyond = TupleLessThan if falling else TupleGreaterThan
        rows = rows.filter(lies_beyond(Tuple(F("due_date"), F("pk")), (place.due_date, place.pk)))
    return rows.order_by(*(("-due_date", "-pk") if falling else ("due_date", "pk")))


def for_list(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Load only what a line of the queue shows: no person's column is read or opened."""
    return (
        rows.select_related("officer")
        .only(
            "reference", "status", "level", "lane", "has_rival", "has_lookalike", "priority",
            "grounds", "revision", "account", "due_date", "paused_at", "submitted_at", "news_at",
            "officer__first_name", "officer__last_name", "officer__username",
        )
    )  # fmt: skip


def counts(*, user: User, day: date) -> dict[str, str]:
    """Return how many rows each tab holds, "100+" beyond a hundred; one bounded query."""
    samples: list[QuerySet[Any, str]] = [
        tab.rows(Appeal.objects.all(), user, day)
        .order_by()
        .values_list(Value(key, output_field=CharField()), flat=True)[: COUNT_LIMIT + 1]
        for key, tab in TABS.items()
    ]
    first, *others = samples
    found = Counter(first.union(*others, all=True))
    return {key: f"{COUNT_LIMIT}+" if found[key] > COUNT_LIMIT else str(found[key]) for key in TABS}


def _cursor(rows: list[Appeal], place: int) -> str:
    if not rows:
        return ""
    row = rows[place]
    return str(Cursor(row.due_date, row.pk, row.priority == Priority.URGENT))
