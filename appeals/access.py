"""Who may see a case without an account: whoever holds its secret link or its one-time code."""

from django.conf import settings
from django.urls import reverse

from appeals.models import Appeal
from portal import tokens

_PURPOSE = "case"


def secret_link(appeal: Appeal) -> str:
    """Return the absolute address that opens the case; it goes into messages only."""
    token = tokens.make(_PURPOSE, appeal.reference)
    return settings.SITE_URL + reverse("case_link", args=[appeal.reference, token])


def opens(appeal: Appeal, token: str) -> bool:
    """Say whether `token` is the case's own; takes the same time either way."""
    return tokens.matches(_PURPOSE, appeal.reference, token)
