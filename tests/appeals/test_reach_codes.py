"""One-time codes, contacts and letters of people who have a telephone and no mailbox."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from appeals import contact
from appeals.models import Appeal
from eligibility import announcements, letters
from portal.channels import gateway, limit, text
from portal.models import OneTimeCode, OutgoingMessage
from tests import builders
from tests.appeals.rights import asked as asked_about
from tests.appeals.test_cases import opened
from tests.builders import NOON

pytestmark = pytest.mark.django_db

PHONE, NEW, LANDLINE = "081200000001", "081255550000", "0212345678"
UNKNOWN = "3171015505900099"


@pytest.fixture(autouse=True)
def sms_is_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SMS_GATEWAY_URL = gateway.MAILBOX
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 123456)


def last() -> OutgoingMessage:
    return OutgoingMessage.objects.latest("pk")


def sent_to(number: str, key: str) -> str:
    """Return what the SMS to `number` says."""
    rows = OutgoingMessage.objects.filter(recipient=number, channel="sms", key__contains=key)
    return str(rows.get().body)


def test_the_code_for_the_account_goes_by_sms_where_only_a_number_is_on_file(
    client: Client,
) -> None:
    account = builders.account(email="")
    client.post("/akun/", {"nik": account.nik})
    message = OutgoingMessage.objects.get()
    assert (message.channel, message.recipient) == ("sms", account.phone)
    assert "123456" in message.body
    assert text.fits(message.body)
    client.post("/akun/kode/", {"code": "123456"})
    assert client.get("/akun/status/").status_code == 200


def test_the_code_goes_to_the_mailbox_where_there_is_one(client: Client) -> None:
    client.post("/akun/", {"nik": builders.account().nik})
    assert OutgoingMessage.objects.get().channel == "email"


def test_browsers_can_fill_in_the_code_of_this_site_only(client: Client) -> None:
    client.post("/akun/", {"nik": builders.account(email="").nik})
    assert last().body.endswith("\n@localhost #123456")


def test_nobody_learns_which_contact_is_on_file() -> None:
    numbers = (builders.account().nik, builders.account(email="").nik, UNKNOWN)
    pages, queries = [], []
    for nik in numbers:
        cache.clear()
        browser = Client()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            first = browser.post("/akun/", {"nik": nik})
        second = browser.post("/akun/kode/", {"code": "000000"})
        lines = second.content.decode().splitlines()
        pages.append([first["Location"], *(x for x in lines if "csrfmiddlewaretoken" not in x)])
        queries.append(len(asked))
    assert pages[0] == pages[1] == pages[2]
    assert queries[0] == queries[1] == queries[2]


def test_a_number_that_had_its_share_gets_no_code_and_the_page_says_the_same(
    client: Client, settings: Settings
) -> None:
    settings.NUMBER_PER_HOUR = 1
    account = builders.account(email="")
    limit.note(account.phone, channel="sms")
    response = client.post("/akun/", {"nik": account.nik})
    assert response["Location"] == "/akun/kode/"
    assert OneTimeCode.objects.count() == 1
    assert not OutgoingMessage.objects.exists()


def test_the_code_for_the_case_goes_by_sms_without_an_address(client: Client) -> None:
    appeal = builders.appeal(email="")
    client.post("/kasus/", {"reference": appeal.reference})
    assert (last().channel, last().recipient) == ("sms", PHONE)


def test_a_new_number_proves_itself_by_sms_and_the_mailbox_is_told() -> None:
    appeal = builders.appeal()
    change = contact.ask(appeal, field="phone", value=NEW, at=NOON)
    assert "123456" in sent_to(NEW, "code:contact")
    assert contact.confirm(change, code="123456", at=NOON)
    appeal.refresh_from_db()
    assert appeal.phone == NEW
    assert OutgoingMessage.objects.get(key__endswith=":contact_left").recipient == appeal.email


def test_without_a_mailbox_the_old_number_is_told_and_may_take_it_back() -> None:
    appeal = builders.appeal(email="")
    change = contact.ask(appeal, field="phone", value=NEW, at=NOON)
    assert contact.confirm(change, code="123456", at=NOON)
    told = sent_to(PHONE, "contact_left")
    assert text.fits(told)
    assert "/k/" not in told
    assert f"/k/{appeal.reference}/" in sent_to(NEW, "contact_changed")
    found = re.search(r"/kontak/(\d+)/(\S+)/", told)
    assert found
    assert contact.find(int(found[1]), found[2]) == change
    contact.undo(change, at=NOON)
    appeal.refresh_from_db()
    assert appeal.phone == PHONE


def test_an_address_added_to_a_number_is_told_to_the_number() -> None:
    appeal = builders.appeal(email="")
    change = contact.ask(appeal, field="email", value="baru@example.id", at=NOON)
    assert contact.confirm(change, code="123456", at=NOON)
    assert "/kontak/" in sent_to(PHONE, "contact_left")


def test_a_number_that_takes_no_sms_is_confirmed_by_the_mailbox() -> None:
    appeal = builders.appeal()
    contact.ask(appeal, field="phone", value=LANDLINE, at=NOON)
    assert (last().channel, last().recipient) == ("email", appeal.email)


def test_without_either_the_page_says_what_to_do(client: Client) -> None:
    appeal = builders.appeal(email="")
    page = asked(client, appeal, LANDLINE)
    assert "Kami tidak bisa mengirim SMS ke nomor ini" in page
    assert not appeal.contact_changes.exists()


def test_the_page_says_that_the_code_came_by_sms(client: Client) -> None:
    page = asked(client, builders.appeal(), NEW)
    assert "Tulis kode dari SMS" in page
    assert NEW in page


def asked(client: Client, appeal: Appeal, number: str) -> str:
    path = f"/kasus/{appeal.reference}/kontak/"
    sent: dict[str, Any] = {"field": "phone", "value": number}
    return opened(client, appeal).post(path, sent, follow=True).content.decode()


@pytest.mark.parametrize("owe", [announcements.blocked, announcements.owe_restored_letters])
def test_a_letter_about_a_block_goes_by_sms_and_says_nothing_of_the_person(owe: Any) -> None:
    block = builders.block(on=builders.account(email="", name="Rahasia Sekali"))
    owe([block.pk], at=NOON)
    letters.write_owed(at=NOON)
    message = last()
    assert (message.channel, message.recipient) == ("sms", block.account.phone)
    assert text.fits(message.body)
    assert "/akun/" in message.body
    assert "Tidak mau SMS lagi?" not in message.body  # the law owes it: nothing would stop it
    assert not any(word in message.body for word in ("Rahasia", block.account.nik, "Kemdikbud"))


def test_a_data_request_of_who_has_no_mailbox_is_confirmed_by_sms() -> None:
    row = asked_about(builders.appeal(email=""))
    body = sent_to(PHONE, "data-request:")
    assert row.reference in body
    assert text.fits(body)


def test_a_lost_number_comes_by_sms_to_who_has_no_mailbox(client: Client) -> None:
    appeal = builders.appeal(email="")
    response = client.post("/kasus/lupa/", {"email": "+62 812-0000-0001"})
    assert response.status_code == 302
    body = sent_to(PHONE, "lost:")
    assert f"/k/{appeal.reference}/" in body
    assert text.fits(body)


@pytest.mark.parametrize("number", [PHONE, NEW])
def test_a_number_beside_a_mailbox_or_unknown_gets_the_same_answer_and_no_sms(
    client: Client, number: str
) -> None:
    builders.appeal()
    response = client.post("/kasus/lupa/", {"email": number})
    assert response.status_code == 302
    assert not OutgoingMessage.objects.filter(key__startswith="lost:").exists()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_code_fits_in_either_language(language: str) -> None:
    with translation.override(language):
        said = render_to_string("portal/code_sms.txt", {"code": "123456", "host": "x" * 40})
    assert text.fits(said)
