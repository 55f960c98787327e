"""What every template may say about the site."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, lazy

from portal import office
from portal.calendar import civil_date
from portal.channels import sms

_hours = lazy(office.hours_in_words, str)


@dataclass(frozen=True, slots=True)
class Seen:
    """The office as a page shows it: its banners, and when it closes or else opens next."""

    banners: tuple[office.Notice, ...]
    closes_at: datetime | None
    opens_at: datetime | None
    days_off: int


def site_context(request: HttpRequest) -> dict[str, object]:
    """Return what the pages say about us: how to reach us, and whether this is a demonstration."""
    return {
        "is_demonstration": settings.DEMONSTRATION,
        "has_second_factor": settings.SECOND_FACTOR,
        "sends_sms": sms.is_on(),
        "contact_phone": settings.CONTACT_PHONE,
        "contact_whatsapp": settings.CONTACT_WHATSAPP,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_hours": _hours(),
        "office": SimpleLazyObject(lambda: seen(timezone.now())),
        "most_megabytes": settings.PHOTO_MAX_BYTES // (1024 * 1024),
    }


def seen(at: datetime) -> Seen:
    """Return what a page says about the office at `at`."""
    closes_at = office.closes_at(at)
    opens_at = None if closes_at else office.next_opening(at)
    return Seen(
        banners=office.banners(at),
        closes_at=closes_at,
        opens_at=opens_at,
        days_off=(civil_date(opens_at) - civil_date(at)).days if opens_at else 0,
    )
