"""SMS: whether it is on, whom it reaches, and the line to its gateway."""

from django.conf import settings

from portal.channels import gateway
from portal.channels.line import Line
from portal.identifiers import is_mobile


def is_on() -> bool:
    """Say whether the portal sends SMS at all."""
    return bool(settings.SMS_GATEWAY_URL)


def reaches(number: str) -> bool:
    """Say whether an SMS may be owed to `number`."""
    return is_on() and is_mobile(number)


def connect() -> Line:
    """Return an open line to the gateway; raises Unreachable."""
    return gateway.connect(settings.SMS_GATEWAY_URL, token=settings.SMS_GATEWAY_TOKEN)
