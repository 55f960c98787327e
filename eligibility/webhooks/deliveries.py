"""Brings owed messages to their addresses: composed when sent, signed, tried five times.

Each address has its own thread and its own connection, so that a slow one delays only itself.
"""

import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from standardwebhooks import Webhook

from eligibility.models import Block, Restoration, WebhookDelivery, WebhookEndpoint
from eligibility.partners import NotAllowed
from eligibility.webhooks import wire
from eligibility.webhooks.endpoints import STOPPED
from portal import audit
from portal.jobs import nudge
from portal.models import Role, User

# After the first, second … try that failed; the fifth was the last.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
# What an address that does not answer is left alone for.
REST = timedelta(minutes=1)
# How long it can be looked up what a partner was told.
KEPT = timedelta(days=180)
# Messages leased at once, the time after which no further one of them is begun, and a lease that
# outlasts both and the last message.
_PORTION = 20
_PORTION_SECONDS = 60
LEASE_SECONDS = 180
_THREADS = 16
# Begins the fault of a message that was answered otherwise than with 2xx.
ANSWERED = "answered "
_log = logging.getLogger(__name__)


def deliver(*, seconds: float) -> int:
    """Send what is ready to every address, for about `seconds`; return how many arrived."""
    _give_up_unheard()
    heard = WebhookEndpoint.objects.filter(is_active=True, partner__is_active=True)
    ids = [
        endpoint.pk
        for endpoint in heard.order_by("pk")
        if WebhookDelivery.objects.ready().filter(endpoint=endpoint).exists()
    ]
    until = time.monotonic() + seconds

    def in_own_thread(key: int) -> int:
        try:
            return deliver_to(key, until=until)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="webhook") as pool:
        return sum(pool.map(in_own_thread, ids))


def deliver_to(endpoint_id: int, *, until: float) -> int:
    """Send what is ready to one address until `until` (monotonic); return how many arrived.

    An address that does not answer is left alone for a while, and only the message that found
    out has lost a try.
    """
    arrived = 0
    owed = WebhookDelivery.objects.filter(endpoint=endpoint_id)
    while time.monotonic() < until:
        leased = owed.lease(seconds=LEASE_SECONDS, limit=_PORTION)
        if not leased:
            break
        endpoint = WebhookEndpoint.objects.select_related("partner").get(pk=endpoint_id)
        most = min(until, time.monotonic() + _PORTION_SECONDS)
        count, goes_on = _send(endpoint, leased, until=most)
        arrived += count
        if not goes_on:
            break
    return arrived


@transaction.atomic
def send_again(deliveries: QuerySet[WebhookDelivery], *, by: User, at: datetime) -> int:
    """Give dead messages another five tries; return how many. Raises NotAllowed."""
    if not (by.is_active and by.has_role(Role.SUPERVISOR, Role.RULE_OFFICER)):
        raise NotAllowed(f"user {by.pk} is neither supervisor nor rule officer")
    dead = WebhookDelivery.objects.dead().filter(
        pk__in=deliveries.values("pk"), endpoint__is_active=True, endpoint__partner__is_active=True
    )
    keys = sorted(dead.values_list("pk", flat=True))
    WebhookDelivery.objects.filter(pk__in=keys).update(
        dead_at=None, deliveries=0, due_at=at, last_fault=""
    )
    for key in keys:
        audit.record("webhook.send_again", by=by, subject=WebhookDelivery(pk=key), at=at)
    nudge("eligibility.deliver_owed_webhooks")
    return len(keys)


def forget(*, at: datetime, portion: int = 5_000) -> int:
    """Delete messages that are over since more than KEPT, the oldest first; return how many.

    Dead letters, too: what they would tell is long past. Each `portion` is a transaction.
    """
    forgotten = 0
    while count := _forget(before=at - KEPT, most=portion, at=at):
        forgotten += count
    return forgotten


@transaction.atomic
def _forget(*, before: datetime, most: int, at: datetime) -> int:
    # By key and not by day: no index is kept for one night's job, and keys grow with time.
    oldest = WebhookDelivery.objects.order_by("pk").values_list("pk", flat=True)[:most]
    is_over = Q(done_at__lt=before) | Q(dead_at__lt=before)
    count, _ = WebhookDelivery.objects.filter(is_over, pk__in=list(oldest)).delete()
    if count:
        audit.record("webhook.forget", by=None, at=at, count=count)
    return count


