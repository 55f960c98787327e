"""What is said in a case: the person's words, the officers' answers and internal notes."""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from appeals import news, notices
from appeals.models import Appeal, Message
from portal import audit
from portal.models import User


class Empty(ValueError):
    """Nothing was said."""


@transaction.atomic
def say(appeal: Appeal, *, text: str, at: datetime, token: UUID | None = None) -> Message:
    """Add the person's words. Anything inbound only adds; raises Empty for blank text.

    The same words sent twice from one form (`token`) are one message. The officer in charge finds
    them marked as new.
    """
    if appeal.merged_into_id:  # locked in this order, as whoever withdraws it does
        Appeal.objects.select_for_update(of=("self",), no_key=True).get(pk=appeal.merged_into_id)
    message = Message(appeal=appeal, author=Message.Author.PERSON, text=text, at=at, token=token)
    added = _added(message)
    if added is message:
        news.mark(appeal, at=at)
    return added


@transaction.atomic
def reply(
    appeal: Appeal, *, by: User, text: str, at: datetime, token: UUID | None = None
) -> Message:
    """Add an officer's words for the person, who is told; raises Empty for blank text.

    The same words sent twice from one form (`token`) are one message.
    """
    message = Message(
        appeal=appeal, author=Message.Author.OFFICER, officer=by, text=text, at=at, token=token
    )
    added = _added(message)
    notices.queue(appeal, notices.Notice.MESSAGE, at=at, cause=str(added.pk))
    return added


def note(
    appeal: Appeal, *, by: User, text: str, at: datetime, token: UUID | None = None
) -> Message:
    """Add an officer's note that only staff see; raises Empty for blank text.

    The same words sent twice from one form (`token`) are one note.
    """
    message = Message(
        appeal=appeal,
        author=Message.Author.OFFICER,
        officer=by,
        text=text,
        at=at,
        is_internal=True,
        token=token,
    )
    return _added(message)


def thread(appeal: Appeal) -> models.QuerySet[Message]:
    """Return what the person may read, oldest first."""
    return appeal.conversation.filter(is_internal=False).order_by("at", "pk")


@transaction.atomic
def _added(message: Message) -> Message:
    """Keep the message and write it down; return the earlier one if it was sent already."""
    message.text = message.text.strip()
    if not message.text:
        raise Empty(f"empty message in appeal {message.appeal_id}")
    # Two taps at once: the second waits here and then finds the first.
    Appeal.objects.select_for_update(of=("self",), no_key=True).get(pk=message.appeal_id)
    if message.token and (earlier := Message.objects.filter(token=message.token).first()):
        if _is_same(earlier, message):
            return earlier
        message.token = None  # the form was written anew after going back
    message.save(force_insert=True)
    audit.record(
        "message.added",
        by=message.officer,
        subject=message.appeal,
        at=message.at,
        internal=message.is_internal,
    )
    return message


def _is_same(earlier: Message, message: Message) -> bool:
    return (earlier.appeal_id, earlier.author, earlier.is_internal, earlier.text) == (
        message.appeal_id,
        message.author,
        message.is_internal,
        message.text,
    )
