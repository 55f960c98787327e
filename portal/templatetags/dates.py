"""Dates and times as a letter writes them, in Jakarta time and the reader's language."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from portal.calendar import JAKARTA

register = template.Library()


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
