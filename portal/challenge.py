"""Sends a one-time code to a contact on file, alike for known and unknown people.

Owns the even-handedness: somebody unknown causes the same work and gets the same answer. The
codes are `codes`', the sending is the outbox's.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string

from portal import codes, jobs, outbox


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
    with transaction.atomic():
        outbox.queue(
            to=to or "nobody@invalid.invalid",
            subject=letter.subject,
            body=render_to_string(letter.template, {"code": code}),
            key=f"code:{purpose}:{uuid.uuid4()}",
            at=at,
        )
        if not to:
            transaction.set_rollback(True)
    if not to:
        jobs.nudge("portal.deliver_outbox")
