"""Sends a one-time code to a contact on file, alike for known and unknown people.

Owns the even-handedness: somebody unknown causes the same work and gets the same answer. The
codes are `codes`', the sending is the outbox's.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string

from portal import codes, outbox
from portal.models import OutgoingMessage

_NOBODY = "nobody@invalid.invalid"


@dataclass(frozen=True, slots=True)
class Letter:
    """The message around the code: its subject line and its template, which is given `code`."""

    subject: str
    template: str


def send(purpose: str, target: str, *, to: str | None, letter: Letter, at: datetime) -> None:
    """Issue a code for `target` and owe it to `to`; None means nobody is known there.

    Too many codes within the hour send nothing more, and look the same from outside.
    """
    try:
        code = codes.issue(purpose, target, at=at)
    except codes.TooMany:
        return
    key = f"code:{purpose}:{uuid.uuid4()}"
    with transaction.atomic():
        outbox.queue(
            to=to or _NOBODY,
            subject=letter.subject,
            body=render_to_string(letter.template, {"code": code}),
            key=key,
            at=at,
        )
        # Asked in either case and committed in either case: a rollback would be quicker than a
        # commit by the time of one write to the disk, which anybody can measure from outside.
        OutgoingMessage.objects.filter(key=key, recipient=_NOBODY).delete()
