"""Who may see a case without an account: whoever holds its secret link or its one-time code.

A renewed link ends the ones before it, and with them the codes and the browsers they let in.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from appeals.models import Appeal
from portal import codes, tokens

# What a one-time code for a case is asked for.
CODE = "case"
_PURPOSE = "case"


def secret_link(appeal: Appeal) -> str:
    """Return the absolute address that opens the case; it goes into messages only."""
    token = tokens.make(_PURPOSE, _subject(appeal, edition=appeal.link_edition))
    return settings.SITE_URL + reverse("case_link", args=[appeal.reference, token])


def opens(appeal: Appeal, token: str) -> bool:
    """Say whether `token` is the case's own; takes the same time either way."""
    return tokens.matches(_PURPOSE, _subject(appeal, edition=appeal.link_edition), token)


def opened_once(appeal: Appeal, token: str) -> bool:
    """Say whether `token` was the case's own until its link was renewed."""
    earlier = range(appeal.link_edition - 1, 0, -1)
    return any(
        tokens.matches(_PURPOSE, _subject(appeal, edition=edition), token) for edition in earlier
    )


def renew(appeal: Appeal, *, at: datetime) -> None:
    """Make another link the case's own: older ones, open browsers and codes under way end.

    The row is locked by the caller.
    """
    appeal.link_edition += 1
    appeal.save(update_fields=["link_edition"])
    codes.withdraw(CODE, appeal.reference, at=at)


def _subject(appeal: Appeal, *, edition: int) -> str:
    return appeal.reference if edition == 1 else f"{appeal.reference}:{edition}"
