"""Messages owed to people: queued with the change that causes them, delivered afterwards.

Owns queueing once per cause, leasing, retries and giving up. At least once, and at most once
more per crash: one message is leased at a time and marked as soon as the server took it.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from portal import audit, jobs
from portal.channels import email, limit, sms, whatsapp
from portal.channels.line import Delayed, Line, Refused, Unreachable
from portal.models import OutgoingMessage, User

log = logging.getLogger(__name__)

Channel = OutgoingMessage.Channel

_CONNECT: Mapping[Channel, Callable[[], Line]] = {
    Channel.EMAIL: email.connect,
    Channel.SMS: sms.connect,
    Channel.WHATSAPP: whatsapp.connect,
}
# Longer than the server may take over all steps of one message (each at most EMAIL_TIMEOUT), and
# than a gateway may (channels.gateway.WHOLE_SECONDS).
LEASE_SECONDS = 60
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
# A number that had its share gets the next message later.
_REST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to be: to whom, what it says, and what caused it."""

    to: str
    subject: str
    body: str
    key: str
    channel: Channel = Channel.EMAIL


def queue(
    *,
    to: str,
    subject: str,
    body: str,
    key: str,
    at: datetime,
    channel: Channel = Channel.EMAIL,
) -> None:
    """Owe `to` a message, in the language active now; nothing happens when `key` is known.

    Over SMS and WhatsApp `to` is a number, and the subject stays here.
    """
    queue_all([Mail(to=to, subject=subject, body=body, key=key, channel=channel)], at=at)


def queue_all(mails: Iterable[Mail], *, at: datetime) -> None:
    """Owe each message whose key is not known, in the language active now; one insert for all."""
    language = (get_language() or "id")[:2]
    OutgoingMessage.objects.bulk_create(
        [
            OutgoingMessage(
                key=mail.key,
                channel=mail.channel,
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
    """Send up to `limit` messages that are due over each channel; return how many were taken.

    While a server cannot be reached nothing is leased, so an outage uses up no delivery, and
    holds up no other channel.
    """
    return sum(_deliver_over(channel, limit) for channel in _CONNECT)


@transaction.atomic
def revive(messages: QuerySet[OutgoingMessage], *, by: User | None, at: datetime) -> int:
    """Owe the dead ones among `messages` again, due at `at`; return how many there were.

    Blanked ones go nowhere any more.
    """
    dead = OutgoingMessage.objects.dead().filter(pk__in=messages.values("pk"))
    dead = dead.exclude(recipient="")
    count = dead.update(dead_at=None, claimed_by=None, deliveries=0, last_fault="", due_at=at)
    if count:
        audit.record("messages.revived", by=by, at=at, count=count)
        jobs.nudge("portal.deliver_outbox")
    return count


def forget(beginning: str, *, before: datetime | None = None) -> int:
    """Blank the messages that are over, `before` then, whose key begins so; return how many.

    That something was told, and when, stays.
    """
    over = OutgoingMessage.objects.filter(key__startswith=beginning).exclude(recipient="")
    if before is None:
        over = over.exclude(done_at=None, dead_at=None)
    else:
        over = over.filter(Q(done_at__lt=before) | Q(dead_at__lt=before))
    return over.update(recipient="", subject="", body="")


def _deliver_over(channel: Channel, most: int) -> int:
    sent = 0
    line: Line | None = None
    try:
        while most > 0 and OutgoingMessage.objects.filter(channel=channel).ready().exists():
            most -= 1
            line = line or _CONNECT[channel]()
            outcome = _deliver_one(channel, line)
            sent += outcome is True
            if outcome is False:  # the line's state is unknown: take a new one
                line.close()
                line = None
    except Unreachable as error:
        log.warning("%s server does not answer (%s); messages wait", channel, error)
    finally:
        if line is not None:
            line.close()
    return sent


def _deliver_one(channel: Channel, line: Line) -> bool | None:
    """Return True when sent, False when the server delayed it, None when nothing was sent."""
    leased = OutgoingMessage.objects.filter(channel=channel).lease(seconds=LEASE_SECONDS)
    if not leased:
        return None
    message = leased[0]
    is_counted = channel != Channel.EMAIL
    if is_counted and limit.is_spent(message.recipient, channel=channel):
        message.set_aside(limit.TOO_MANY, retry_in=_REST)
        return None
    try:
        line.send(message)
    except Refused as refusal:
        message.give_up(refusal.fault)
        log.warning("message %s given up: %s", message.pk, refusal.fault)
        return None
    except Delayed as delay:
        step = min(message.deliveries, len(BACK_OFF)) - 1
        message.fail(delay.fault, retry_in=BACK_OFF[step])
        log.warning("message %s waits: %s", message.pk, delay.fault)
        return False
    message.finish()
    if is_counted:
        limit.note(message.recipient, channel=channel)
    return True
