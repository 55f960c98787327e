"""Messages to partners are kept for a while and then forgotten, with a count in the trail."""

from datetime import timedelta

import pytest

from eligibility import partners, tasks, webhooks
from eligibility.models import WebhookDelivery, WebhookEndpoint
from eligibility.webhooks.deliveries import KEPT
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db
OLD = NOON - KEPT - timedelta(seconds=1)


def address() -> WebhookEndpoint:
    by = builders.officer("supervisor")
    made = partners.add(f"Mitra {by.pk}", by=by, at=NOON)
    url = "https://mitra.example/hook"
    return webhooks.add(made, url=url, events=["account.blocked"], by=by, at=NOON)[0]


def told(count: int = 1, **over: object) -> list[int]:
    to = address()
    values = {"endpoint": to, "event": "test", "happened_at": OLD, "due_at": OLD, **over}
    rows = [WebhookDelivery(**values) for _ in range(count)]
    return [row.pk for row in WebhookDelivery.objects.bulk_create(rows)]


def test_what_is_long_over_is_forgotten_and_counted() -> None:
    told(3, done_at=OLD)
    told(2, dead_at=OLD)
    assert webhooks.forget(at=NOON, portion=2) == 5
    counts = AuditEntry.objects.filter(action="webhook.forget").values_list("details", flat=True)
    assert sum(entry["count"] for entry in counts) == 5


def test_what_is_owed_or_of_late_is_kept() -> None:
    kept = [*told(), *told(done_at=NOON - KEPT), *told(dead_at=NOON)]
    assert webhooks.forget(at=NOON) == 0
    assert sorted(WebhookDelivery.objects.values_list("pk", flat=True)) == sorted(kept)


def test_the_nights_job_forgets_twice_without_harm() -> None:
    told(done_at=builders.now() - KEPT - timedelta(days=1))
    tasks.forget_webhooks()
    tasks.forget_webhooks()
    assert not WebhookDelivery.objects.exists()
    assert AuditEntry.objects.filter(action="webhook.forget").count() == 1
