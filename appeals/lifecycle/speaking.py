"""What an officer says in a case, to its person or to colleagues; `conversation` keeps it."""

from datetime import datetime
from uuid import UUID

from appeals import conversation
from appeals.lifecycle import officers
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Appeal, Message
from portal.models import User


def reply(
    appeal: Appeal, *, by: User, text: str, at: datetime, token: UUID | None = None
) -> Message:
    """Tell the person something, as `conversation.reply` does.

    Raises NotAllowed for whoever examines no cases, Barred for whoever is tied to the person.
    """
    _check(by, appeal)
    return conversation.reply(appeal, by=by, text=text, at=at, token=token)


def note(
    appeal: Appeal, *, by: User, text: str, at: datetime, token: UUID | None = None
) -> Message:
    """Leave other officers a note, as `conversation.note` does; raises as `reply`."""
    _check(by, appeal)
    return conversation.note(appeal, by=by, text=text, at=at, token=token)


def _check(by: User, appeal: Appeal) -> None:
    if not by.has_role(*officers.EXAMINERS):
        raise NotAllowed(f"user {by.pk} examines no appeals")
    officers.check_may_steer(by, appeal)
