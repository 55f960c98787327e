"""The pages of contacts, lost numbers, opinions and joined cases; forms that outlived their page."""

import re

import pytest
from django.test import Client

from appeals import access, lifecycle
from appeals.filing import GroundClaim, HelperSaid
from appeals.lifecycle import Ask
from appeals.models import Appeal, ContactChange, Feedback
from portal.models import OutgoingMessage
from tests import builders
from tests.appeals.test_cases import asked, decided, opened, page_of, strip_tokens

pytestmark = pytest.mark.django_db

_NEW = "baru@example.id"


@pytest.fixture(autouse=True)
def _known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 123456)


def ask(client: Client, appeal: Appeal, field: str = "email", value: str = _NEW) -> str:
    sent = {"field": field, "value": value}
    path = f"/kasus/{appeal.reference}/kontak/"
    return opened(client, appeal).post(path, sent, follow=True).content.decode()


def change(client: Client, appeal: Appeal) -> str:
    ask(client, appeal)
    path = f"/kasus/{appeal.reference}/kontak/kode/"
    return client.post(path, {"code": "123456"}, follow=True).content.decode()


def undo_path() -> str:
    body = OutgoingMessage.objects.get(key__endswith="contact_left").body
    found = re.search(r"/kontak/\d+/\S+/", body)
    assert found
    return found.group()


def test_a_new_address_is_shown_masked_after_its_code(client: Client) -> None:
    appeal = builders.appeal()
    assert "b•••@example.id" in change(client, appeal)
    appeal.refresh_from_db()
    assert appeal.email == _NEW


def test_a_second_tap_on_the_code_leads_to_the_case(client: Client) -> None:
    appeal = builders.appeal()
    change(client, appeal)
    path = f"/kasus/{appeal.reference}/kontak/kode/"
    assert client.post(path, {"code": "123456"})["Location"] == f"/kasus/{appeal.reference}/"


def test_a_wrong_code_is_asked_for_again(client: Client) -> None:
    appeal = builders.appeal()
    ask(client, appeal)
    page = client.post(f"/kasus/{appeal.reference}/kontak/kode/", {"code": "000000"})
    assert "Kode ini salah" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "bukan alamat", "Alamat ini belum lengkap"),
        ("phone", "08", "Nomor ini belum lengkap"),
        ("email", "", "Tulis e-mail atau nomor HP"),
        ("nik", _NEW, "Pilih salah satu."),
        ("email", "SITI@example.id", "sama dengan yang sudah tercatat"),
    ],
)
def test_what_is_no_contact_is_said(client: Client, field: str, value: str, words: str) -> None:
    assert words in ask(client, builders.appeal(), field, value)
    assert not ContactChange.objects.exists()


def test_the_link_asks_first_and_then_puts_the_old_contact_back(client: Client) -> None:
    appeal = builders.appeal()
    change(client, appeal)
    stranger, path = Client(), undo_path()
    assert "Batalkan perubahan kontak?" in stranger.get(path).content.decode()
    appeal.refresh_from_db()
    assert appeal.email == _NEW
    for _ in range(2):
        page = stranger.post(path, follow=True).content.decode()
        assert "sudah dibatalkan" in page
    appeal.refresh_from_db()
    assert appeal.email == "siti@example.id"
    assert "Ganti e-mail atau nomor HP" not in page_of(client, appeal)


def path_of(appeal: Appeal) -> str:
    appeal.refresh_from_db()
    return access.secret_link(appeal).split("localhost:8000", 1)[1]


def test_a_link_from_before_the_take_back_says_that_it_is_old(client: Client) -> None:
    appeal = builders.appeal()
    change(client, appeal)
    foreign = path_of(appeal)
    client.post(undo_path())
    answer = Client().get(foreign)
    page = answer.content.decode()
    assert (answer.status_code, "Tautan ini sudah lama" in page) == (410, True)
    assert f"/kasus/?nomor={appeal.reference}" in page
    assert "/kasus/lupa/" in page
    assert Client().get(path_of(appeal))["Location"] == f"/kasus/{appeal.reference}/"


def test_a_take_back_ends_browsers_that_had_opened_the_case(client: Client) -> None:
    appeal = builders.appeal()
    change(client, appeal)
    path = f"/kasus/{appeal.reference}/"
    assert client.get(path).status_code == 200
    Client().post(undo_path())
    assert client.get(path)["Location"] == f"/kasus/?nomor={appeal.reference}"
    assert appeal.reference not in client.get("/data-saya/").content.decode()


