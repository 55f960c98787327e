"""The outbox against a real mail server on the loopback: queue, deliver, retry, give up."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone, translation
from pytest_django import Settings

from portal import outbox
from portal.models import OutgoingMessage

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)


class Post:
    """What the server was told to answer, and the messages it took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_body = "250 OK"
        self.drops_after_body = False

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: Any, options: Any
    ) -> Any:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> Any:  # noqa: N802
        if self.answer_to_body.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content))
        if self.drops_after_body:
            server.transport.abort()
        return self.answer_to_body


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """A real mail server; messages go to it by SMTP."""
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=0)
    controller.port = _free_port()
    controller.start()
    _use(settings, controller.port)
    yield post
    controller.stop()


@pytest.fixture
def frozen_post(settings: Settings) -> Iterator[None]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        _use(settings, listener.getsockname()[1])
        yield


def _use(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 1


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _queue(key: str = "k1", to: str = "budi@contoh.example", **over: Any) -> None:
    words: dict[str, Any] = {
        "subject": "Pengaduan diterima",
        "body": "Nomor Anda: PRK-1\n",
        "at": AT,
    } | over
    outbox.queue(to=to, key=key, **words)


def _only() -> OutgoingMessage:
    return OutgoingMessage.objects.get()


def _make_due() -> None:
    OutgoingMessage.objects.update(due_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_the_same_cause_is_queued_once() -> None:
    _queue()
    _queue(body="another")
    assert _only().body == "Nomor Anda: PRK-1\n"


@pytest.mark.django_db
def test_queueing_nudges_a_worker_after_commit(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    monkeypatch.setattr("portal.jobs._send", lambda name, ids: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        _queue()
    assert sent == ["portal.deliver_outbox"]


@pytest.mark.django_db
def test_a_message_arrives_as_plain_text_with_its_headers(post: Post) -> None:
    _queue(subject="Pengaduan é", body="Halo,\n.titik\n")
    assert outbox.deliver() == 1
    mail = post.taken[0]
    assert mail["To"] == "budi@contoh.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "id"
    assert mail["Message-ID"] == f"<{_only().message_id}@portal.example>"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_payload(decode=True).decode().splitlines() == ["Halo,", ".titik"]


@pytest.mark.django_db
def test_the_language_is_the_one_active_when_queued(post: Post) -> None:
    with translation.override("en"):
        _queue()
    outbox.deliver()
    assert post.taken[0]["Content-Language"] == "en"


@pytest.mark.django_db
def test_a_delivered_message_is_not_sent_again(post: Post) -> None:
    _queue()
    outbox.deliver()
    assert outbox.deliver() == 0
    assert len(post.taken) == 1


@pytest.mark.django_db
def test_no_more_than_the_limit_is_sent(post: Post) -> None:
    for number in range(3):
        _queue(key=f"k{number}")
    assert outbox.deliver(limit=2) == 2


@pytest.mark.django_db
def test_a_message_not_yet_due_waits(post: Post) -> None:
    _queue(at=timezone.now() + timedelta(hours=1))
    assert outbox.deliver() == 0


@pytest.mark.django_db
def test_a_refused_recipient_is_dead_at_once(post: Post) -> None:
    post.answer_to_recipient = "550 no such user budi@contoh.example"
    _queue()
    _queue(key="k2")
    assert outbox.deliver() == 0
    assert OutgoingMessage.objects.dead().count() == 2
    assert {row.last_fault for row in OutgoingMessage.objects.all()} == {"recipient refused (550)"}


@pytest.mark.django_db
def test_a_refused_body_is_dead_at_once(post: Post) -> None:
    post.answer_to_body = "554 no"
    _queue()
    outbox.deliver()
    assert _only().last_fault == "message refused (554)"
    assert _only().dead_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("over", [{"subject": "two\nlines"}, {"to": "a@b\nBcc: c@d.example"}])
def test_a_line_break_in_a_header_is_dead_at_once(post: Post, over: Any) -> None:
    _queue(**over)
    outbox.deliver()
    assert _only().dead_at is not None
    assert post.taken == []


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["answer_to_recipient", "answer_to_body"])
def test_a_temporary_failure_is_tried_again_until_dead(post: Post, answer: str) -> None:
    setattr(post, answer, "451 later")
    _queue()
    minutes = []
    for _ in range(5):
        _make_due()
        outbox.deliver()
        minutes.append(round((_only().due_at - timezone.now()).total_seconds() / 60))
    assert minutes[:4] == [1, 5, 15, 60]
    assert _only().dead_at is not None


@pytest.mark.django_db
def test_one_delayed_message_does_not_hold_up_the_next(post: Post) -> None:
    _queue(key="k1")
    _queue(key="k2", to="siti@contoh.example")
    post.answer_to_recipient = "451 later"
    assert outbox.deliver(limit=1) == 0
    post.answer_to_recipient = "250 OK"
    assert outbox.deliver() == 1
    assert [mail["To"] for mail in post.taken] == ["siti@contoh.example"]


@pytest.mark.django_db
def test_a_connection_dropped_after_the_body_is_tried_again_recognisably(post: Post) -> None:
    post.drops_after_body = True
    _queue()
    assert outbox.deliver() == 0
    assert _only().last_fault == "connection lost while sending"
    post.drops_after_body = False
    _make_due()
    assert outbox.deliver() == 1
    first, second = post.taken
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db
def test_a_frozen_server_uses_up_no_delivery(
    frozen_post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    _queue()
    assert outbox.deliver() == 0
    assert (_only().deliveries, _only().lease_until) == (0, None)
    assert "does not answer" in caplog.text


@pytest.mark.django_db
def test_an_absent_server_uses_up_no_delivery(settings: Settings) -> None:
    _use(settings, _free_port())
    _queue()
    assert outbox.deliver() == 0
    assert _only().deliveries == 0


@pytest.mark.django_db
def test_a_worker_killed_while_sending_costs_one_message_more_at_most(post: Post) -> None:
    _queue()
    OutgoingMessage.objects.lease(seconds=60)  # taken by a worker that died
    assert outbox.deliver() == 0
    OutgoingMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0


@pytest.mark.django_db
def test_forgetting_blanks_what_is_over_and_nothing_else() -> None:
    for key in ("appeal:1:a", "appeal:1:b", "appeal:12:a"):
        _queue(key)
    OutgoingMessage.objects.exclude(key="appeal:1:b").update(done_at=timezone.now())
    assert outbox.forget("appeal:1:") == 1
    told = dict(OutgoingMessage.objects.values_list("key", "recipient"))
    assert told["appeal:1:a"] == ""
    assert told["appeal:1:b"] == told["appeal:12:a"] == "budi@contoh.example"


@pytest.mark.django_db
def test_logs_name_no_recipient(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.answer_to_recipient = "550 no such user budi@contoh.example"
    _queue()
    outbox.deliver()
    assert "budi" not in caplog.text


def test_two_workers_send_each_message_once(post: Post, transactional_db: None) -> None:
    for number in range(20):
        _queue(key=f"k{number}")
    workers = [threading.Thread(target=_deliver_in_thread) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({mail["Message-ID"] for mail in post.taken}) == len(post.taken) == 20


def _deliver_in_thread() -> None:
    outbox.deliver()
    connection.close()
