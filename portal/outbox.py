"""Messages owed to people: queued with the change that causes them, delivered afterwards.

Owns queueing once per cause, leasing, retries and giving up. At least once, and at most once
more per crash: one message is leased at a time and marked as soon as the server took it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

from portal import audit, jobs
from portal.channels import email
from portal.models import OutgoingMessage, User

log = logging.getLogger(__name__)

# Longer than the server may take over all steps of one message (each at most EMAIL_TIMEOUT).
LEASE_SECONDS = 60
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to be: to whom, what it says, and what caused it."""

    to: str
    subject: str
    body: str
    key: str


def queue(*, to: str, subject: str, body: str, key: str, at: datetime) -> None:
    """Owe `to` a message, in the language active now; nothing happens when `key` is known."""
    queue_all([Mail(to=to, subject=subject, body=body, key=key)], at=at)


def queue_all(mails: Iterable[Mail], *, at: datetime) -> None:
    """Owe each message whose key is not known, in the language active now; one insert for all."""
    language = (get_language() or "id")[:2]
    OutgoingMessage.objects.bulk_create(
        [
            OutgoingMessage(
                key=mail.key,
                recipient=mail.to,
                subject=mail.subject,
                body=mail.body,
                language=language,
                due_at=at,
                created_at=at,
            )
            for mail in mails
        ],
        ignore_conflicts=True,
    )
    jobs.nudge("portal.deliver_outbox")


def deliver(limit: int = 50) -> int:
    """Send up to `limit` messages that are due; return how many the server took.

    While the server cannot be reached nothing is leased, so an outage uses up no delivery.
    """
    sent = 0
    connection: BaseEmailBackend | None = None
    try:
        while limit > 0 and OutgoingMessage.objects.ready().exists():
            limit -= 1
            connection = connection or email.connect()
            outcome = _deliver_one(connection)
            sent += outcome is True
            if outcome is False:  # the connection's state is unknown: take a new one
                _close(connection)
                connection = None
    except email.Unreachable as error:
        log.warning("mail server does not answer (%s); messages wait", error)
    finally:
        _close(connection)
    return sent


@transaction.atomic
def revive(messages: QuerySet[OutgoingMessage], *, by: User | None, at: datetime) -> int:
    """Owe the dead ones among `messages` again, due at `at`; return how many there were."""
    dead = OutgoingMessage.objects.dead().filter(pk__in=messages.values("pk"))
    count = dead.update(dead_at=None, claimed_by=None, deliveries=0, last_fault="", due_at=at)
    if count:
        audit.record("messages.revived", by=by, at=at, count=count)
        jobs.nudge("portal.deliver_outbox")
    return count


def _deliver_one(connection: BaseEmailBackend) -> bool | None:
    """Return True when sent, False when the server delayed it, None when nothing was sent."""
    leased = OutgoingMessage.objects.lease(seconds=LEASE_SECONDS)
    if not leased:
        return None
    message = leased[0]
    try:
        email.send(message, over=connection)
    except email.Refused as refusal:
        message.give_up(refusal.fault)
        log.warning("message %s given up: %s", message.pk, refusal.fault)
        return None
    except email.Delayed as delay:
        step = min(message.deliveries, len(BACK_OFF)) - 1
        message.fail(delay.fault, retry_in=BACK_OFF[step])
        log.warning("message %s waits: %s", message.pk, delay.fault)
        return False
    message.finish()
    return True


def _close(connection: BaseEmailBackend | None) -> None:
    if connection is not None:
        connection.close()
