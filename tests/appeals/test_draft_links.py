"""The secret link to a form not sent yet: asked for, sent, opened, and the warning before it ends."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture
from pytest_django import Settings

from appeals import draft_link, tasks
from appeals.evidence import sweep
from appeals.intake import drafts
from appeals.models import Appeal, Draft, Evidence
from portal import office
from portal.channels import text
from portal.channels.way import Channel, Way
from portal.models import OutgoingMessage
from tests import builders
from tests.appeals.test_intake import answers

pytestmark = pytest.mark.django_db
ASK = "/pengaduan/tautan/"
NOON = builders.NOON
MAILBOX = Way(Channel.EMAIL, "siti@example.id")


def begun(client: Client, **said: Any) -> Draft:
    """Write a step of a complaint in the client's browser and return its draft."""
    client.get("/pengaduan/mulai/")
    token = client.get("/pengaduan/langkah/siapa/").context["page"].token
    said = {"token": str(token), "name": "Siti Contoh", "email": "siti@example.id", **said}
    client.post("/pengaduan/langkah/siapa/", {**said, "save": "1"})
    return Draft.objects.get(token=token)


def ask(client: Client, draft: Draft, to: str = "siti@example.id", **over: str) -> Any:
    return client.post(ASK, {"token": str(draft.token), "to": to, "send": "1", **over}, follow=True)


def mailed() -> list[str]:
    """Return the paths of the links in the messages, oldest first."""
    bodies = OutgoingMessage.objects.order_by("pk").values_list("body", flat=True)
    return re.findall(r"http://[^/]+(/lanjut/\S+)", "\n".join(bodies))


def owned(client: Client) -> uuid.UUID | None:
    """Return whose draft the client's browser would open."""
    found = re.search(r'name="token" value="([^"]+)"', client.get("/pengaduan/").content.decode())
    return uuid.UUID(found.group(1)) if found else None


@pytest.mark.parametrize("page", ["langkah/siapa/", "langkah/foto/ektp/", ""])
def test_every_page_of_the_form_keeps_what_it_brings_and_asks_where_the_link_goes(
    client: Client, page: str
) -> None:
    draft = begun(client)
    sent = {"token": str(draft.token), "name": "Siti Baru", "photo_ektp": builders.photo_file()}
    response = client.post(f"/pengaduan/{page}", {**sent, "link": "1"}, follow=True)
    draft.refresh_from_db()
    assert draft.answers["name"] == "Siti Baru"
    assert draft.evidence.count() == 1
    assert response.redirect_chain[-1][0].startswith(ASK)
    assert response.context["form"].initial == {"to": "siti@example.id"}
    assert client.get(response.context["back"]).status_code == 200
    assert response.context["back"] == f"/pengaduan/{page}"


def test_the_link_opens_the_draft_on_another_phone(client: Client) -> None:
    draft = begun(client)
    assert "Tautan sudah kami kirim" in ask(client, draft).content.decode()
    phone = Client()
    assert phone.get(mailed()[0])["Location"] == "/pengaduan/mulai/"
    assert phone.get("/pengaduan/mulai/").context["page"].draft == draft
    assert "dari tautan yang Anda buka" in phone.get("/pengaduan/mulai/").content.decode()
    assert "Di perangkat ini ada" in client.get("/pengaduan/mulai/").content.decode()
    assert "Siti Contoh" in phone.get("/pengaduan/langkah/siapa/").content.decode()


def test_the_message_names_nothing_of_what_was_typed(client: Client) -> None:
    ask(client, begun(client, nik=builders.nik(), phone="081200000001"))
    message = OutgoingMessage.objects.get()
    text = message.subject + message.body
    assert message.recipient == "siti@example.id"
    assert not re.search(r"Siti|siti|\d{6}", re.sub(r"/lanjut/\S+|0800\S+", "", text))


def test_the_message_and_the_opened_page_speak_the_drafts_language(client: Client) -> None:
    draft = begun(client)
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        ask(client, draft)
    draft.refresh_from_db()
    assert (draft.language, OutgoingMessage.objects.get().language) == ("en", "en")
    phone = Client()
    assert phone.get(mailed()[0]).cookies["django_language"].value == "en"


@pytest.mark.parametrize("to", ["", "siti@", "siti", "a" * 300 + "@example.id"])
def test_a_wrong_address_is_refused_beside_its_field(client: Client, to: str) -> None:
    response = ask(client, begun(client), to)
    assert response.context["form"].errors.keys() == {"to"}
    assert not OutgoingMessage.objects.exists()


def test_pressing_twice_sends_once_and_another_address_at_once(client: Client) -> None:
    draft = begun(client)
    ask(client, draft)
    assert "baru saja kami kirim" in ask(client, draft).content.decode()
    ask(client, draft, "siti.benar@example.id")
    assert list(OutgoingMessage.objects.order_by("pk").values_list("recipient", flat=True)) == [
        "siti@example.id", "siti.benar@example.id"]  # fmt: skip


