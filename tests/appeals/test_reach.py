"""Over which channels news of a case go, and what a telephone is told."""

import pytest
from django.test import Client
from pytest_django import Settings

from appeals import access, brief, consents, conversation, notices, reach
from appeals.filing import ConsentGiven
from appeals.intake import blank
from appeals.models import Appeal
from portal.channels import gateway, text
from portal.channels.way import Channel
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.appeals.test_intake import answers, send, was_sent
from tests.builders import NOON

pytestmark = pytest.mark.django_db

MAIL, PHONE, LANDLINE = "siti@example.id", "081200000001", "0212345678"


def on(settings: Settings, *, sms: bool, whatsapp: bool) -> None:
    settings.SMS_GATEWAY_URL = gateway.MAILBOX if sms else ""
    settings.WHATSAPP_GATEWAY_URL = gateway.MAILBOX if whatsapp else ""


@pytest.fixture
def both(settings: Settings) -> None:
    on(settings, sms=True, whatsapp=True)


def told(appeal: Appeal) -> dict[str, str]:
    rows = OutgoingMessage.objects.filter(key__startswith=f"appeal:{appeal.pk}:")
    return {row.channel: row.recipient for row in rows}


def given(*kinds: str) -> tuple[ConsentGiven, ...]:
    return tuple(ConsentGiven(kind, "1", "id", "Saya setuju.") for kind in kinds)


@pytest.mark.parametrize(
    ("email", "phone", "agreed", "took_back", "is_sms", "is_whatsapp", "expected"),
    [
        (MAIL, "", "", "", True, True, "email"),
        (MAIL, PHONE, "", "", True, True, "email"),
        (MAIL, PHONE, "messaging", "", True, True, "email whatsapp"),
        (MAIL, PHONE, "messaging", "", True, False, "email sms"),
        (MAIL, PHONE, "messaging", "", False, True, "email whatsapp"),
        (MAIL, PHONE, "messaging", "", False, False, "email"),
        (MAIL, LANDLINE, "messaging", "", True, True, "email"),
        (MAIL, PHONE, "", "messaging", True, True, "email"),
        ("", PHONE, "", "", True, True, ""),
        ("", PHONE, "sms", "", True, True, "sms"),
        ("", PHONE, "sms messaging", "", True, True, "sms"),
        ("", PHONE, "sms messaging", "", False, True, "whatsapp"),
        ("", PHONE, "messaging", "", True, False, "sms"),
        ("", PHONE, "messaging", "sms", True, True, "whatsapp"),
        ("", PHONE, "messaging", "sms", True, False, ""),
        ("", PHONE, "", "sms", True, True, ""),
        ("", PHONE, "sms", "", False, True, ""),
        ("", LANDLINE, "sms", "", True, True, ""),
        ("", "", "sms messaging", "", True, True, ""),
    ],
)
def test_the_channels_follow_what_was_given_agreed_to_and_switched_on(
    settings: Settings,
    email: str,
    phone: str,
    agreed: str,
    took_back: str,
    is_sms: bool,
    is_whatsapp: bool,
    expected: str,
) -> None:
    on(settings, sms=is_sms, whatsapp=is_whatsapp)
    contact = reach.Contact(
        email, phone, frozenset(agreed.split()), frozenset(took_back.split())
    )  # fmt: skip
    assert " ".join(reach.channels_for(contact)) == expected


@pytest.mark.usefixtures("both")
def test_who_gave_a_telephone_only_gets_the_number_and_the_link_by_sms() -> None:
    appeal = builders.appeal(email="")
    assert told(appeal) == {"sms": PHONE}
    body = OutgoingMessage.objects.get().body
    assert appeal.reference in body
    assert f"/k/{appeal.reference}/" in body


@pytest.mark.usefixtures("both")
def test_whatsapp_needs_its_own_consent_and_ends_with_it() -> None:
    appeal = builders.appeal(consents=given("processing", "messaging"))
    assert told(appeal) == {"email": MAIL, "whatsapp": PHONE}
    consents.withdraw(appeal, "messaging", at=NOON)
    notices.queue(appeal, notices.Notice.MESSAGE, at=NOON, cause="1")
    assert [row.channel for row in OutgoingMessage.objects.filter(key__contains=":message:")] == [
        "email"
    ]


@pytest.mark.usefixtures("both")
def test_an_sms_stopped_is_stopped_from_the_next_message_on() -> None:
    appeal = builders.appeal(email="", consents=given("processing", "sms"))
    consents.withdraw(appeal, "sms", at=NOON)
    notices.queue(appeal, notices.Notice.MESSAGE, at=NOON, cause="1")
    assert not OutgoingMessage.objects.filter(key__contains=":message:").exists()


@pytest.mark.usefixtures("both")
def test_taking_back_sms_or_whatsapp_stops_both_and_each_is_recorded() -> None:
    appeal = builders.appeal(email="", consents=given("processing", "sms", "messaging"))
    assert told(appeal) == {"sms": PHONE}
    assert consents.withdraw(appeal, "messaging", at=NOON)
    notices.queue(appeal, notices.Notice.MESSAGE, at=NOON, cause="1")
    assert not OutgoingMessage.objects.filter(key__contains=":message:").exists()
    ended = AuditEntry.objects.filter(action="consent.withdrawn").order_by("pk")
    assert [entry.details["kind"] for entry in ended] == ["messaging", "sms"]


