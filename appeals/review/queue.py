"""The queue as officers see it: its tabs, one page by key, and counts that stop at a hundred.

Owns which rows a page holds and in which order; knows nothing of HTTP. No page counts a table
and none skips rows by number, so the cost stays the same however many appeals there are.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from appeals.querysets import AppealQuerySet
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
        Tab("unclaimed", _("Belum diambil"), lambda rows, _user, _day: rows.unclaimed()),
        Tab("person", _("Menunggu peserta"), lambda rows, _user, _day: rows.waiting_for_person()),
        Tab("source", _("Menunggu lembaga"), lambda rows, _user, _day: rows.waiting_for_source()),
        Tab(
            "approval",
            _("Menunggu persetujuan"),
            lambda rows, _user, _day: rows.waiting_for_approval(),
        ),
        Tab("overdue", _("Terlambat"), lambda rows, _user, day: rows.overdue(on=day)),
        Tab("open", _("Semua terbuka"), lambda rows, _user, _day: rows.open()),
        Tab("finished", _("Selesai"), lambda rows, _user, _day: rows.finished(), newest_first=True),
    )
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows of the queue, as a URL can carry it."""

    due_date: date
    pk: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the cursor written in `text`, or None if there is none."""
        day, _dot, key = text.partition(".")
        try:
            return cls(date.fromisoformat(day), int(key))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.due_date.isoformat()}.{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and the cursors to go on from; "" where there is nothing more."""

    rows: list[Appeal]
    next: str
    previous: str


def page(
    tab: Tab, *, user: User, day: date, after: Cursor | None = None, before: Cursor | None = None
) -> Page:
    """Return the page of `tab` that follows `after` or precedes `before`; one query."""
    backwards = before is not None
    rows = rows_of(tab, user=user, day=day, beyond=before or after, backwards=backwards)
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
    tab: Tab, *, user: User, day: date, beyond: Cursor | None = None, backwards: bool = False
) -> QuerySet[Appeal]:
    """Return the rows of `tab` in order from `beyond` on, or backwards from there."""
    rows = for_list(tab.rows(Appeal.objects.all(), user, day))
    falling = tab.newest_first != backwards
    if beyond is not None:
        place = Tuple(F("due_date"), F("pk"))
        lies_beyond = TupleLessThan if falling else TupleGreaterThan
        rows = rows.filter(lies_beyond(place, (beyond.due_date, beyond.pk)))
    return rows.order_by(*(("-due_date", "-pk") if falling else ("due_date", "pk")))


def for_list(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Load only what a line of the queue shows: no person's column is read or opened."""
    return (
        rows.select_related("officer")
        .only(
            "reference", "status", "level", "lane", "has_rival", "has_lookalike", "priority",
            "grounds", "due_date", "paused_at", "submitted_at", "news_at",
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
    return str(Cursor(rows[place].due_date, rows[place].pk)) if rows else ""
