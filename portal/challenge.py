"""Sends a one-time code to a contact on file, alike for known and unknown people.

Owns the even-handedness: somebody unknown causes the same work and gets the same answer. The
codes are `codes`', the sending is the outbox's.
"""

import urllib.parse
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from portal import codes, outbox
from portal.channels import limit
from portal.channels.way import Channel, Way
from portal.models import OutgoingMessage

_NOBODY = Way(Channel.EMAIL, "nobody@invalid.invalid")
_SMS = "portal/code_sms.txt"
# Long after the code ran out; until then the help desk can see that it went.
_KEPT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Letter:
    """The message around the code: its subject line and its template, which is given `code`.

    An SMS has words of its own, alike for every purpose.
    """

    subject: str
    template: str


def send(purpose: str, target: str, *, to: Way | None, letter: Letter, at: datetime) -> None:
    """Issue a code for `target` and owe it to `to`; None means nobody is known there.

    Too many codes within the hour send nothing more, and look the same from outside; so does a
    number that had its share of messages.
    """
    try:
        code = codes.issue(purpose, target, at=at)
    except codes.TooMany:
        return
    key = f"code:{purpose}:{uuid.uuid4()}"
    way = to or _NOBODY
    # Asked and worded alike for everybody, over whichever channel: the time must tell nothing.
    is_spent = limit.is_spent(way.to, channel=Channel.SMS)
    bodies = {
        Channel.EMAIL: render_to_string(letter.template, {"code": code}),
        # Browsers look for the code at the very end.
        Channel.SMS: render_to_string(_SMS, {"code": code, "host": _host()}).strip(),
    }
    with transaction.atomic():
        outbox.queue(
            to=way.to,
            channel=way.channel,
            subject=letter.subject,
            body=bodies[way.channel],
            key=key,
            at=at,
        )
        # Asked in either case and committed in either case: a rollback would be quicker than a
        # commit by the time of one write to the disk, which anybody can measure from outside.
        unwanted = way.to if is_spent and way.channel == Channel.SMS else _NOBODY.to
        OutgoingMessage.objects.filter(key=key, recipient=unwanted).delete()


def forget(*, at: datetime) -> int:
    """Blank the messages with codes of days ago; return how many."""
    return outbox.forget("code:", before=at - _KEPT)


def _host() -> str:
    """Return the site's name as browsers check it before they fill the code in."""
    return urllib.parse.urlsplit(settings.SITE_URL).hostname or ""
