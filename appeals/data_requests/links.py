"""Who may follow a data request without an account: whoever holds its secret link."""

from django.conf import settings
from django.urls import reverse

from appeals.models import DataRequest
from portal import tokens

_PURPOSE = "data-request"


def secret_link(request: DataRequest) -> str:
    """Return the absolute address that opens the request; it goes into messages only."""
    token = tokens.make(_PURPOSE, request.reference)
    return settings.SITE_URL + reverse("rights_link", args=[request.reference, token])


def opens(number: str, token: str) -> bool:
    """Say whether `token` belongs to the request numbered so; takes the same time either way."""
    return tokens.matches(_PURPOSE, number, token)
