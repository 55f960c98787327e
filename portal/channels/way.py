"""Where a message goes: a channel and an address or a number on it."""

from dataclasses import dataclass

from portal.channels import sms
from portal.models import OutgoingMessage

Channel = OutgoingMessage.Channel


@dataclass(frozen=True, slots=True)
class Way:
    """One channel and where it leads."""

    channel: Channel
    to: str


def surest(email: str, phone: str) -> Way | None:
    """Return where what must be read goes, one-time codes first of all; None: nowhere.

    By SMS without an address only: a number is stolen more easily than a mailbox, so nobody may
    choose it where there is one.
    """
    if email:
        return Way(Channel.EMAIL, email)
    return Way(Channel.SMS, phone) if sms.reaches(phone) else None
