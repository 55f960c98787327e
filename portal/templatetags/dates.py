"""Dates and times as a letter writes them, in Jakarta time and the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from portal.calendar import JAKARTA, end_of_day

register = template.Library()

# The other two of Indonesia's time zones, with the names that people know them by.
_MIDDLE, _EAST = ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")


@register.filter
def weekday_date(day: date | None) -> str:
    """Return e.g. "Jumat, 4 Desember 2026"; a moment counts as its day in Jakarta."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day, JAKARTA)
    return date_format(day, "l, j F Y", use_l10n=False)


@register.filter
def weekday_moment(moment: datetime | None) -> str:
    """Return e.g. "Jumat, 4 Desember 2026, pukul 23.59 WIB"."""
    if moment is None:
        return ""
    local = timezone.localtime(moment, JAKARTA)
    clock = f"{local:%H.%M}"
    return gettext("%(day)s, pukul %(clock)s WIB") % {"day": weekday_date(local), "clock": clock}


@register.filter
def clock_in_zones(moment: datetime | None) -> str:
    """Return e.g. "08.00 WIB (09.00 WITA, 10.00 WIT)"."""
    if moment is None:
        return ""
    clocks = [f"{timezone.localtime(moment, zone):%H.%M}" for zone in (JAKARTA, _MIDDLE, _EAST)]
    return f"{clocks[0]} WIB ({clocks[1]} WITA, {clocks[2]} WIT)"


@register.filter
def until_in_zones(day: date | None) -> str:
    """Return e.g. "Jumat, 4 Desember 2026, akhir hari, 23.59 WIB (00.59 WITA, 01.59 WIT)".

    Its last minute still counts, in Jakarta; further east it is already the next day.
    """
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day, JAKARTA).date()
    return gettext("%(day)s, akhir hari, %(clocks)s") % {
        "day": weekday_date(day),
        "clocks": clock_in_zones(end_of_day(day)),
    }
