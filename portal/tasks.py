"""The platform's background jobs."""

import logging

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from portal import challenge, codes, outbox, uploads

logger = logging.getLogger(__name__)


@shared_task(name="portal.deliver_outbox")
def deliver_outbox() -> None:
    """Send the messages that are owed."""
    outbox.deliver()


@shared_task(name="portal.tidy")
def tidy() -> None:
    """Remove codes, sessions and uploads nobody waits for, and blank the messages with the codes."""
    at = timezone.now()
    removed, blanked = codes.purge(at=at), challenge.forget(at=at)
    call_command("clearsessions")
    left = uploads.sweep()
    logger.info(
        "removed %s old one-time codes and %s uploads, blanked %s messages", removed, left, blanked
    )
