"""Messages to partners: what they say, how they are signed, and what becomes of those that fail."""

import itertools
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from standardwebhooks import Webhook, WebhookVerificationError

from eligibility import announcements, blocking, partners, webhooks
from eligibility.models import Block, Partner, WebhookDelivery, WebhookEndpoint
from eligibility.tasks import deliver_owed_webhooks
from eligibility.webhooks import deliveries, wire
from portal.leases import MOST_DELIVERIES
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.eligibility.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
Event = WebhookEndpoint.Event


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True


def partner() -> Partner:
    """Add a partner that may know of every account."""
    by = builders.officer("supervisor")
    made = partners.add(f"Mitra {by.pk}", by=by, at=NOON)
    ahead = builders.now() + timedelta(days=30)
    partners.issue(made, scopes=["status_all"], expires_at=ahead, by=by, at=builders.now())
    return made


def endpoint(url: str, *events: str, of: Partner | None = None) -> tuple[WebhookEndpoint, str]:
    by = builders.officer("supervisor")
    return webhooks.add(of or partner(), url=url, events=events or Event.values, by=by, at=NOON)


def owed(to: WebhookEndpoint, count: int = 1) -> list[WebhookDelivery]:
    """Owe the address word of some blocks."""
    blocks = [builders.block() for _ in range(count)]
    WebhookDelivery.objects.all().delete()
    announcements.blocked([block.pk for block in blocks], at=NOON)
    return list(WebhookDelivery.objects.filter(endpoint=to).order_by("pk"))


def send(to: WebhookEndpoint, *, seconds: float = 30) -> int:
    return webhooks.deliver_to(to.pk, until=time.monotonic() + seconds)


def due_now() -> None:
    WebhookDelivery.objects.update(due_at=NOON)


def test_a_block_is_told_with_a_signature_that_verifies() -> None:
    with receiver() as there:
        to, secret = endpoint(there.url)
        [delivery] = owed(to)
        assert send(to) == 1
    [(headers, body)] = there.got
    said = Webhook(secret).verify(body, headers)
    assert headers["webhook-id"] == f"msg_{delivery.pk}"
    assert delivery.block is not None
    assert said == {
        "type": "account.blocked",
        "timestamp": "2026-11-20T05:00:00Z",
        "data": {
            "account": delivery.block.account.external_id,
            "account_status": "blocked",
            "block": delivery.block_id,
            "ground": "G03",
            "status": "confirmed",
            "restored": [],
        },
    }
    delivery.refresh_from_db()
    assert (delivery.done_at is not None, delivery.answered) == (True, 200)


def test_nothing_of_the_person_is_sent() -> None:
    with receiver() as there:
        to, _ = endpoint(there.url)
        [delivery] = owed(to)
        send(to)
    sent = str(there.got)
    assert delivery.block is not None
    person = delivery.block.account
    for value in (person.nik, person.kk, person.name, person.phone, person.email):
        assert value not in sent


def test_lifting_tells_what_came_back() -> None:
    with receiver() as there:
        to, _ = endpoint(there.url, Event.LIFTED)
        block = builders.block()
        blocking.lift(
            Block.objects.filter(pk=block.pk), by=builders.officer(), reason="proof", at=NOON
        )
        assert send(to) == 1
    [said] = there.said()
    assert (said["type"], said["data"]["status"]) == ("account.block_lifted", "lifted")


def test_a_message_says_how_it_stands_when_it_is_sent() -> None:
    with receiver() as there:
        to, _ = endpoint(there.url, Event.BLOCKED)
        [delivery] = owed(to)
        assert delivery.block is not None
        blocking.lift(
            Block.objects.filter(pk=delivery.block.pk),
            by=builders.officer(), reason="proof", at=NOON,
        )  # fmt: skip
        send(to)
    [said] = there.said()
    assert (said["type"], said["data"]["status"]) == ("account.blocked", "lifted")


def test_a_message_that_arrived_is_not_sent_again() -> None:
    with receiver() as there:
        to, _ = endpoint(there.url)
        owed(to)
        assert (send(to), send(to)) == (1, 0)
    assert len(there.got) == 1