def test_the_link_is_sent_again_after_five_minutes(client: Client) -> None:
    draft = begun(client)
    sent = [
        draft_link.send(draft, to=MAILBOX, language="id", at=NOON + timedelta(seconds=s))
        for s in (0, 299, 300)
    ]
    assert sent == [True, False, True]


@pytest.mark.parametrize(
    ("limit", "sent"), [("_PER_DRAFT", 2), ("_PER_MAILBOX", 2), ("_PER_ADDRESS", 2)]
)
def test_nobodys_mailbox_is_flooded(
    client: Client, monkeypatch: pytest.MonkeyPatch, limit: str, sent: int
) -> None:
    monkeypatch.setattr(f"appeals.intake.links.{limit}", sent)
    draft = begun(client)
    for number in range(4):
        to = "korban@example.id" if limit == "_PER_MAILBOX" else f"orang{number}@example.id"
        ask(client, draft if limit == "_PER_DRAFT" else begun(Client()), to)
    assert OutgoingMessage.objects.count() == sent


def test_an_old_page_sends_nothing_and_keeps_the_address() -> None:
    client = Client(enforce_csrf_checks=True)
    token = uuid.uuid4()
    drafts.keep(drafts.opened(token, at=builders.now()), {"name": "Siti"})
    page = client.post(ASK, {"token": str(token), "to": "siti@example.id", "send": "1"})
    assert page.context["form"].initial == {"to": "siti@example.id"}
    assert "sekali lagi" in page.content.decode()
    assert not OutgoingMessage.objects.exists()
    assert not page.cookies.get(drafts.COOKIE)


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_draft_there_is_no_link_to_ask_for(client: Client, method: str) -> None:
    response = getattr(client, method)(ASK)
    assert response.url == "/pengaduan/mulai/"


@pytest.mark.parametrize("token", ["x", "a" * 32, "é" * 32])
def test_a_link_that_was_cut_says_so(client: Client, token: str) -> None:
    draft = begun(client)
    page = Client().get(f"/lanjut/{draft.pk}/{token}/")
    assert page.status_code == 404
    assert "terpotong" in page.content.decode()
    assert drafts.COOKIE not in page.cookies


def test_another_drafts_token_opens_nothing(client: Client) -> None:
    draft, other = begun(client), begun(Client())
    ask(client, draft)
    assert client.get(mailed()[0].replace(f"/{draft.pk}/", f"/{other.pk}/")).status_code == 404
    assert client.get(f"/lanjut/{10**30}/{'a' * 32}/").status_code == 404


def test_the_link_of_a_sent_form_leads_to_the_case(client: Client) -> None:
    draft = begun(client)
    ask(client, draft)
    client.post("/pengaduan/", answers(token=str(draft.token)))
    assert Appeal.objects.exists()
    page = Client().get(mailed()[0])
    assert page.status_code == 410
    assert "/kasus/" in page.content.decode()


def test_the_link_of_an_expired_form_says_so(client: Client) -> None:
    draft = begun(client)
    ask(client, draft)
    Draft.objects.update(expires_at=builders.now())
    assert Client().get(mailed()[0]).status_code == 410


def test_a_draft_about_a_decided_case_has_no_link(client: Client) -> None:
    draft = begun(client)
    link = draft_link.secret_link(draft).removeprefix("http://localhost:8000")
    Draft.objects.update(about=builders.appeal())
    assert Client().get(link).status_code == 410
    assert client.get(ASK)["Location"] == "/pengaduan/mulai/"


def test_opening_a_link_asks_before_it_takes_the_place_of_another_form(client: Client) -> None:
    ask(client, begun(client))
    phone = Client()
    other = begun(phone, email="ani@example.id")
    page = phone.get(mailed()[0])
    assert page.context["other"] == other
    assert owned(phone) == other.token
    assert phone.post(mailed()[0]).status_code == 302
    assert owned(phone) == Draft.objects.exclude(pk=other.pk).get().token


def test_an_empty_form_gives_way_at_once(client: Client) -> None:
    ask(client, begun(client))
    phone = Client()
    phone.get("/pengaduan/mulai/")
    assert phone.get(mailed()[0]).status_code == 302


def test_another_site_cannot_put_its_form_in_place_of_mine(client: Client) -> None:
    ask(client, begun(client))
    phone = Client(enforce_csrf_checks=True)
    phone.cookies = Client().cookies
    begun_there = Client()
    other = begun(begun_there)
    phone.cookies = begun_there.cookies
    assert phone.post(mailed()[0]).status_code == 403
    assert owned(phone) == other.token


def test_a_helper_lays_one_form_aside_and_begins_the_next(client: Client) -> None:
    draft = begun(client)
    first_try = client.post(ASK, {"token": str(draft.token), "new": "1"})
    assert first_try["Location"] == "/pengaduan/mulai/"
    assert owned(client) == draft.token  # it has no link yet: it would be lost
    ask(client, draft)
    client.post(ASK, {"token": str(draft.token), "new": "1"})
    assert client.get("/pengaduan/mulai/")["Location"] == "/pengaduan/langkah/cocok/"
    assert owned(client) != draft.token
    assert Client().get(mailed()[0]).status_code == 302


