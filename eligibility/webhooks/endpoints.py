"""The addresses that hear of blocks: added, given another secret, and stopped, by supervisors."""

import base64
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from eligibility.models import Partner, WebhookDelivery, WebhookEndpoint
from eligibility.partners import MOST_DAYS, NotAllowed, check_supervisor
from eligibility.webhooks import wire
from portal import audit
from portal.models import User

STOPPED = "the address was stopped"
_SECRET_BYTES = 32
_URL_MOST = 300


@transaction.atomic
def add(
    partner: Partner, *, url: str, events: Collection[str], by: User, at: datetime
) -> tuple[WebhookEndpoint, str]:
    """Add an address and return it with its signing secret, to be handed over once.

    The address is https and leads outside; what its name leads to is asked again at each
    sending. Raises NotAllowed.
    """
    check_supervisor(by)
    wanted = sorted(set(events))
    if not wanted or set(wanted) - set(WebhookEndpoint.Event.values):
        raise NotAllowed(f"events are some of {', '.join(WebhookEndpoint.Event.values)}")
    if len(url) > _URL_MOST:
        raise NotAllowed(f"an address has at most {_URL_MOST} letters")
    try:
        wire.check(url)
    except wire.Refused as refused:
        raise NotAllowed(str(refused)) from None
    secret = _secret()
    endpoint = WebhookEndpoint.objects.create(
        partner=partner, url=url, secret=secret, events=wanted
    )
    audit.record("webhook.add", by=by, subject=endpoint, at=at, partner=partner.pk, events=wanted)
    return endpoint, secret


@transaction.atomic
def rotate_secret(endpoint: WebhookEndpoint, *, until: datetime, by: User, at: datetime) -> str:
    """Return a new secret; up to `until` messages are signed with the old one, too.

    Raises NotAllowed for a moment that is over, or later than any key may live.
    """
    check_supervisor(by)
    if not at <= until <= at + timedelta(days=MOST_DAYS):
        raise NotAllowed(f"the old secret ends later than now and within {MOST_DAYS} days")
    row = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    row.previous_secret, row.previous_until = row.secret, until
    row.secret = secret = _secret()
    row.save(update_fields=["secret", "previous_secret", "previous_until"])
    audit.record("webhook.rotate_secret", by=by, subject=row, at=at)
    return secret


@transaction.atomic
def deactivate(endpoint: WebhookEndpoint, *, by: User, at: datetime) -> None:
    """Send nothing more to the address; what it is still owed becomes a dead letter."""
    check_supervisor(by)
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(is_active=False):
        raise NotAllowed(f"address {endpoint.pk} is stopped already")
    give_up(endpoint, at=at)
    audit.record("webhook.deactivate", by=by, subject=endpoint, at=at)


@transaction.atomic
def activate(endpoint: WebhookEndpoint, *, by: User, at: datetime) -> None:
    """Send to the address again, from now on."""
    check_supervisor(by)
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=False).update(is_active=True):
        raise NotAllowed(f"address {endpoint.pk} is active")
    audit.record("webhook.activate", by=by, subject=endpoint, at=at)


def give_up(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    """Make dead letters of what the address is owed; staff may send them again."""
    WebhookDelivery.objects.owed().filter(endpoint=endpoint).update(
        dead_at=at, claimed_by=None, lease_until=None, last_fault=STOPPED
    )


def _secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
