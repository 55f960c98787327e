"""The pages of data rights: who may ask, what asking keeps, and what is told."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from appeals import data_requests
from appeals.filing import ConsentGiven
from appeals.models import Appeal, Consent, DataRequest
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.appeals.rights import asked, opened, path_of, proved

pytestmark = pytest.mark.django_db
CORRECTION = {"datum": "kk", "value": "KK baru saya", "proof": "KK terbit 3 Maret 2026"}


@pytest.fixture(autouse=True)
def fixed_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 123456)


@pytest.fixture
def appeal() -> Appeal:
    kinds = ("processing", "biometric", "messaging")
    given = tuple(ConsentGiven(kind, "1", "id", "Boleh.") for kind in kinds)
    return builders.appeal(at=builders.now(), consents=given)


def correction(**over: str) -> dict[str, str]:
    return {**CORRECTION, "token": str(uuid.uuid4()), **over}


def mails() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(key__startswith="data-request:"))


@pytest.mark.parametrize("page", ["", "perbaiki/", "hapus/", "tarik/"])
def test_a_browser_that_proved_nothing_is_led_to_the_two_ways(client: Client, page: str) -> None:
    shown = client.get(f"/data-saya/{page}", follow=True).content.decode()
    assert "/akun/" in shown
    assert "/kasus/" in shown
    assert "Unduh data saya" not in shown


@pytest.mark.parametrize("page", ["", "perbaiki/", "hapus/", "tarik/"])
def test_an_opened_case_opens_the_pages_and_they_name_nobody(appeal: Appeal, page: str) -> None:
    answer = opened(appeal).get(f"/data-saya/{page}")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert appeal.reference in shown
    for personal in (appeal.name, appeal.nik, appeal.kk, appeal.email, appeal.phone):
        assert personal not in shown


def test_a_proved_account_opens_the_pages() -> None:
    shown = proved(builders.account()).get("/data-saya/").content.decode()
    assert "Akun Prakerja Anda" in shown


def test_who_opened_both_may_choose(appeal: Appeal) -> None:
    browser = opened(appeal, proved(builders.account()))
    assert "sedang dibuka" in browser.get("/data-saya/").content.decode()
    chosen = browser.get(f"/data-saya/hapus/?tentang={appeal.reference}").content.decode()
    assert f"Pengaduan {appeal.reference}" in chosen


def test_a_case_that_this_browser_did_not_open_is_not_asked_about(appeal: Appeal) -> None:
    other = builders.appeal(at=builders.now())
    sent = correction(tentang=appeal.reference)
    assert opened(other).post("/data-saya/perbaiki/", sent).status_code == 403
    assert not DataRequest.objects.exists()


def test_a_correction_is_kept_sealed_numbered_and_told(appeal: Appeal) -> None:
    browser = opened(appeal)
    answer = browser.post("/data-saya/perbaiki/", correction())
    row = DataRequest.objects.get()
    assert answer["Location"] == f"/data-saya/{row.reference}/"
    assert row.reference.startswith("PDP-")
    assert row.said == CORRECTION
    assert row.due_at - row.received_at == timedelta(hours=72)
    assert "KK baru saya" in browser.get(answer["Location"]).content.decode()
    [mail] = mails()
    assert (mail.recipient, row.reference in mail.body) == (appeal.email, True)


def test_nothing_personal_reaches_the_trail(appeal: Appeal) -> None:
    opened(appeal).post("/data-saya/perbaiki/", correction())
    entry = AuditEntry.objects.get(action="data_request.received")
    assert entry.details == {"kind": "rectify"}


def test_the_same_form_twice_is_one_request(appeal: Appeal) -> None:
    browser, sent = opened(appeal), correction()
    first, second = (browser.post("/data-saya/perbaiki/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert DataRequest.objects.count() == len(mails()) == 1


@pytest.mark.parametrize("page", ["hapus/", "perbaiki/"])
def test_the_same_again_on_another_form_is_the_request_that_waits(
    appeal: Appeal, page: str
) -> None:
    client = opened(appeal)
    for _ in range(2):
        sent = {**correction(), "reason": "Saya ingin semuanya dihapus."}
        shown = client.post(f"/data-saya/{page}", sent, follow=True).content.decode()
    row = DataRequest.objects.get()
    assert f"sudah kami terima dan belum dijawab. Nomornya {row.reference}" in shown
    assert len(mails()) == 1


def test_other_words_or_a_late_answer_make_a_request_of_their_own(appeal: Appeal) -> None:
    asked(appeal, "erase", at=builders.now() - timedelta(hours=73), reason="Hapus.")
    for reason in ("Hapus.", "Hapus fotonya saja."):
        sent = {"token": str(uuid.uuid4()), "reason": reason}
        opened(appeal).post("/data-saya/hapus/", sent)
    assert DataRequest.objects.count() == 3


def test_somebody_elses_token_gives_nothing_of_theirs(appeal: Appeal) -> None:
    theirs = asked(appeal)
    other = opened(builders.appeal(at=builders.now()))
    answer = other.post("/data-saya/perbaiki/", correction(token=str(theirs.form_token)))
    assert answer["Location"] == "/data-saya/"
    assert DataRequest.objects.count() == 1


@pytest.mark.parametrize(("gone", "said"), [("datum", "Pilih satu data"), ("value", "Tulis data"),
                                            ("proof", "membuktikannya")])  # fmt: skip
def test_what_is_missing_is_named_and_what_was_typed_stays(
    appeal: Appeal, gone: str, said: str
) -> None:
    answer = opened(appeal).post("/data-saya/perbaiki/", correction(**{gone: ""}))
    shown = answer.content.decode()
    assert said in shown
    assert ("KK terbit" in shown) is (gone != "proof")
    assert not DataRequest.objects.exists()


def test_a_page_left_open_too_long_loses_nothing(appeal: Appeal) -> None:
    strict = opened(appeal, Client(enforce_csrf_checks=True))
    shown = strict.post("/data-saya/perbaiki/", correction()).content.decode()
    assert "sudah lama terbuka" in shown
    assert "KK terbit 3 Maret 2026" in shown
    assert not DataRequest.objects.exists()


def test_a_case_closed_meanwhile_loses_nothing_and_shows_nobody(client: Client) -> None:
    answer = client.post("/data-saya/perbaiki/", correction())
    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "KK terbit 3 Maret 2026" in shown
    assert "/akun/" in shown


def test_another_sites_form_downloads_nothing(appeal: Appeal) -> None:
    strict = opened(appeal, Client(enforce_csrf_checks=True))
    assert strict.post("/data-saya/unduh/", {}).status_code == 403
    assert not DataRequest.objects.exists()


def test_a_forged_session_key_opens_nothing(client: Client, appeal: Appeal) -> None:
    client.cookies["sessionid"] = "a" * 32
    shown = client.get("/data-saya/", follow=True).content.decode()
    assert appeal.reference not in shown


def test_a_look_that_has_run_out_opens_nothing(appeal: Appeal) -> None:
    browser = opened(appeal)
    session = browser.session
    session["opened_cases"] = {str(appeal.pk): builders.now().timestamp() - 1}
    session.save()
    assert "Lewat akun saya" in browser.get("/data-saya/").content.decode()


def test_erasing_says_that_an_open_case_keeps_the_data(appeal: Appeal) -> None:
    browser = opened(appeal)
    shown = browser.get("/data-saya/hapus/").content.decode()
    assert f"Pengaduan {appeal.reference} belum selesai" in shown
    browser.post("/data-saya/hapus/", {"token": str(uuid.uuid4())})
    assert DataRequest.objects.get().kind == "erase"


@pytest.mark.parametrize("kind", ["biometric", "messaging"])
def test_an_extra_consent_ends_at_once(appeal: Appeal, kind: str) -> None:
    browser, consent = opened(appeal), appeal.consents.get(kind=kind)
    sent = {"token": str(uuid.uuid4()), "consent": str(consent.pk)}
    pages = [browser.post("/data-saya/tarik/", sent)["Location"] for _ in range(2)]
    row = DataRequest.objects.get()
    assert pages == [f"/data-saya/{row.reference}/"] * 2
    assert row.answered_at is not None
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    [mail] = mails()
    assert "sudah Anda tarik" in mail.body


def test_processing_becomes_a_request_and_stands_until_answered(appeal: Appeal) -> None:
    consent = appeal.consents.get(kind="processing")
    opened(appeal).post("/data-saya/tarik/", {"consent": str(consent.pk)})
    row = DataRequest.objects.get()
    assert row.answered_at is None
    assert row.said["consent"] == "processing"
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_nobody_takes_back_another_persons_consent(appeal: Appeal) -> None:
    theirs = appeal.consents.get(kind="messaging")
    browser = opened(builders.appeal(at=builders.now()))
    browser.post("/data-saya/tarik/", {"consent": str(theirs.pk)})
    assert Consent.objects.get(pk=theirs.pk).withdrawn_at is None


def test_an_account_takes_back_consents_of_its_own_cases_only() -> None:
    block = builders.block()
    own = builders.appeal_about(block, at=builders.now())
    rival = builders.rival_about(block, at=builders.now())
    shown = proved(block.account).get("/data-saya/tarik/").content.decode()
    assert f'value="{own.consents.get().pk}"' in shown
    assert f'value="{rival.consents.get().pk}"' not in shown


def test_a_request_is_followed_by_its_link_and_by_nobody_else(
    client: Client, appeal: Appeal
) -> None:
    row = asked(appeal, value="Yang benar")
    address = f"/data-saya/{row.reference}/"
    assert "Yang benar" not in client.get(address).content.decode()
    answer = client.get(path_of(data_requests.secret_link(row)))
    assert answer["Location"] == address
    assert "Yang benar" in client.get(address).content.decode()
    assert "Unduh data saya" not in client.get("/data-saya/").content.decode()


@pytest.mark.parametrize("number", ["known", "PDP-2222222222", "PRK-1", "%00", "x" * 300])
def test_a_wrong_link_says_the_same_for_any_number(
    client: Client, appeal: Appeal, number: str
) -> None:
    row = asked(appeal)
    number = row.reference if number == "known" else number
    answer = client.get(f"/data-saya/{number}/{'A' * 32}/")
    assert answer.status_code == 404
    assert "Tautan ini tidak berlaku" in answer.content.decode()


@pytest.mark.parametrize("page", ["perbaiki", "hapus", "tarik", "unduh"])
@pytest.mark.parametrize(
    "hostile",
    [
        {"token": "x"},
        {"token": "\x00", "value": "\x00" * 9},
        {"consent": "9" * 40, "datum": "\ud800"},
        {"proof": "a" * 9000, "tentang": "😀"},
    ],
)
def test_nothing_sent_breaks_a_page(appeal: Appeal, page: str, hostile: dict[str, str]) -> None:
    sent = {
        name: text.encode("utf-8", "surrogatepass").decode("latin-1")
        for name, text in hostile.items()
    }
    answer = opened(appeal).post(f"/data-saya/{page}/", sent)
    answer.close()
    assert answer.status_code < 500


def test_asking_is_counted(appeal: Appeal) -> None:
    browser = opened(appeal)
    answers = [browser.post("/data-saya/hapus/", {}).status_code for _ in range(21)]
    assert answers == [302] * 20 + [429]
    again = browser.post("/data-saya/hapus/", {"reason": "Saya sudah selesai."})
    assert "Saya sudah selesai." in again.content.decode()


def test_the_pages_are_there_in_english(appeal: Appeal) -> None:
    browser = opened(appeal)
    for page in ("", "perbaiki/", "hapus/", "tarik/"):
        answer = browser.get(f"/data-saya/{page}", headers={"Accept-Language": "en"})
        assert '<html lang="en' in answer.content.decode()
