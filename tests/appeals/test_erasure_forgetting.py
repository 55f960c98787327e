"""What was told and asked around an erased case: words and contacts go, that it was told stays."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from appeals import contact, data_requests, erasure, legal_holds, lifecycle
from appeals.data_requests import Answer
from appeals.models import Appeal, ContactChange, DataRequest, Erasure, LegalHold
from appeals.tasks import purge_expired_drafts
from portal import outbox, tasks
from portal.models import OutgoingMessage
from tests import builders
from tests.appeals.erasures import granted, on, pdp
from tests.appeals.rights import asked

pytestmark = pytest.mark.django_db

RIGHT = Answer(DataRequest.Result.REFUSED, "Data Siti sudah benar.", "data_is_right")
LATER = timedelta(days=5 * 366 + 2)


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def withdrawn(at: datetime, monkeypatch: pytest.MonkeyPatch) -> Appeal:
    """Return a case whose address was changed once."""
    appeal = builders.appeal(at=at)
    change = contact.ask(appeal, field="email", value="baru@example.id", at=at)
    monkeypatch.setattr("portal.codes.redeem", lambda *_args, **_at: True)
    contact.confirm(change, code="123456", at=at)
    appeal.refresh_from_db()
    lifecycle.withdraw(appeal, at=at)
    appeal.refresh_from_db()
    return appeal


def delivered(at: datetime) -> None:
    OutgoingMessage.objects.filter(done_at=None).update(done_at=at)


def readable() -> list[str]:
    return [row.key for row in OutgoingMessage.objects.order_by("pk") if row.recipient or row.body]


def test_with_the_last_part_every_request_and_message_of_the_case_is_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    appeal = withdrawn(at, monkeypatch)
    other = asked(appeal, datum="kk", value="3171010101150099", proof="KK Siti")
    data_requests.answer(other, RIGHT, by=pdp(), at=at)
    granted(appeal, at=at)
    delivered(at)
    count = OutgoingMessage.objects.count()
    for day in (at, at + LATER):
        on(day)
        delivered(day)
    for request in DataRequest.objects.all():
        assert (request.email, request.phone, request.answer, request.said) == ("", "", "", {})
        assert request.answered_at is not None
    assert Erasure.objects.get().answer == ""
    assert ContactChange.objects.get().was == ""
    assert [key.split(":")[0] for key in readable()] == ["code", "data-request"]
    assert OutgoingMessage.objects.count() == count + 2
    erasure.sweep(at=at + LATER + timedelta(days=4))
    assert [key.split(":")[0] for key in readable()] == ["code"]


def test_the_contact_alone_takes_it_out_of_the_messages_about_its_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    appeal = withdrawn(at, monkeypatch)
    delivered(at)
    granted(appeal, kinds=["contact"], at=at)
    on(at)
    assert not [key for key in readable() if key.startswith("contact:")]
    assert [key for key in readable() if key.startswith("appeal:")]


def test_a_request_that_waits_for_its_answer_keeps_its_address() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    lifecycle.withdraw(appeal, at=at)
    appeal.refresh_from_db()
    waiting = asked(appeal, datum="kk", value="3171010101150099", proof="KK Siti")
    granted(appeal, at=at)
    on(at + LATER)
    waiting.refresh_from_db()
    assert waiting.email == "siti@example.id"
    data_requests.answer(waiting, RIGHT, by=pdp(), at=at)
    [told] = OutgoingMessage.objects.filter(key=f"data-request:{waiting.pk}:answered")
    assert told.recipient == "siti@example.id"
    erasure.sweep(at=at + timedelta(days=4))
    waiting.refresh_from_db()
    assert (waiting.email, waiting.answer) == ("", "")


def test_messages_of_no_case_are_blanked_after_days_and_others_never() -> None:
    at = builders.now()
    for key in ("code:contact:a", "lost:a", "draft:7:link:1", "appeal:7:received"):
        for days in (2, 4, None):
            outbox.queue(to="siti@example.id", subject="S", body="B", key=f"{key}:{days}", at=at)
            done_at = at - timedelta(days=days) if days else None
            OutgoingMessage.objects.filter(key=f"{key}:{days}").update(done_at=done_at)
    for _ in range(2):
        tasks.tidy()
        purge_expired_drafts()
        blank = {row.key for row in OutgoingMessage.objects.all() if not row.recipient}
        assert blank == {"code:contact:a:4", "lost:a:4", "draft:7:link:1:4"}


def test_a_blanked_message_is_not_tried_again() -> None:
    at = builders.now()
    outbox.queue(to="siti@example.id", subject="S", body="B", key="appeal:7:received", at=at)
    OutgoingMessage.objects.update(dead_at=at)
    outbox.forget("appeal:7:")
    assert outbox.revive(OutgoingMessage.objects.all(), by=None, at=at) == 0


def test_a_held_case_keeps_the_messages_of_what_was_completed_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    appeal = withdrawn(at, monkeypatch)
    # As if the message about the change were still on its way when the contact goes.
    granted(appeal, kinds=["contact"], at=at)
    on(at)
    assert Erasure.objects.get().completed_at is not None
    delivered(at)
    before = readable()
    assert {key.split(":")[0] for key in before} >= {"contact", "data-request"}
    order = legal_holds.Order(LegalHold.Cause.COURT, "Perkara di pengadilan.")
    held = legal_holds.place(appeal, order, by=pdp(), at=at)
    erasure.sweep(at=at + timedelta(days=4))
    assert [key for key in before if not key.startswith("code")] == [
        key for key in readable() if not key.startswith("code")
    ]
    legal_holds.lift(held, why="Perkaranya selesai.", by=pdp(), at=at)
    erasure.sweep(at=at + timedelta(days=4))
    assert not {"contact", "data-request"} & {key.split(":")[0] for key in readable()}
