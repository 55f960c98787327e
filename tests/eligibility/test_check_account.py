""" "Check my account": the same answers for anybody, and nothing without the code."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis.exceptions import RedisError

from eligibility import blocking, letters
from eligibility.models import Account, Block, Restoration, RulePolicy
from eligibility.rules import catalogue
from portal import calendar
from portal.models import OneTimeCode, OutgoingMessage
from portal.templatetags.dates import weekday_date
from tests import builders

pytestmark = pytest.mark.django_db
UNKNOWN = "3171015505900099"


@pytest.fixture(autouse=True)
def fixed_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 123456)


def signed_in(client: Client, account: Account) -> Client:
    client.post("/akun/", {"nik": account.nik})
    client.post("/akun/kode/", {"code": "123456"})
    return client


def test_the_code_goes_to_the_contact_on_file(client: Client) -> None:
    account = builders.account()
    response = client.post("/akun/", {"nik": account.nik})
    message = OutgoingMessage.objects.get()
    assert response["Location"] == "/akun/kode/"
    assert message.recipient == account.email
    assert "123456" in message.body
    assert account.nik not in message.body


def test_the_code_opens_the_status_page(client: Client) -> None:
    account = builders.account()
    page = signed_in(client, account).get("/akun/status/").content.decode()
    assert "Akun aktif" in page
    assert "S••• C•••••" in page
    assert account.nik not in page
    assert account.name not in page


def test_every_block_is_explained_with_its_source_and_the_way_out(client: Client) -> None:
    block = builders.block("G03")
    page = signed_in(client, block.account).get("/akun/status/").content.decode()
    assert "Akun diblokir sementara" in page
    assert "Selasa, 3 Maret 2026" in page
    assert "Yang bisa membantahnya" in page
    assert 'href="/pengaduan/mulai/"' in page


def test_an_unknown_nik_gets_the_same_answers() -> None:
    pages = []
    for nik in (builders.account().nik, UNKNOWN):
        browser = Client()
        first = browser.post("/akun/", {"nik": nik})
        second = browser.post("/akun/kode/", {"code": "000000"})
        lines = second.content.decode().splitlines()
        pages.append([first["Location"], *(x for x in lines if "csrfmiddlewaretoken" not in x)])
    assert pages[0] == pages[1]
    assert OneTimeCode.objects.count() == 2


def test_an_unknown_nik_causes_no_message_and_opens_nothing(client: Client) -> None:
    client.post("/akun/", {"nik": UNKNOWN})
    response = client.post("/akun/kode/", {"code": "123456"})
    assert not OutgoingMessage.objects.exists()
    assert response.status_code == 200
    assert client.get("/akun/status/")["Location"] == "/akun/?again"


def test_a_short_nik_says_how_many_digits_it_has(client: Client) -> None:
    page = client.post("/akun/", {"nik": "3171 0155"}).content.decode()
    assert "yang Anda tulis 8" in page


def test_the_status_page_closes_after_half_an_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(client, builders.account())
    later = builders.now() + timedelta(minutes=31)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client.get("/akun/status/").status_code == 302


def test_leaving_closes_the_status_page(client: Client) -> None:
    signed_in(client, builders.account()).post("/akun/selesai/")
    assert client.get("/akun/status/").status_code == 302


def test_the_code_page_needs_a_nik_first(client: Client) -> None:
    assert client.get("/akun/kode/")["Location"] == "/akun/?again"
    assert "Tulis NIK Anda lagi" in client.get("/akun/?again").content.decode()


def test_asking_too_often_gets_a_page_with_words(client: Client) -> None:
    for _ in range(10):
        client.post("/akun/", {"nik": UNKNOWN})
    response = client.post("/akun/", {"nik": UNKNOWN})
    assert response.status_code == 429
    assert "Coba lagi sejam lagi" in response.content.decode()
    assert response["Retry-After"] == "3600"


def test_the_complaint_form_knows_the_checked_nik_and_nothing_else(client: Client) -> None:
    account = builders.account()
    page = signed_in(client, account).get("/pengaduan/").content.decode()
    assert f'value="{account.nik}"' in page
    for on_file in (account.name, account.email, account.phone, account.kk):
        assert on_file not in page


def test_the_complaint_form_asks_the_proof_of_each_ground(client: Client) -> None:
    person = builders.block("G03").account
    builders.block("G08", on=person)
    page = signed_in(client, person).get("/pengaduan/").content.decode()
    for rule in ("education", "false_data"):
        found = catalogue.rule(rule)
        assert found is not None
        assert str(found.proof) in page


def test_the_complaint_form_of_a_stranger_asks_no_proof(client: Client) -> None:
    builders.block("G03")
    assert "Bukti yang membantu untuk akun" not in client.get("/pengaduan/").content.decode()


def test_asking_about_another_number_closes_the_page_of_the_one_before(client: Client) -> None:
    first = builders.account()
    signed_in(client, first)
    client.post("/akun/", {"nik": builders.account().nik})
    assert client.get("/akun/status/")["Location"] == "/akun/?again"
    assert first.nik not in client.get("/pengaduan/").content.decode()


def status_page(client: Client, account: Account) -> str:
    return signed_in(client, account).get("/akun/status/").content.decode()


def test_a_ground_is_shown_with_its_proof_its_law_and_who_confirmed_it(client: Client) -> None:
    block = builders.block("G03")
    RulePolicy.objects.filter(pk=block.finding.policy_id).update(legal_source="Perpres 36/2020")
    page = status_page(client, block.account)
    assert "Ijazah" in page
    assert "Perpres 36/2020" in page
    assert "Aturan otomatis" in page


def test_a_confirming_officer_is_told_by_role_and_not_by_name(client: Client) -> None:
    block = proposed()
    officer = builders.officer("supervisor", first_name="Rahasia")
    blocking.confirm([block], by=officer, at=builders.now())
    page = status_page(client, block.account)
    assert "Penyelia di Manajemen Pelaksana" in page
    assert "Rahasia" not in page


def test_a_flag_says_that_nothing_is_lost(client: Client) -> None:
    page = status_page(client, proposed().account)
    assert "Akun sedang dicek (masih bisa dipakai)" in page
    assert "Sedang dicek: akun Anda masih bisa dipakai" in page
    assert "Ditetapkan oleh" not in page


def proposed() -> Block:
    """Return a block that a flagging rule proposed."""
    RulePolicy.objects.filter(rule="education").update(mode="flag")
    return builders.block("G03")


@pytest.mark.parametrize("code", ["000000", "999999"])
def test_a_wrong_code_asks_the_database_the_same_for_a_known_and_an_unknown_nik(code: str) -> None:
    asked = []
    Client().get("/akun/")  # the office's hours are read once for a while
    for nik in (builders.account().nik, UNKNOWN):
        browser = Client()
        with CaptureQueriesContext(connection) as first:
            browser.post("/akun/", {"nik": nik})
        with CaptureQueriesContext(connection) as second:
            browser.post("/akun/kode/", {"code": code})
        asked.append([shape(query["sql"]) for query in (*first, *second)])
    assert asked[0] == asked[1]


def shape(sql: str) -> str:
    """Return what kind of statement it is, and about which tables."""
    tables = re.findall(r'"((?:django|eligibility|portal)_\w+)"', sql)
    return " ".join([sql.split()[0], *dict.fromkeys(tables)])


def lifted(*, days_ago: int = 0, reason: str = "source_wrong") -> Block:
    block, at = builders.block("G03"), builders.now() - timedelta(days=days_ago)
    blocking.lift([block], by=None, reason=reason, at=at)
    return block


def test_what_was_lifted_is_told_with_the_day_the_reason_and_what_came_back(client: Client) -> None:
    block = lifted()
    Restoration.objects.create(block=block, kind="refund_withdrawn", restored_at=builders.now())
    page = status_page(client, block.account)
    assert "Yang sudah berakhir" in page
    assert f"Berakhir {weekday_date(builders.now())}" in page
    assert "Dicabut setelah diperiksa petugas." in page
    assert "Anda tidak perlu membayarnya" in page


def test_a_lifted_block_that_gave_nothing_back_is_told_too(client: Client) -> None:
    page = status_page(client, lifted().account)
    assert "Yang sudah berakhir" in page
    assert "Yang kami pulihkan" not in page


def test_a_check_that_led_nowhere_is_told_as_over(client: Client) -> None:
    block = proposed()
    blocking.dismiss([block], by=None, reason="proof_convinces", at=builders.now())
    page = status_page(client, block.account)
    assert "Tidak diteruskan" in page
    assert "Akun Anda tidak diblokir karena alasan ini." in page


def test_a_block_that_ended_long_ago_is_told_no_more(client: Client) -> None:
    assert "Yang sudah berakhir" not in status_page(client, lifted(days_ago=91).account)


def last_day(page: str) -> str:
    found = re.search(r"Hari terakhir mengirim pengaduan</dt><dd>([^<]*)", page)
    assert found is not None
    return found[1]


def test_the_last_day_to_object_is_the_one_that_the_letter_names(
    client: Client, settings: Any
) -> None:
    settings.ACCOUNT_LETTERS = True
    block = builders.block("G03")
    letters.write_owed(at=builders.now())
    letter = OutgoingMessage.objects.get()
    day = weekday_date(calendar.add_working_days(calendar.civil_date(builders.now()), 21))
    assert f"paling lambat {day}" in letter.body
    assert last_day(status_page(client, block.account)).startswith(f"{day}, akhir hari,")


def test_a_last_day_that_is_over_is_told_and_refuses_nobody(client: Client) -> None:
    block = builders.block("G03")
    Block.objects.update(confirmed_at=builders.now() - timedelta(days=90))
    page = status_page(client, block.account)
    assert "sudah lewat. Tetap kirim" in last_day(page)
    assert 'href="/pengaduan/mulai/"' in page


def test_a_check_has_no_last_day_yet(client: Client) -> None:
    assert "Hari terakhir" not in status_page(client, proposed().account)


def test_the_button_pressed_twice_opens_the_page(client: Client) -> None:
    """The browser drops the first answer, and with it the new session."""
    client.post("/akun/", {"nik": builders.account().nik})
    before = client.cookies["sessionid"].value
    client.post("/akun/kode/", {"code": "123456"})
    client.cookies["sessionid"] = before
    assert client.post("/akun/kode/", {"code": "123456"})["Location"] == "/akun/status/"
    assert client.get("/akun/status/").status_code == 200


@pytest.mark.parametrize("wrong", ["code", "session"])
def test_the_second_press_opens_nothing_to_others(client: Client, wrong: str) -> None:
    client.post("/akun/", {"nik": builders.account().nik})
    before = client.cookies["sessionid"].value
    client.post("/akun/kode/", {"code": "123456"})
    other = Client()
    other.cookies["sessionid"] = before if wrong == "code" else "x" * 32
    code = "123457" if wrong == "code" else "123456"
    assert other.post("/akun/kode/", {"code": code})["Location"] == "/akun/?again"


def test_the_second_press_without_a_cache_asks_for_a_new_code(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RedisError

    monkeypatch.setattr("eligibility.checked.cache.set", broken)
    monkeypatch.setattr("eligibility.checked.cache.get", broken)
    assert signed_in(client, builders.account()).get("/akun/status/").status_code == 200
    assert client.post("/akun/kode/", {"code": "1"})["Location"] == "/akun/status/"


def test_going_back_to_the_code_leads_to_the_open_page(client: Client) -> None:
    signed_in(client, builders.account())
    assert client.get("/akun/kode/")["Location"] == "/akun/status/"


def code_page(client: Client, code: str = "000000") -> str:
    return client.post("/akun/kode/", {"code": code}).content.decode()


@pytest.mark.parametrize("is_known", [True, False])
def test_after_five_wrong_codes_the_page_says_to_ask_for_another(
    client: Client, is_known: bool
) -> None:
    client.post("/akun/", {"nik": builders.account().nik if is_known else UNKNOWN})
    pages = [code_page(client) for _ in range(5)]
    assert ["Samakan dengan kode" in page for page in pages] == [True] * 4 + [False]
    assert "Kode ini tidak berlaku lagi" in pages[-1]
    assert "Minta kode baru" in pages[-1]
    assert "Kode ini tidak berlaku lagi" in code_page(client, "123456")


def test_a_code_that_is_over_is_said_to_be_over(client: Client) -> None:
    client.post("/akun/", {"nik": builders.account().nik})
    OneTimeCode.objects.update(expires_at=builders.now())
    assert "Kode ini tidak berlaku lagi" in code_page(client, "123456")


@pytest.mark.parametrize("is_known", [True, False])
def test_whoever_asked_for_too_many_codes_is_not_left_waiting(
    client: Client, is_known: bool
) -> None:
    nik = builders.account().nik if is_known else UNKNOWN
    for _ in range(5):
        client.post("/akun/", {"nik": nik})
    assert "Paling banyak 5 kode" not in client.get("/akun/kode/").content.decode()
    OneTimeCode.objects.update(expires_at=builders.now())
    client.post("/akun/", {"nik": nik})
    assert "Paling banyak 5 kode" in client.get("/akun/kode/").content.decode()


def test_a_code_asked_on_a_second_device_replaces_the_first(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    nik, second = builders.account().nik, Client()
    client.post("/akun/", {"nik": nik})
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 654321)
    second.post("/akun/", {"nik": nik})
    assert "e-mail terakhir" in code_page(client, "123456")
    assert second.post("/akun/kode/", {"code": "654321"})["Location"] == "/akun/status/"