@pytest.mark.usefixtures("both")
def test_a_case_that_never_showed_the_words_gets_no_sms() -> None:
    assert told(builders.appeal(email="", consents=given("processing"))) == {}


@pytest.mark.usefixtures("both")
def test_the_same_step_is_told_once_over_each_channel() -> None:
    appeal = builders.appeal(email="")
    notices.queue(appeal, notices.Notice.RECEIVED, at=NOON)
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("notice", notices.Notice.values)
def test_every_notice_fits_into_two_segments_and_names_nobody(
    settings: Settings, notice: str, language: str
) -> None:
    settings.SITE_URL = "https://bantuan-akun.prakerja.example.go.id"
    appeal = builders.appeal(language=language)
    for channel in (Channel.SMS, Channel.WHATSAPP):
        said = notices.short_letter(
            appeal, notices.Notice(notice), link=access.secret_link(appeal), channel=channel
        ).body
        assert text.fits(said), (text.septets(said), said)
        assert appeal.reference in said
        assert not any(secret in said for secret in (appeal.nik, appeal.kk, "Siti", PHONE))


def test_no_notice_is_without_its_short_words() -> None:
    assert set(notices.Notice.values) <= set(brief.SENTENCES)


def test_a_letter_outside_the_alphabet_does_not_fit() -> None:
    assert text.septets("a€{") == 5
    assert text.septets("Surat · baru") is None
    assert not text.fits("a" * 307)


@pytest.mark.usefixtures("both")
def test_the_form_takes_a_mobile_number_in_place_of_an_address(client: Client) -> None:
    assert was_sent(send(client, answers(email="")))
    appeal = Appeal.objects.get()
    assert told(appeal) == {"sms": PHONE}
    assert set(appeal.consents.values_list("kind", flat=True)) == {"processing", "sms"}


@pytest.mark.usefixtures("both")
def test_the_page_after_sending_says_that_an_sms_comes(client: Client) -> None:
    page = send(client, answers(email="")).content.decode()
    assert "lewat SMS ke nomor HP Anda" in page
    assert "folder spam" not in page


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("phone", "asked"),
    [
        ("", "Tidak punya? Tulis nomor HP Anda"),
        ("021 234 5678", "Nomor ini tidak diawali 08 atau +62"),
        ("bukan nomor", "Nomor ini berisi huruf atau tanda lain"),
    ],
)
def test_without_an_address_a_number_that_takes_sms_is_asked_for(
    client: Client, phone: str, asked: str
) -> None:
    response = send(client, answers(email="", phone=phone))
    assert asked in response.content.decode()
    assert not Appeal.objects.exists()


@pytest.mark.usefixtures("both")
def test_a_helper_need_not_have_an_address_where_the_person_has_a_number(client: Client) -> None:
    helper = {"for_whom": "other", "helper_name": "Budi", "helper_relation": "family"}
    assert was_sent(send(client, answers(email="", **helper)))
    assert told(Appeal.objects.get()) == {"sms": PHONE}


def test_channels_that_are_off_are_not_offered(client: Client) -> None:
    blank.forget()
    page = client.get("/pengaduan/").content.decode()
    assert "Nomor HP" in page
    assert "Saya setuju dikabari lewat WhatsApp" not in page
    assert "lewat SMS" not in page
    assert not was_sent(send(client, answers(email="")))


@pytest.mark.usefixtures("both")
def test_two_people_without_an_address_are_not_taken_for_one() -> None:
    block = builders.block()
    person = block.account
    common = {"nik": person.nik, "email": ""}
    first = builders.appeal(phone="081200000011", **common)
    second = builders.appeal(phone="081200000012", **common)
    assert not first.has_same_contact(second)
    second.refresh_from_db()
    assert second.status == Appeal.Status.SUBMITTED


@pytest.mark.usefixtures("both")
def test_the_officers_message_goes_the_same_way() -> None:
    appeal = builders.appeal(email="", language="en")
    conversation.reply(appeal, by=builders.officer("agent"), text="Halo", at=NOON)
    [message] = OutgoingMessage.objects.filter(key__contains=":message:")
    assert (message.channel, message.recipient) == ("sms", PHONE)
    assert "Halo" not in message.body


def test_cases_of_an_account_without_an_address_are_those_of_its_number() -> None:
    account = builders.account(email="")
    own = builders.appeal(nik=account.nik, email="", phone=account.phone)
    builders.appeal(nik=account.nik, email="", phone="081277770000")
    builders.appeal(nik=account.nik, email=MAIL, phone=account.phone)
    assert list(Appeal.objects.filed_by(account)) == [own]


def test_an_account_without_any_contact_has_no_cases_of_its_own() -> None:
    account = builders.account(email="", phone="")
    builders.appeal(nik=account.nik, email="", phone="")
    assert not Appeal.objects.filed_by(account).exists()
