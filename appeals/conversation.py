"""What is said in a case: the person's words, the officers' answers and internal notes."""

from datetime import datetime

from django.db import models, transaction

from appeals.models import Appeal, Message
from portal import audit
from portal.models import User


class Empty(ValueError):
    """Nothing was said."""


def say(appeal: Appeal, *, text: str, at: datetime) -> Message:
    """Add the person's words. Anything inbound only adds; raises Empty for blank text."""
    return _add(appeal, Message.Author.PERSON, by=None, text=text, at=at, is_internal=False)


def note(appeal: Appeal, *, by: User, text: str, at: datetime) -> Message:
    """Add an officer's note that only staff see; raises Empty for blank text."""
    return _add(appeal, Message.Author.OFFICER, by=by, text=text, at=at, is_internal=True)


def thread(appeal: Appeal) -> models.QuerySet[Message]:
    """Return what the person may read, oldest first."""
    return appeal.conversation.filter(is_internal=False).order_by("at", "pk")


@transaction.atomic
def _add(
    appeal: Appeal,
    author: Message.Author,
    *,
    by: User | None,
    text: str,
    at: datetime,
    is_internal: bool,
) -> Message:
    if not text.strip():
        raise Empty(f"empty message in appeal {appeal.pk}")
    message = Message.objects.create(
        appeal=appeal, author=author, officer=by, text=text.strip(), is_internal=is_internal, at=at
    )
    audit.record("message.added", by=by, subject=appeal, at=at, internal=is_internal)
    return message
