"""SMS and WhatsApp against a real HTTP gateway on the loopback: post, retry, give up, go on."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings

from portal import checks, mailbox, outbox
from portal.channels import gateway, sms, whatsapp
from portal.leases import MOST_DELIVERIES
from portal.models import OutgoingMessage
from tests.eligibility.receiver import Receiver, receiver

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
Channel = OutgoingMessage.Channel
pytestmark = pytest.mark.django_db


@pytest.fixture
def sms_gateway(settings: Settings) -> Iterator[Receiver]:
    """A gateway that takes every SMS, with this token only in our settings."""
    with receiver() as told:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = told.url, "s3cret"
        yield told


def owe(key: str = "k", to: str = "081234567890", *, channel: Channel = Channel.SMS) -> None:
    outbox.queue(to=to, subject="Pesan", body="Isi: https://x", key=key, at=AT, channel=channel)


def only() -> OutgoingMessage:
    return OutgoingMessage.objects.get()


def make_due() -> None:
    OutgoingMessage.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_an_sms_is_posted_once_with_number_text_and_token(sms_gateway: Receiver) -> None:
    owe()
    assert (outbox.deliver(), outbox.deliver()) == (1, 0)
    [(headers, _)] = sms_gateway.got
    assert sms_gateway.said() == [{"to": "+6281234567890", "text": "Isi: https://x"}]
    assert headers["authorization"] == "Bearer s3cret"
    assert headers["idempotency-key"] == str(only().message_id)


def test_whatsapp_goes_to_its_own_gateway(sms_gateway: Receiver, settings: Settings) -> None:
    with receiver() as other:
        settings.WHATSAPP_GATEWAY_URL = other.url
        owe(channel=Channel.WHATSAPP)
        assert outbox.deliver() == 1
    assert (len(other.got), len(sms_gateway.got)) == (1, 0)


@pytest.mark.parametrize("status", [500, 503, 429, 401, 404, 302, 409])
def test_a_passing_failure_is_tried_again_as_the_same_message(
    sms_gateway: Receiver, status: int
) -> None:
    sms_gateway.status = status
    owe()
    assert outbox.deliver() == 0
    assert only().last_fault == f"message delayed ({status})"
    sms_gateway.status = 202
    make_due()
    assert outbox.deliver() == 1
    assert len({headers["idempotency-key"] for headers, _ in sms_gateway.got}) == 1


@pytest.mark.parametrize("status", [400, 410, 422])
def test_a_lasting_refusal_is_dead_at_once_for_staff_to_see(
    sms_gateway: Receiver, status: int
) -> None:
    sms_gateway.status = status
    owe()
    assert outbox.deliver() == 0
    [dead] = OutgoingMessage.objects.dead()
    assert dead.last_fault == f"message refused ({status})"


def test_a_gateway_that_does_not_answer_in_time_is_asked_again(
    sms_gateway: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "STEP_SECONDS", 0.1)
    sms_gateway.wait = 0.5
    owe()
    assert outbox.deliver() == 0
    assert only().last_fault == "the gateway did not answer in time"


def test_a_gateway_that_drips_is_cut_off(
    sms_gateway: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "WHOLE_SECONDS", 0.1)
    sms_gateway.wait = 0.5
    owe()
    assert outbox.deliver() == 0
    assert (only().dead_at, only().done_at) == (None, None)


def test_a_gateway_that_hangs_up_gets_the_next_message_too(sms_gateway: Receiver) -> None:
    sms_gateway.hangs_up = True
    owe("a")
    owe("b")
    assert outbox.deliver() == 2


def test_an_absent_gateway_uses_up_no_delivery_and_holds_up_no_e_mail(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{port}/"
    owe()
    outbox.queue(to="budi@contoh.example", subject="s", body="b", key="mail", at=AT)
    assert outbox.deliver() == 1
    assert OutgoingMessage.objects.get(key="k").deliveries == 0


def test_a_channel_switched_off_keeps_what_it_owes() -> None:
    owe()
    assert outbox.deliver() == 0
    assert (only().deliveries, only().dead_at) == (0, None)


@pytest.mark.parametrize("number", ["0211234567", "+15550001111", "081", "bukan nomor"])
def test_only_indonesian_mobile_numbers_are_posted(sms_gateway: Receiver, number: str) -> None:
    owe(to=number)
    assert outbox.deliver() == 0
    assert only().dead_at is not None
    assert sms_gateway.got == []


def test_a_number_that_had_its_share_waits_and_others_do_not(
    sms_gateway: Receiver, settings: Settings
) -> None:
    settings.NUMBER_PER_HOUR = 2
    for number in range(3):
        owe(f"k{number}")
    owe("other", to="081200000001")
    assert outbox.deliver() == 3
    waiting = OutgoingMessage.objects.get(done_at=None)
    assert "too many" in waiting.last_fault
    cache.clear()  # the hour is over
    make_due()
    assert outbox.deliver() == 1


def test_a_number_that_had_its_share_loses_no_message_to_waiting(
    sms_gateway: Receiver, settings: Settings
) -> None:
    settings.NUMBER_PER_HOUR = 1
    owe("a")
    owe("b")
    outbox.deliver()
    for _ in range(MOST_DELIVERIES + 1):
        make_due()
        assert outbox.deliver() == 0
    cache.clear()  # the hour is over
    make_due()
    assert outbox.deliver() == 1


def test_a_day_has_its_own_share(sms_gateway: Receiver, settings: Settings) -> None:
    settings.NUMBER_PER_DAY = 1
    owe("a")
    owe("b")
    assert outbox.deliver() == 1


def test_logs_name_no_number(sms_gateway: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    sms_gateway.status, sms_gateway.answer = 400, b"081234567890 is unknown"
    owe()
    outbox.deliver()
    assert "81234567890" not in caplog.text


def test_the_demonstration_keeps_them_in_its_mailbox_with_the_number_masked(
    settings: Settings, tmp_path: Path
) -> None:
    settings.VAR_DIR, settings.SMS_GATEWAY_URL = tmp_path, gateway.MAILBOX
    owe()
    assert outbox.deliver() == 1
    [mail] = mailbox.newest()
    assert (mail.channel, mail.recipient) == (Channel.SMS, "0812•••••890")
    assert mail.body.strip() == "Isi: https://x"


def test_a_number_lies_sealed_in_the_outbox() -> None:
    owe()
    rows = OutgoingMessage.objects.raw("SELECT *, recipient AS sealed FROM portal_outgoingmessage")
    assert b"81234567890" not in bytes(rows[0].sealed)  # type: ignore[attr-defined]
    assert only().recipient == "081234567890"


def test_a_channel_without_a_gateway_is_off(settings: Settings) -> None:
    assert not sms.is_on()
    assert not whatsapp.is_on()
    settings.SMS_GATEWAY_URL = gateway.MAILBOX
    assert sms.reaches("081234567890")
    assert not sms.reaches("0211234567")


@pytest.mark.parametrize("url", ["http://gateway.example/", "mailbox:"])
def test_production_posts_over_tls_only(settings: Settings, url: str) -> None:
    settings.IN_PRODUCTION, settings.WHATSAPP_GATEWAY_URL = True, url
    assert "portal.E009" in {fault.id for fault in checks.production_is_safe()}


@pytest.mark.parametrize("url", ["gateway.example", "ftp://x/", "https://", "https://x:port/"])
def test_an_address_nobody_can_post_to_is_named(settings: Settings, url: str) -> None:
    settings.SMS_GATEWAY_URL = url
    assert [fault.id for fault in checks.gateways_can_be_called()] == ["portal.E010"]