def _send(
    endpoint: WebhookEndpoint, leased: list[WebhookDelivery], *, until: float
) -> tuple[int, bool]:
    """Send one after the other; return how many arrived and whether to go on."""
    arrived = 0
    with wire.Line(endpoint.url) as line:
        for place, delivery in enumerate(leased):
            if time.monotonic() > until:
                _hand_back(leased[place:], rest=timedelta())
                return arrived, False
            try:
                arrived += _send_one(line, endpoint, delivery)
            except wire.Refused as refused:
                for each in leased[place:]:
                    each.give_up(str(refused))
                return arrived, False
            except wire.Unanswered as silence:
                _note_failure(delivery, str(silence), answered=None)
                _hand_back(leased[place + 1 :], rest=REST)
                return arrived, False
    return arrived, True


def _send_one(line: wire.Line, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> bool:
    body = message(delivery)
    # A receiver refuses a signature of another time, so this is the moment of sending itself.
    now = timezone.now()
    status = line.post(body.encode(), _headers(endpoint, delivery, body=body, at=now))
    if 200 <= status < 300:
        return delivery.finish(answered=status, last_fault="")
    _note_failure(delivery, f"{ANSWERED}{status}", answered=status)
    return False


def message(delivery: WebhookDelivery) -> str:
    """Return what the message says now: numbers and codes, nobody's name or NIK."""
    about = delivery.block_id
    data = _sample(delivery.endpoint) if about is None else _standing(about)
    said = {"type": delivery.event, "timestamp": _written(delivery.happened_at), "data": data}
    return json.dumps(said, separators=(",", ":"))


def _sample(endpoint: WebhookEndpoint) -> dict[str, object]:
    return {"events": endpoint.events}


def _standing(block_id: int) -> dict[str, object]:
    block = Block.objects.select_related("account").get(pk=block_id)
    restored = block.restorations.select_related("wave").order_by("restored_at", "pk")
    return {
        "account": block.account.external_id,
        "account_status": block.account.status,
        "block": block.pk,
        "ground": block.ground,
        "status": block.status,
        "restored": [_given_back(row) for row in restored],
    }


def _given_back(row: Restoration) -> dict[str, object]:
    return {
        "kind": row.kind,
        "days": row.days,
        "until": _written(row.until) if row.until else None,
        "gelombang": row.wave.number if row.wave else None,
    }


def _headers(
    endpoint: WebhookEndpoint, delivery: WebhookDelivery, *, body: str, at: datetime
) -> dict[str, str]:
    name = f"msg_{delivery.pk}"
    secrets = [endpoint.secret]
    if endpoint.previous_secret and endpoint.previous_until and endpoint.previous_until > at:
        secrets.append(endpoint.previous_secret)
    # The library reads the time of day as UTC whatever the zone.
    utc = at.astimezone(UTC)
    return {
        "Content-Type": "application/json",
        "User-Agent": "prakerja-webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(int(utc.timestamp())),
        "webhook-signature": " ".join(Webhook(each).sign(name, utc, body) for each in secrets),
    }


def _note_failure(delivery: WebhookDelivery, fault: str, *, answered: int | None) -> None:
    mine = WebhookDelivery.objects.owed().filter(pk=delivery.pk, claimed_by=delivery.claimed_by)
    mine.update(answered=answered)
    if delivery.event == WebhookDelivery.TEST:
        # Whoever sent it waits for the answer, and sends another once the receiver is mended.
        delivery.give_up(fault)
        return
    wait = WAITS[min(delivery.deliveries, len(WAITS)) - 1]
    delivery.fail(fault, retry_in=wait)
    _log.info("webhook delivery %s: try %s failed", delivery.pk, delivery.deliveries)


def _hand_back(left: list[WebhookDelivery], *, rest: timedelta) -> None:
    """Return messages that were not tried; the try that leasing counted is not one."""
    for delivery in left:
        WebhookDelivery.objects.filter(
            pk=delivery.pk, claimed_by=delivery.claimed_by, done_at=None, dead_at=None
        ).update(
            claimed_by=None,
            lease_until=None,
            deliveries=F("deliveries") - 1,
            due_at=Now() + rest,
        )


def _give_up_unheard() -> None:
    """Make dead letters of what is owed to addresses and partners stopped meanwhile."""
    owed = WebhookDelivery.objects.owed()
    unheard = owed.filter(endpoint__is_active=False) | owed.filter(
        endpoint__partner__is_active=False
    )
    WebhookDelivery.objects.owed().filter(pk__in=unheard.values("pk")).update(
        dead_at=Now(), claimed_by=None, lease_until=None, last_fault=STOPPED
    )


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
