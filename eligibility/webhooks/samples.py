"""A sample message, so that a partner can try its address before anything happens."""

from datetime import datetime, timedelta

from django.db import transaction

from eligibility.models import WebhookDelivery, WebhookEndpoint
from eligibility.partners import NotAllowed
from portal import audit
from portal.jobs import nudge
from portal.models import Role, User

# To one address; whoever mends a receiver tries more than once.
MOST_SAMPLES = 10
_WITHIN = timedelta(hours=1)


class TooOften(NotAllowed):
    """The address got as many samples as it may within an hour."""


@transaction.atomic
def send_sample(endpoint: WebhookEndpoint, *, by: User, at: datetime) -> WebhookDelivery:
    """Owe the address a sample: signed like any message, tried once, with an event of its own.

    Raises NotAllowed for whoever is neither supervisor nor rule officer and for an address or a
    partner that was stopped, TooOften beyond MOST_SAMPLES an hour.
    """
    if not (by.is_active and by.has_role(Role.SUPERVISOR, Role.RULE_OFFICER)):
        raise NotAllowed(f"user {by.pk} is neither supervisor nor rule officer")
    rows = WebhookEndpoint.objects.select_for_update(of=("self",)).select_related("partner")
    to = rows.get(pk=endpoint.pk)
    if not (to.is_active and to.partner.is_active):
        raise NotAllowed(f"address {to.pk} or its partner was stopped")
    sent = WebhookDelivery.objects.filter(endpoint=to, event=WebhookDelivery.TEST)
    if sent.filter(happened_at__gt=at - _WITHIN).count() >= MOST_SAMPLES:
        raise TooOften(f"address {to.pk} got {MOST_SAMPLES} samples within an hour")
    owed = WebhookDelivery.objects.create(
        endpoint=to, event=WebhookDelivery.TEST, happened_at=at, due_at=at
    )
    audit.record("webhook.test", by=by, subject=to, at=at, delivery=owed.pk)
    nudge("eligibility.deliver_owed_webhooks")
    return owed