def test_a_take_back_ends_a_code_that_went_to_the_contact_in_between(client: Client) -> None:
    appeal = builders.appeal()
    change(client, appeal)
    client.post("/kasus/", {"reference": appeal.reference})
    Client().post(undo_path())
    page = client.post("/kasus/kode/", {"code": "123456"})
    assert "Kode ini salah" in page.content.decode()


@pytest.mark.parametrize("path", ["/kontak/1/", "/kontak/99999999999999999999/"])
def test_a_made_up_link_opens_nothing(client: Client, path: str) -> None:
    answer = client.get(path + "A" * 32 + "/")
    assert answer.status_code == 404


def test_a_finished_case_takes_no_new_contact(client: Client) -> None:
    appeal = builders.appeal()
    lifecycle.withdraw(appeal, at=builders.now())
    assert "tidak bisa diganti di sini" in ask(client, appeal)


def lost(client: Client, email: str) -> str:
    return client.post("/kasus/lupa/", {"email": email}, follow=True).content.decode()


def test_lost_numbers_go_to_their_own_address(client: Client) -> None:
    mine = [builders.appeal(), builders.appeal()]
    other = builders.appeal(email="lain@example.id")
    lost(client, " SITI@example.id ")
    message = OutgoingMessage.objects.get(key__startswith="lost:")
    assert message.recipient == "siti@example.id"
    assert all(appeal.reference in message.body for appeal in mine)
    assert other.reference not in message.body


def test_an_unknown_address_gets_the_same_answer_and_no_message() -> None:
    builders.appeal()
    known, unknown = (lost(Client(), f"{name}@example.id") for name in ("siti", "siapa"))
    assert strip_tokens(known) == strip_tokens(unknown)
    assert OutgoingMessage.objects.filter(key__startswith="lost:").count() == 1


def test_one_mailbox_is_not_flooded(client: Client) -> None:
    builders.appeal()
    for _ in range(5):
        assert "Cek e-mail Anda" in lost(client, "siti@example.id")
    assert OutgoingMessage.objects.filter(key__startswith="lost:").count() == 3


def rate(client: Client, appeal: Appeal, **sent: str) -> str:
    path = f"/kasus/{appeal.reference}/nilai/"
    return opened(client, appeal).post(path, sent, follow=True).content.decode()


def test_a_low_score_shows_the_ways_on_again(client: Client) -> None:
    appeal = decided("upheld", "rule_applies")
    page = rate(client, appeal, score="1", understood="no", text="Lama sekali.")
    assert 'href="#again"' in page
    assert 'id="again"' in page
    assert Feedback.objects.get(appeal=appeal).understood is False


def test_a_good_score_is_thanked_and_may_be_changed(client: Client) -> None:
    appeal = decided("lifted", "proof_convinces")
    rate(client, appeal, score="5")
    page = rate(client, appeal, score="4")
    assert "4 dari 5" in page
    assert 'href="#again"' not in page
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("score", ["", "0", "6", "lima"])
def test_a_score_that_is_none_is_asked_for_again(client: Client, score: str) -> None:
    appeal = decided("lifted", "proof_convinces")
    assert "Pilih satu angka" in rate(client, appeal, score=score, text="Bagus.")
    assert not Feedback.objects.exists()


def test_an_open_case_asks_for_no_opinion(client: Client) -> None:
    appeal = builders.appeal()
    assert "Penilaian Anda" not in page_of(client, appeal)
    assert "sudah ditutup" in rate(client, appeal, score="5")


def test_a_joined_case_shows_where_the_other_stands_and_none_of_its_words(client: Client) -> None:
    block = builders.block()
    leading = builders.appeal_about(block, at=builders.now())
    joined = builders.appeal_about(block, at=builders.now())
    officer = builders.officer()
    leading.refresh_from_db()
    lifecycle.take(leading, by=officer, at=builders.now())
    chosen = lifecycle.OutcomeChosen(block.pk, "lifted", "proof_convinces", "Kata petugas.")
    ruling = lifecycle.Ruling(outcomes=(chosen,), explanation="Penjelasan putusan.")
    lifecycle.decide(leading, by=officer, ruling=ruling, at=builders.now())
    page = page_of(client, joined)
    assert "Dikabulkan" in page
    assert leading.reference in page  # the same address filed both
    assert "Penjelasan putusan." not in page
    assert "Kata petugas." not in page


