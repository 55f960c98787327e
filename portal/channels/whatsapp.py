"""WhatsApp: whether it is on, whom it reaches, and the line to its gateway."""

from django.conf import settings

from portal.channels import gateway
from portal.channels.line import Line
from portal.identifiers import is_mobile


def is_on() -> bool:
    """Say whether the portal writes over WhatsApp at all."""
    return bool(settings.WHATSAPP_GATEWAY_URL)


def reaches(number: str) -> bool:
    """Say whether a message may be owed to `number`; who agreed to it is the caller's to know."""
    return is_on() and is_mobile(number)


def connect() -> Line:
    """Return an open line to the gateway; raises Unreachable."""
    return gateway.connect(settings.WHATSAPP_GATEWAY_URL, token=settings.WHATSAPP_GATEWAY_TOKEN)
