"""What is said in a case: told once however often it is sent, and by whom."""

import uuid

import pytest
from django.test import Client

from appeals import conversation
from appeals.models import Message
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def test_the_same_words_from_one_form_are_one_message() -> None:
    appeal, token = builders.appeal(), uuid.uuid4()
    first = conversation.say(appeal, text="Halo", at=NOON, token=token)
    second = conversation.say(appeal, text="Halo ", at=NOON, token=token)
    assert first == second
    assert AuditEntry.objects.filter(action="message.added").count() == 1


def test_other_words_from_the_same_form_are_kept_too() -> None:
    appeal, token = builders.appeal(), uuid.uuid4()
    conversation.say(appeal, text="Halo", at=NOON, token=token)
    conversation.say(appeal, text="Halo lagi", at=NOON, token=token)
    assert [row.text for row in conversation.thread(appeal)] == ["Halo", "Halo lagi"]


def test_a_token_of_another_case_hides_nothing() -> None:
    mine, other, token = builders.appeal(), builders.appeal(), uuid.uuid4()
    conversation.say(other, text="Halo", at=NOON, token=token)
    conversation.say(mine, text="Halo", at=NOON, token=token)
    assert [row.text for row in conversation.thread(mine)] == ["Halo"]


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_said_is_refused(text: str) -> None:
    with pytest.raises(conversation.Empty):
        conversation.say(builders.appeal(), text=text, at=NOON)
    assert not Message.objects.exists()


def test_an_officers_reply_is_read_by_the_person_who_is_told_once() -> None:
    appeal, token = builders.appeal(), uuid.uuid4()
    for _ in range(2):
        conversation.reply(
            appeal, by=builders.officer(), text="Fotonya cukup.", at=NOON, token=token
        )
    assert [row.author for row in conversation.thread(appeal)] == ["officer"]
    letter = OutgoingMessage.objects.get(key__contains=":message:")
    assert letter.recipient == appeal.email
    assert "Fotonya cukup." not in letter.body


def test_two_replies_within_one_step_are_told_twice() -> None:
    appeal, officer = builders.appeal(), builders.officer()
    conversation.reply(appeal, by=officer, text="Satu.", at=NOON)
    conversation.reply(appeal, by=officer, text="Dua.", at=NOON)
    assert OutgoingMessage.objects.filter(key__contains=":message:").count() == 2


def test_the_desk_replies_by_a_form_that_counts_once() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    desk = signed_in(officer)
    sent = {"revision": appeal.revision, "text": "Sudah cukup.", "token": str(uuid.uuid4())}
    for _ in range(2):
        answer = desk.post(f"/pmo/appeals/appeal/{appeal.pk}/langkah/reply/", sent)
        assert answer.status_code == 302
    assert [row.text for row in conversation.thread(appeal)] == ["Sudah cukup."]


@pytest.mark.parametrize("role", ["auditor", "privacy_officer", "rule_officer"])
def test_who_does_not_review_cannot_reply(role: str) -> None:
    appeal = builders.appeal()
    sent = {"revision": appeal.revision, "text": "Halo."}
    answer = signed_in(builders.officer(role)).post(
        f"/pmo/appeals/appeal/{appeal.pk}/langkah/reply/", sent
    )
    assert answer.status_code in {302, 403}
    assert not Message.objects.exists()


def test_the_person_reads_the_reply_on_the_case_page(client: Client) -> None:
    appeal = builders.appeal()
    conversation.reply(appeal, by=builders.officer(), text="Fotonya cukup.", at=NOON)
    client.get(OutgoingMessage.objects.filter(key__contains=":message:").get()
               .body.split("localhost:8000")[1].split()[0])  # fmt: skip
    assert "Fotonya cukup." in client.get(f"/kasus/{appeal.reference}/").content.decode()