def test_the_page_says_that_a_helper_wrote(client: Client) -> None:
    appeal = builders.appeal(helper=HelperSaid("Rini Penolong", "family"))
    page = page_of(client, appeal)
    assert "Ditulis oleh penolong (Keluarga)" in page
    assert "Rini Penolong" not in page


def test_the_wait_is_that_of_the_grounds_the_person_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = {"": 6, "G03": 4, "G10": 8}
    monkeypatch.setattr("appeals.waiting.median_days", lambda *, ground="": days.get(ground))
    named = builders.appeal(claims=(GroundClaim("G03"), GroundClaim("G10")))
    assert "alasan seperti ini biasanya diputus dalam 8 hari kerja" in page_of(client, named)
    assert "Pengaduan biasanya diputus dalam 6 hari kerja" in page_of(client, builders.appeal())


@pytest.mark.parametrize(
    ("door", "name"), [("pesan", "text"), ("nilai", "text"), ("kontak", "value")]
)
def test_a_form_from_an_expired_page_comes_back_filled(door: str, name: str) -> None:
    appeal = decided("upheld", "rule_applies")
    browser = Client(enforce_csrf_checks=True)
    opened(browser, appeal)
    sent = {name: "Tulisan panjang.", "score": "2", "field": "email"}
    page = browser.post(f"/kasus/{appeal.reference}/{door}/", sent).content.decode()
    assert "belum terkirim" in page
    assert "Tulisan panjang." in page
    assert not Feedback.objects.exists()
    assert not appeal.conversation.exists()


def test_answers_from_an_expired_page_come_back_filled() -> None:
    appeal = asked(Ask("", "Kapan Anda lulus?"))
    question = appeal.questions.get()
    browser = Client(enforce_csrf_checks=True)
    opened(browser, appeal)
    sent = {f"q{question.pk}-text": "Juni 2025"}
    page = browser.post(f"/kasus/{appeal.reference}/jawab/", sent).content.decode()
    assert "Juni 2025</textarea>" in page
    question.refresh_from_db()
    assert question.answered_at is None


def test_words_sent_to_a_case_that_closed_itself_are_given_back(client: Client) -> None:
    appeal = builders.appeal()
    answer = client.post(f"/kasus/{appeal.reference}/pesan/", {"text": "Tulisan panjang."})
    assert answer.status_code == 403
    assert "Tulisan panjang.</textarea>" in answer.content.decode()
    assert not appeal.conversation.exists()


def test_what_another_site_sends_is_not_shown_as_the_persons_own() -> None:
    appeal, browser = builders.appeal(), Client(enforce_csrf_checks=True)
    answer = browser.post(f"/kasus/{appeal.reference}/pesan/", {"text": "Transfer uang ke sini."})
    assert answer["Location"] == f"/kasus/?nomor={appeal.reference}"


@pytest.mark.parametrize(
    ("door", "limit", "typed"),
    [
        ("pesan", "appeals.cases.views._MESSAGES_PER_CASE", {"text": "Tulisan panjang."}),
        ("kontak", "appeals.cases.contacts._ASKED_PER_CASE", {"field": "email", "value": _NEW}),
    ],
)
def test_what_is_written_too_often_comes_back_to_be_copied(
    client: Client, monkeypatch: pytest.MonkeyPatch, door: str, limit: str, typed: dict[str, str]
) -> None:
    monkeypatch.setattr(limit, 0)
    appeal = builders.appeal()
    answer = opened(client, appeal).post(f"/kasus/{appeal.reference}/{door}/", typed)
    assert answer.status_code == 429
    assert "Salin dulu tulisan Anda" in answer.content.decode()
    assert list(typed.values())[-1] in answer.content.decode()


def test_why_so_late_comes_back_too_once_the_case_has_closed_itself(client: Client) -> None:
    typed = {"text": "Saya sudah lulus.", "late_reason": "Saya sakit."}
    answer = client.post(f"/kasus/{builders.appeal().reference}/banding/", typed)
    assert answer.status_code == 403
    for words in typed.values():
        assert words in answer.content.decode()