def test_both_secrets_sign_until_the_old_one_ends() -> None:
    with receiver() as there:
        to, old = endpoint(there.url)
        at = builders.now()
        new = webhooks.rotate_secret(
            to, until=at + timedelta(days=1), by=builders.officer("supervisor"), at=at
        )
        owed(to)
        send(to)
        WebhookEndpoint.objects.update(previous_until=at - timedelta(seconds=1))
        owed(to)
        send(to)
    (both, first), (alone, second) = there.got
    for secret in (old, new):
        assert Webhook(secret).verify(first, both)
    assert Webhook(new).verify(second, alone)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(second, alone)


def test_many_messages_share_a_connection() -> None:
    with receiver() as there:
        to, _ = endpoint(there.url)
        owed(to, 3)
        assert send(to) == 3
    assert len(there.connections) == 1


def test_an_address_that_hangs_up_after_each_message_gets_them_all() -> None:
    with receiver(hangs_up=True) as there:
        to, _ = endpoint(there.url)
        owed(to, 3)
        assert send(to) == 3
    assert {each.deliveries for each in WebhookDelivery.objects.all()} == {1}


@pytest.mark.parametrize("status", [300, 301, 302, 307, 308, 400, 404, 410, 500, 503])
def test_another_answer_than_2xx_is_tried_again_later(status: int) -> None:
    with receiver(status=status) as there:
        to, _ = endpoint(there.url)
        [delivery] = owed(to)
        assert send(to) == 0
    delivery.refresh_from_db()
    assert (delivery.done_at, delivery.answered) == (None, status)
    assert delivery.due_at > builders.now() + timedelta(seconds=50)
    assert len(there.got) == 1  # a redirect leads nowhere


def test_after_five_tries_a_message_is_dead_and_the_waits_grow() -> None:
    waits = []
    with receiver(status=500) as there:
        to, _ = endpoint(there.url)
        [delivery] = owed(to)
        for _ in range(MOST_DELIVERIES + 1):
            due_now()
            send(to)
            delivery.refresh_from_db()
            waits.append(delivery.due_at - builders.now())
    assert len(there.got) == MOST_DELIVERIES
    assert delivery.dead_at is not None
    for wait, expected in zip(waits, deliveries.WAITS, strict=False):
        assert abs(wait - expected) < timedelta(seconds=30)


class Dripping(threading.Thread):
    """An address that sends a letter at a time, for ever."""

    def __init__(self, server: socket.socket) -> None:
        super().__init__()
        self.server = server

    def run(self) -> None:
        with self.server.accept()[0] as caller, suppress(OSError):
            for letter in itertools.cycle(b"HTTP/1.1"):
                caller.sendall(bytes([letter]))
                time.sleep(0.02)


class Job(threading.Thread):
    """One run of the task, as a worker makes it."""

    def run(self) -> None:
        try:
            deliver_owed_webhooks()
        finally:
            connection.close()


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def test_an_address_that_is_down_costs_one_try_of_one_message() -> None:
    to, _ = endpoint(closed_port())
    owed(to, 3)
    assert send(to) == 0
    rows = WebhookDelivery.objects.order_by("pk")
    assert [row.deliveries for row in rows] == [1, 0, 0]
    assert {row.claimed_by for row in rows} == {None}
    assert not WebhookDelivery.objects.ready().exists()
    assert rows[0].last_fault
    assert rows[0].answered is None


def test_an_address_that_answers_too_late_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 0.2)
    with receiver(wait=1.5) as there:
        to, _ = endpoint(there.url)
        owed(to, 2)
        started = time.monotonic()
        assert send(to) == 0
        assert time.monotonic() - started < 1
    assert len(there.got) == 1


def test_an_address_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        to, _ = endpoint(f"http://127.0.0.1:{server.getsockname()[1]}/")
        [delivery] = owed(to)
        dripping = Dripping(server)
        dripping.start()
        started = time.monotonic()
        assert send(to) == 0
        assert time.monotonic() - started < 3
        dripping.join()
    delivery.refresh_from_db()
    assert delivery.last_fault == "no answer in time, or a broken one"


def test_an_answer_longer_than_anybody_needs_is_not_read_to_its_end() -> None:
    with receiver(answer=b"x" * 300_000) as there:
        to, _ = endpoint(there.url)
        owed(to, 2)
        assert send(to) == 2
    assert len(there.connections) == 2


