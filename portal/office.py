"""When people reach us, and what every public page must tell them now.

Owns reading hours, closed days and banners; who may change them, `portal.office_pages` says.
Rows are kept in this process for half a minute, so a page costs no query and a change shows soon
everywhere; without rows, or without a database, the hours of the settings stand in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError
from django.utils.translation import get_language, gettext

from portal.calendar import JAKARTA, civil_date
from portal.models import Banner, ClosedDay, OpeningHours

_KEY = "office"
_SECONDS = 30
_LOOK_AHEAD = 60
_MOST_BANNERS = 50
_EVERY_DAY = re.compile(r"(\d\d)[.:](\d\d)\s*[-–]\s*(\d\d)[.:](\d\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when, in Jakarta time."""

    opens_at: time
    closes_at: time

    def __str__(self) -> str:
        return f"{self.opens_at:%H.%M}–{self.closes_at:%H.%M}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner as pages show it."""

    text: str
    text_en: str
    tone: str
    starts_at: datetime
    ends_at: datetime
    closes_intake: bool

    @property
    def words(self) -> str:
        """The text in the reader's language."""
        return self.text_en if get_language() == "en" else self.text


@dataclass(frozen=True, slots=True)
class Office:
    """The hours of a week, the days on which they do not count, and the latest banners."""

    week: Mapping[int, Hours]
    closed: frozenset[date]
    banners: tuple[Notice, ...]


def is_open(at: datetime) -> bool:
    """Say whether somebody answers at `at`."""
    return closes_at(at) is not None


def closes_at(at: datetime) -> datetime | None:
    """Return when the office that is open at `at` closes; None while it is closed."""
    day = civil_date(at)
    hours = _hours_on(_kept(), day)
    if hours is None or not _on(day, hours.opens_at) <= at < _on(day, hours.closes_at):
        return None
    return _on(day, hours.closes_at)


def next_opening(at: datetime) -> datetime | None:
    """Return when the office opens next after `at`; None: not within sixty days."""
    office, today = _kept(), civil_date(at)
    for day in (today + timedelta(days=number) for number in range(_LOOK_AHEAD)):
        hours = _hours_on(office, day)
        if hours is not None and _on(day, hours.opens_at) > at:
            return _on(day, hours.opens_at)
    return None


def banners(at: datetime) -> tuple[Notice, ...]:
    """Return the notices that every page shows at `at`, the gravest first."""
    shown = [one for one in _kept().banners if one.starts_at <= at < one.ends_at]
    tones = list(Banner.Tone)[::-1]
    return tuple(sorted(shown, key=lambda one: tones.index(Banner.Tone(one.tone))))


def intake_notice(at: datetime) -> Notice | None:
    """Return the notice that closes the intake at `at` for the longest, or None: it is open."""
    closing = [one for one in banners(at) if one.closes_intake]
    return max(closing, key=lambda one: one.ends_at, default=None)


def intake_is_closed(at: datetime) -> bool:
    """Say whether nothing may be sent at `at`; what people write is kept all the same."""
    return intake_notice(at) is not None


def hours_in_words() -> str:
    """Return e.g. "Senin–Jumat 08.00–17.00, Sabtu 08.00–12.00 WIB", as a week has them."""
    week = _kept().week
    if not week:
        return str(settings.CONTACT_HOURS)
    if len(week) == 7 and len(set(week.values())) == 1:
        return gettext("setiap hari %(hours)s WIB") % {"hours": week[0]}
    runs = ", ".join(f"{_days(first, last)} {hours}" for first, last, hours in _runs(week))
    return f"{runs} WIB"


def forget() -> None:
    """Read the rows again at the next page of this process."""
    caches["process"].delete(_KEY)


def _kept() -> Office:
    kept: Office | None = caches["process"].get(_KEY)
    if kept is None:
        kept = _read()
        caches["process"].set(_KEY, kept, _SECONDS)
    return kept


def _read() -> Office:
    try:
        week = {
            row.weekday: Hours(row.opens_at, row.closes_at) for row in OpeningHours.objects.all()
        }
        closed = frozenset(ClosedDay.objects.values_list("day", flat=True))
        shown = _latest_banners()
    except DatabaseError:
        return Office(_week_of_the_settings(), frozenset(), ())
    return Office(week or _week_of_the_settings(), closed, shown)


def _latest_banners() -> tuple[Notice, ...]:
    return tuple(
        Notice(
            text=row.text,
            text_en=row.text_en,
            tone=row.tone,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            closes_intake=row.closes_intake,
        )
        for row in Banner.objects.order_by("-ends_at", "pk")[:_MOST_BANNERS]
    )


def _week_of_the_settings() -> dict[int, Hours]:
    """Return the same hours for every day if CONTACT_HOURS says such, else none."""
    found = _EVERY_DAY.match(settings.CONTACT_HOURS)
    if found is None:
        return {}
    first_hour, first_minute, last_hour, last_minute = (int(part) for part in found.groups())
    try:
        hours = Hours(time(first_hour, first_minute), time(last_hour, last_minute))
    except ValueError:
        return {}
    return dict.fromkeys(range(7), hours) if hours.opens_at < hours.closes_at else {}


def _hours_on(office: Office, day: date) -> Hours | None:
    return None if day in office.closed else office.week.get(day.weekday())


def _on(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, JAKARTA)


def _runs(week: Mapping[int, Hours]) -> Iterator[tuple[int, int, Hours]]:
    """Yield days one after the other with the same hours: the first, the last, the hours."""
    days: Sequence[int] = sorted(week)
    first = last = days[0]
    for day in days[1:]:
        if day == last + 1 and week[day] == week[first]:
            last = day
            continue
        yield first, last, week[first]
        first = last = day
    yield first, last, week[first]


def _days(first: int, last: int) -> str:
    names = [str(OpeningHours.Weekday(day).label) for day in (first, last)]
    return names[0] if first == last else "–".join(names)
