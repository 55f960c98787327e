"""The demonstration's office: its hours, the holidays to come, and a banner about the next one."""

from datetime import date, datetime, time, timedelta

from django.utils import translation

from portal import calendar
from portal.calendar import JAKARTA, civil_date
from portal.models import Banner, ClosedDay, OpeningHours
from portal.templatetags.dates import weekday_date

_AHEAD = timedelta(days=60)
_WEEK = {**dict.fromkeys(range(5), (8, 20)), 5: (8, 16)}


def furnish(*, now: datetime) -> None:
    """Set what a supervisor would have set by now, unless something is set already."""
    if OpeningHours.objects.exists():
        return
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens_at=time(first), closes_at=time(last))
        for day, (first, last) in _WEEK.items()
    )
    holidays = _to_come(civil_date(now))
    ClosedDay.objects.bulk_create(
        (ClosedDay(day=day, reason=name) for day, name in holidays.items()), ignore_conflicts=True
    )
    if holidays:
        _announce(min(holidays), now=now)


def _to_come(today: date) -> dict[date, str]:
    return {
        day: holiday.name
        for day, holiday in calendar.holidays().items()
        if today < day <= today + _AHEAD and holiday.kind == "national"
    }


def _announce(day: date, *, now: datetime) -> None:
    with translation.override("id"):
        text = f"{weekday_date(day)} kami libur. Situs ini tetap bisa dipakai."
    with translation.override("en"):
        text_en = f"We are closed on {weekday_date(day)}. This site works all the same."
    Banner.objects.create(
        text=text,
        text_en=text_en,
        tone=Banner.Tone.BLUE,
        starts_at=now,
        ends_at=datetime.combine(day + timedelta(days=1), time.min, JAKARTA),
    )
