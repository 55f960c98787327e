"""The copy of what is held: everything of the person's own, and nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from appeals import conversation, lifecycle
from appeals.evidence import examine, intake
from appeals.filing import GroundClaim, HelperSaid
from appeals.models import Appeal, DataRequest, Evidence
from eligibility.models import Account, Finding
from portal import audit
from portal.models import AuditEntry, OutgoingMessage
from tests import builders, desk
from tests.appeals import cards
from tests.appeals.rights import asked, copy_of, opened, parts_of, proved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 123456)


def everything(files: dict[str, bytes]) -> str:
    return "\n".join(content.decode("utf-8", "replace") for content in files.values())


def test_a_case_holder_gets_the_case(client: Client) -> None:
    claims = (GroundClaim("G03", "graduated", "Saya lulus 2024."),)
    appeal = builders.appeal(at=builders.now(), claims=claims)
    files = copy_of(opened(appeal))
    receipt = f"surat/{appeal.letters.get().number}.pdf"
    assert set(files) == {"data-saya.html", "gaya.css", "data.json", receipt}
    assert files[receipt].startswith(b"%PDF")
    [case] = (part for part in parts_of(files) if part["part"] == "case")
    assert case["case"][0]["nik"] == appeal.nik
    assert case["claims"][0]["statement"] == "Saya lulus 2024."
    assert "Bukti penerimaan pengaduan" in case["letters"][0]["text"]
    for own in (appeal.name, appeal.kk, appeal.chronology, appeal.email):
        assert own in files["data-saya.html"].decode()


def test_a_case_holder_learns_nothing_of_the_account() -> None:
    block = builders.block()
    rival = builders.rival_about(block, at=builders.now())
    builders.appeal_about(block, at=builders.now())
    text = everything(copy_of(opened(rival)))
    account = block.account
    for foreign in (account.email, account.phone, account.external_id, "Kemdikbud", "rival"):
        assert foreign not in text


def test_nothing_of_officers_helpers_and_notes_is_in_the_copy() -> None:
    agent = builders.officer(username="sandi-petugas", first_name="Rahasiawati")
    helper = HelperSaid("Pakde Penolong", "family", "081234000999", "pakde@example.id")
    appeal = builders.appeal(at=builders.now(), helper=helper)
    lifecycle.take(appeal, by=agent, at=builders.now())
    conversation.note(appeal, by=agent, text="Catatan dalam.", at=builders.now())
    conversation.say(appeal, text="Kapan selesai?", at=builders.now())
    desk.signed_in(agent).get(f"/pmo/appeals/appeal/{appeal.pk}/change/")
    text = everything(copy_of(opened(appeal)))
    assert "Kapan selesai?" in text
    for foreign in ("Rahasiawati", "sandi-petugas", "Pakde", "081234000999", "Catatan dalam"):
        assert foreign not in text


def test_an_owner_gets_account_and_own_cases_but_not_a_rivals() -> None:
    block = builders.block()
    own = builders.appeal_about(block, at=builders.now())
    rival = builders.rival_about(block, at=builders.now(), name="Orang Lain Sekali")
    files = copy_of(proved(block.account))
    account, case = parts_of(files)[:2]
    assert account["account"][0]["email"] == block.account.email
    assert account["blocks"][0]["policy_version"] == 1
    assert case["case"][0]["number"] == own.reference
    for foreign in (rival.reference, rival.email, rival.phone, "Orang Lain Sekali"):
        assert foreign not in everything(files)


def test_members_of_a_cluster_are_not_in_the_copy() -> None:
    account, relative = builders.account(), builders.account(name="Kerabat Sekartu")
    Account.objects.filter(pk=relative.pk).update(kk=account.kk)
    builders.block("G06", on=account, cluster="kunci-kelompok", other=relative.pk, place=3)
    assert Finding.objects.filter(account=account).exists()
    text = everything(copy_of(proved(account)))
    for foreign in ("Kerabat", relative.nik, relative.email, "kunci-kelompok", "fact_other"):
        assert foreign not in text


def test_looks_are_counted_by_role_and_day() -> None:
    appeal, at = builders.appeal(at=builders.now()), builders.now()
    for officer in (builders.officer(), builders.officer(), builders.officer("supervisor")):
        audit.record("case.viewed", by=officer, subject=appeal, at=at)
    [case] = (part for part in parts_of(copy_of(opened(appeal))) if part["part"] == "case")
    assert {(row["role"], row["count"]) for row in case["looks"]} == {
        ("agent", 2),
        ("supervisor", 1),
    }


def test_looks_at_a_request_are_counted_too() -> None:
    appeal = builders.appeal(at=builders.now())
    row = asked(appeal)
    browser = desk.signed_in(builders.officer("privacy_officer", first_name="Rahasiawati"))
    browser.get(f"/pmo/appeals/datarequest/{row.pk}/change/")
    files = copy_of(opened(appeal))
    [part] = (part for part in parts_of(files) if part["part"] == "data_requests")
    assert [(look["role"], look["count"]) for look in part["looks"]] == [("privacy_officer", 1)]
    assert "Rahasiawati" not in everything(files)


def test_the_copy_speaks_the_readers_language() -> None:
    browser = opened(builders.appeal(at=builders.now()), Client(headers={"Accept-Language": "en"}))
    assert '<html lang="en">' in copy_of(browser)["data-saya.html"].decode()


def with_photo() -> Appeal:
    appeal = builders.appeal(at=builders.now())
    intake.attach_to_case(appeal, builders.photo_file(), kind="ektp", at=builders.now())
    examine.examine_owed(Evidence.objects.filed(), most=1, at=builders.now())
    return appeal


def test_own_photos_are_in_the_copy_and_count_as_no_look() -> None:
    appeal = with_photo()
    files = copy_of(opened(appeal))
    [photo] = (name for name in files if name.startswith("foto/"))
    assert files[photo].startswith(b"\xff\xd8")
    assert f'src="{photo}"' in files["data-saya.html"].decode()
    assert not AuditEntry.objects.filter(action="evidence.viewed").exists()


def test_a_photo_that_is_gone_is_named_and_breaks_nothing() -> None:
    appeal = with_photo()
    Evidence.objects.update(image_name="0" * 32)
    files = copy_of(opened(appeal))
    assert not any(name.startswith("foto/") for name in files)
    assert "tidak bisa dibaca dari penyimpanan" in files["data-saya.html"].decode()


def test_what_people_wrote_is_text_and_never_a_page() -> None:
    appeal = builders.appeal(at=builders.now(), chronology="<script>alert(1)</script>")
    page = copy_of(opened(appeal))["data-saya.html"].decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_download_is_a_request_answered_at_once_audited_and_told() -> None:
    appeal = builders.appeal(at=builders.now())
    copy_of(opened(appeal))
    row = DataRequest.objects.get()
    assert (row.kind, row.result, row.answered_by) == ("access", "done", None)
    assert AuditEntry.objects.filter(action="data_request.downloaded").count() == 1
    [mail] = OutgoingMessage.objects.filter(key__startswith="data-request:")
    assert "diunduh" in mail.body
    assert mail.recipient == appeal.email


def test_the_same_button_twice_gives_the_file_twice_and_one_request() -> None:
    browser = opened(builders.appeal(at=builders.now()))
    sent = {"token": "6f1c7c1e-0f0a-4b52-9d1d-2f3d9b4b9b11"}
    for _ in range(2):
        answer = browser.post("/data-saya/unduh/", sent)
        assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert DataRequest.objects.count() == 1


def test_the_file_is_named_for_its_day_and_kept_by_nobody() -> None:
    browser = opened(builders.appeal(at=builders.now()))
    answer = browser.post("/data-saya/unduh/", {})
    answer.close()
    assert answer["Content-Disposition"].startswith('attachment; filename="data-saya-20')
    assert "no-store" in answer["Cache-Control"]


def test_downloads_are_counted() -> None:
    browser = opened(builders.appeal(at=builders.now()))
    answers = [browser.post("/data-saya/unduh/", {}) for _ in range(11)]
    for answer in answers:
        answer.close()
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]


@pytest.mark.parametrize("cases", [1, 4])
def test_each_case_costs_the_same_queries(
    cases: int, django_assert_max_num_queries: object
) -> None:
    block = builders.block()
    for number in range(cases):
        at = builders.now() - timedelta(days=number)
        builders.appeal_about(block, at=at)
    browser = proved(block.account)
    with django_assert_max_num_queries(60 + 25 * cases):  # type: ignore[operator]
        copy_of(browser)


def test_what_a_machine_read_in_own_cards_is_in_the_copy(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.READER = True
    appeal = builders.appeal(at=builders.now())
    monkeypatch.setattr("portal.storage.Store.read", lambda _store, _name: iter([b""]))
    cards.reads(monkeypatch, f"NIK : {appeal.nik}", percent=96)
    cards.read(cards.ready_photo(appeal))
    [case] = (part for part in parts_of(copy_of(opened(appeal))) if part["part"] == "case")
    (reading,) = case["readings"]
    assert (reading["kind"], reading["nik"], reading["nik_percent"]) == ("ektp", appeal.nik, 96)
    assert reading["name"] is None