def expiring(**over: Any) -> Draft:
    """Return a draft that ends in three days and whose link was sent."""
    values = {"created_at": NOON, "expires_at": NOON + timedelta(days=3), "link_sent_at": NOON,
              "email": "siti@example.id"}  # fmt: skip
    return Draft.objects.create(**{**values, **over})


@pytest.mark.parametrize(
    ("over", "warned"),
    [
        ({}, 1),
        ({"expires_at": NOON + timedelta(days=3, seconds=1)}, 0),
        ({"expires_at": NOON + timedelta(seconds=1)}, 1),
        ({"expires_at": NOON}, 0),
        ({"link_sent_at": None, "email": ""}, 0),
        ({"warned_at": NOON}, 0),
    ],
)
def test_who_has_a_link_is_warned_three_days_before(over: dict[str, Any], warned: int) -> None:
    expiring(**over)
    assert draft_link.warn_expiring(at=NOON) == warned
    assert OutgoingMessage.objects.count() == warned


def test_the_warning_comes_once_in_the_drafts_language() -> None:
    expiring(language="en")
    assert [draft_link.warn_expiring(at=NOON) for _ in range(2)] == [1, 0]
    message = OutgoingMessage.objects.get()
    assert message.language == "en"
    assert mailed()[0].startswith(f"/lanjut/{Draft.objects.get().pk}/")


def test_work_on_a_draft_gives_it_its_time_back_and_another_warning() -> None:
    draft = expiring()
    draft_link.warn_expiring(at=NOON)
    drafts.opened(draft.token, at=NOON + timedelta(days=1))
    assert draft_link.warn_expiring(at=NOON + timedelta(days=2)) == 0
    assert draft_link.warn_expiring(at=NOON + timedelta(days=28)) == 1
    assert OutgoingMessage.objects.count() == 2


@pytest.mark.parametrize("count", [1, 25])
def test_many_are_warned_each_by_a_few_statements(
    count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        expiring()
    office.hours_in_words()  # read every half minute, whatever is written
    with django_assert_max_num_queries(1 + 5 * count):
        assert draft_link.warn_expiring(at=NOON) == count


def test_the_job_may_run_twice() -> None:
    expiring(expires_at=builders.now() + timedelta(days=2))
    tasks.warn_expiring_drafts()
    tasks.warn_expiring_drafts()
    assert OutgoingMessage.objects.count() == 1


def test_an_unsent_form_goes_with_its_photos_after_thirty_days(
    client: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    draft = begun(client)
    client.post("/pengaduan/langkah/foto/ektp/", {
        "token": str(draft.token), "photo_ektp": builders.photo_file(), "save": "1"})  # fmt: skip
    draft.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep.remove_expired_drafts(at=draft.expires_at - timedelta(seconds=1)) == 0
        assert sweep.remove_expired_drafts(at=draft.expires_at) == 1
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("number", ["081234567890", "+62 812-3456-7890"])
def test_who_has_no_mailbox_gets_the_link_by_sms(
    client: Client, settings: Settings, number: str
) -> None:
    settings.SMS_GATEWAY_URL = "mailbox:"
    draft = begun(client, email="", phone="081234567890")
    ask(client, draft, to=number)
    message = OutgoingMessage.objects.get()
    assert (message.channel, message.recipient) == (Channel.SMS, "081234567890")
    assert text.fits(message.body)
    assert Client().get(mailed()[0], follow=True).status_code == 200


def test_the_warning_goes_where_the_link_went(client: Client, settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = "mailbox:"
    draft = begun(client, email="", phone="081234567890")
    ask(client, draft, to="081234567890")
    draft.refresh_from_db()
    assert draft_link.warn_expiring(at=draft.expires_at - timedelta(days=1)) == 1
    warning = OutgoingMessage.objects.latest("pk")
    assert (warning.channel, warning.recipient) == (Channel.SMS, "081234567890")
    assert text.fits(warning.body)


def test_a_number_is_called_a_number_after_the_link_went_there(
    client: Client, settings: Settings
) -> None:
    settings.SMS_GATEWAY_URL = "mailbox:"
    draft = begun(client, email="", phone="081234567890")
    first, again = (ask(client, draft, to="081234567890").content.decode() for _ in range(2))
    assert "Kirim ke nomor lain" in first
    assert "baru saja kami kirim ke nomor ini" in again
    assert "alamat" not in "".join(re.findall(r"<form.*?</form>", first + again, re.DOTALL))


def test_a_number_cut_short_is_told_as_a_number(client: Client, settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = "mailbox:"
    page = ask(client, begun(client), to="0812")
    assert "Nomor ini belum lengkap." in page.content.decode()


def test_without_sms_a_number_is_no_address(client: Client, settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = ""
    page = ask(client, begun(client), to="081234567890")
    assert "Alamat ini tidak lengkap" in page.content.decode()
    assert not OutgoingMessage.objects.exists()
