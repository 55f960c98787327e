"""The platform's background jobs."""

from celery import shared_task

from portal import outbox


@shared_task(name="portal.deliver_outbox")
def deliver_outbox() -> None:
    """Send the messages that are owed."""
    outbox.deliver()
