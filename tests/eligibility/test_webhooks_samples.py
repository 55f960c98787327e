"""Samples to a webhook: signed like any message, tried once, seen with their answer."""

import time
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse
from standardwebhooks import Webhook

from eligibility import partners, webhooks
from eligibility.models import WebhookDelivery, WebhookEndpoint
from eligibility.webhooks import wire
from portal.models import AuditEntry, Role
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility.receiver import receiver

pytestmark = pytest.mark.django_db
SENDERS = {"supervisor", "rule_officer"}


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True


def address(url: str = "http://127.0.0.1:9/") -> tuple[WebhookEndpoint, str]:
    by = builders.officer("supervisor")
    made = partners.add(f"Mitra {by.pk}", by=by, at=NOON)
    return webhooks.add(made, url=url, events=["account.blocked"], by=by, at=NOON)


def sample(to: WebhookEndpoint, **over: Any) -> WebhookDelivery:
    values = {"by": builders.officer("supervisor"), "at": builders.now(), **over}
    owed = webhooks.send_sample(to, **values)
    webhooks.deliver_to(to.pk, until=time.monotonic() + 30)
    owed.refresh_from_db()
    return owed


def press(to: WebhookEndpoint, role: str = "supervisor") -> Any:
    url = reverse("admin:eligibility_webhookendpoint_sample", args=[to.pk])
    return signed_in(builders.officer(role)).post(url, follow=True)


def test_a_sample_arrives_signed_and_says_nothing_of_anybody() -> None:
    builders.block()
    with receiver() as there:
        to, secret = address(there.url)
        sent = sample(to)
    [(headers, body)] = there.got
    said = Webhook(secret).verify(body, headers)
    assert said["type"] == "test"
    assert said["data"] == {"events": ["account.blocked"]}
    assert (sent.answered, sent.done_at is None) == (200, False)


def test_a_sample_that_is_answered_otherwise_is_over_at_once() -> None:
    with receiver(status=500) as there:
        to, _ = address(there.url)
        sent = sample(to)
    assert (sent.answered, sent.dead_at is None, sent.deliveries) == (500, False, 1)


def test_a_sample_without_an_answer_is_over_at_once() -> None:
    to, _ = address()
    sent = sample(to)
    assert (sent.answered, sent.last_fault) == (None, wire.UNCONNECTED)
    assert sent.dead_at is not None


def test_a_sample_is_written_down() -> None:
    to, _ = address()
    by = builders.officer("rule_officer")
    sent = sample(to, by=by)
    [entry] = AuditEntry.objects.filter(action="webhook.test")
    assert (entry.actor, entry.subject_id) == (by, str(to.pk))
    assert entry.details == {"delivery": sent.pk}


def test_an_address_gets_so_many_samples_an_hour_and_no_more() -> None:
    to, _ = address()
    by, at = builders.officer("supervisor"), builders.now()
    for _ in range(webhooks.MOST_SAMPLES):
        webhooks.send_sample(to, by=by, at=at)
    with pytest.raises(webhooks.TooOften):
        webhooks.send_sample(to, by=by, at=at)
    assert "Coba lagi nanti" in press(to).content.decode()
    other, _ = address()
    webhooks.send_sample(other, by=by, at=at)


def test_a_stopped_address_gets_none() -> None:
    to, _ = address()
    by = builders.officer("supervisor")
    webhooks.deactivate(to, by=by, at=NOON)
    with pytest.raises(webhooks.NotAllowed):
        webhooks.send_sample(to, by=by, at=NOON)
    assert "tidak bisa diambil sekarang" in press(to).content.decode()
    page = signed_in(by).get(reverse("admin:eligibility_webhookendpoint_change", args=[to.pk]))
    assert "Kirim contoh" not in page.content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_those_who_may_send_again_may_try_an_address(role: str) -> None:
    to, _ = address()
    answer = press(to, role)
    assert answer.status_code == (200 if role in SENDERS else 403)
    assert WebhookDelivery.objects.filter(event="test").exists() == (role in SENDERS)


def test_the_answer_is_seen_on_the_samples_page_and_in_the_list() -> None:
    with receiver(status=204) as there:
        to, _ = address(there.url)
        waiting = press(to).content.decode()
        webhooks.deliver_to(to.pk, until=time.monotonic() + 30)
    assert "Contoh untuk dicoba" in waiting
    assert "data-fresh" in waiting
    client = signed_in(builders.officer("auditor"))
    listed = client.get(reverse("admin:eligibility_webhookdelivery_changelist"), {"event": "test"})
    page = client.get(reverse("admin:eligibility_webhookendpoint_change", args=[to.pk]))
    for html in (listed.content.decode(), page.content.decode()):
        assert "204" in html


def test_only_a_sample_is_about_no_block() -> None:
    to, _ = address()
    with pytest.raises(IntegrityError):
        WebhookDelivery.objects.create(
            endpoint=to, event="account.blocked", happened_at=NOON, due_at=NOON
        )
