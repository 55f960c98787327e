"""The platform's background jobs."""

import logging

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from portal import codes, outbox

logger = logging.getLogger(__name__)


@shared_task(name="portal.deliver_outbox")
def deliver_outbox() -> None:
    """Send the messages that are owed."""
    outbox.deliver()


@shared_task(name="portal.tidy")
def tidy() -> None:
    """Remove one-time codes and sessions that ran out."""
    removed = codes.purge(at=timezone.now())
    call_command("clearsessions")
    logger.info("removed %s old one-time codes", removed)