def test_time_that_is_up_leaves_the_rest_for_the_next_job() -> None:
    with receiver(wait=0.2) as there:
        to, _ = endpoint(there.url)
        owed(to, 3)
        assert send(to, seconds=0.1) == 1
    assert WebhookDelivery.objects.ready().count() == 2
    assert sorted(WebhookDelivery.objects.values_list("deliveries", flat=True)) == [0, 0, 1]


def test_a_stopped_address_gets_nothing_and_owes_nothing() -> None:
    with receiver() as there:
        to, _ = endpoint(there.url)
        [delivery] = owed(to)
        webhooks.deactivate(to, by=builders.officer("supervisor"), at=NOON)
        assert webhooks.deliver(seconds=1) == 0
    delivery.refresh_from_db()
    assert delivery.dead_at is not None
    assert there.got == []


def test_a_stopped_partner_hears_nothing() -> None:
    with receiver() as there:
        to, _ = endpoint(there.url)
        [delivery] = owed(to)
        partners.deactivate(to.partner, by=builders.officer("supervisor"), at=NOON)
        assert webhooks.deliver(seconds=1) == 0
    delivery.refresh_from_db()
    assert (there.got, delivery.dead_at is not None) == ([], True)


def dead(there: Receiver) -> tuple[WebhookEndpoint, WebhookDelivery]:
    to, _ = endpoint(there.url)
    [delivery] = owed(to)
    WebhookDelivery.objects.update(dead_at=NOON, deliveries=5, last_fault="answered 500")
    return to, delivery


@pytest.mark.parametrize("role", ["supervisor", "rule_officer"])
def test_a_dead_message_is_sent_again_and_written_down(role: str) -> None:
    by = builders.officer(role)
    with receiver() as there:
        to, delivery = dead(there)
        assert webhooks.send_again(WebhookDelivery.objects.all(), by=by, at=NOON) == 1
        assert send(to) == 1
    [entry] = AuditEntry.objects.filter(action="webhook.send_again")
    assert (entry.actor, entry.subject_id) == (by, str(delivery.pk))


@pytest.mark.parametrize("role", ["agent", "auditor", "privacy_officer"])
def test_others_send_nothing_again(role: str) -> None:
    with receiver() as there:
        dead(there)
        with pytest.raises(webhooks.NotAllowed):
            webhooks.send_again(WebhookDelivery.objects.all(), by=builders.officer(role), at=NOON)


def test_what_is_not_dead_is_not_sent_again() -> None:
    to, _ = endpoint(closed_port())
    owed(to)
    by = builders.officer("supervisor")
    assert webhooks.send_again(WebhookDelivery.objects.all(), by=by, at=NOON) == 0


@pytest.mark.django_db(transaction=True)
def test_a_slow_address_does_not_stop_the_others() -> None:
    with receiver(wait=1.0) as slow, receiver() as quick:
        endpoint(slow.url, Event.BLOCKED)
        to, _ = endpoint(quick.url, Event.BLOCKED)
        owed(to, 5)
        started = time.monotonic()
        arrived = webhooks.deliver(seconds=0.5)
        assert time.monotonic() - started < 3
    assert len(quick.got) == 5
    assert len(slow.got) == 1
    assert arrived == 6


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_send_each_message_once() -> None:
    with receiver() as there:
        to, _ = endpoint(there.url, Event.BLOCKED)
        owed(to, 4)
        jobs = [Job() for _ in range(2)]
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
    assert len(there.got) == 4


def test_a_worker_whose_lease_is_over_leaves_the_answer_of_the_other_alone() -> None:
    to, _ = endpoint("http://127.0.0.1:9/", Event.BLOCKED)
    announcements.blocked([builders.block().pk], at=NOON - timedelta(days=1))
    (late,) = WebhookDelivery.objects.filter(endpoint=to).lease(seconds=0)
    (now,) = WebhookDelivery.objects.filter(endpoint=to).lease(seconds=60)
    now.finish(answered=204)
    deliveries._note_failure(late, "answered 500", answered=500)
    now.refresh_from_db()
    assert (now.answered, now.done_at is None) == (204, False)
