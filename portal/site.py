"""What every template may say about the site."""

from django.conf import settings
from django.http import HttpRequest


def site_context(request: HttpRequest) -> dict[str, object]:
    """Return what the pages say about us: how to reach us, and whether this is a demonstration."""
    return {
        "is_demonstration": settings.DEMONSTRATION,
        "has_second_factor": settings.SECOND_FACTOR,
        "contact_phone": settings.CONTACT_PHONE,
        "contact_whatsapp": settings.CONTACT_WHATSAPP,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_hours": settings.CONTACT_HOURS,
        "most_megabytes": settings.PHOTO_MAX_BYTES // (1024 * 1024),
    }
