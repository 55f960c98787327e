"""The privacy officer's queue: who sees it, what is read there, and the answer."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from appeals import data_requests
from appeals.models import Appeal, Correction, DataRequest
from eligibility.models import ChangedAccount
from portal.models import AuditEntry, OutgoingMessage, Role
from tests import builders, desk
from tests.appeals.rights import asked

pytestmark = pytest.mark.django_db
LIST = "/pmo/appeals/datarequest/"
OTHERS = [role for role in Role if role not in (Role.PRIVACY_OFFICER, Role.AUDITOR)]
KK = "3171010101150099"
DONE = {"result": "done", "reason": "", "value": KK, "text": "Sudah kami perbaiki.", "send": "1"}


@pytest.fixture
def row() -> DataRequest:
    appeal = builders.appeal(at=builders.now(), phone="081277700123")
    return asked(appeal, datum="kk", value="Nilai yang benar", proof="KK baru")


def address(row: DataRequest, door: str = "change") -> str:
    return reverse(f"admin:appeals_datarequest_{door}", args=[row.pk])


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_are_turned_away_everywhere(role: Role, row: DataRequest) -> None:
    browser = desk.signed_in(builders.officer(role))
    assert browser.get(LIST).status_code == 403
    assert browser.get(address(row)).status_code == 403
    assert browser.post(address(row, "answer"), DONE).status_code == 403
    assert browser.post(address(row, "reveal"), {"field": "nik"}).status_code == 403


def test_a_superuser_without_the_role_is_turned_away(row: DataRequest) -> None:
    browser = desk.signed_in(builders.officer(is_superuser=True))
    assert browser.get(LIST).status_code == 403
    assert browser.post(address(row, "answer"), DONE).status_code == 403


def test_an_auditor_reads_it_masked_and_changes_nothing(row: DataRequest) -> None:
    browser = desk.signed_in(builders.officer("auditor"))
    page = browser.get(address(row)).content.decode()
    assert row.reference in page
    assert "Isinya hanya dibaca petugas PDP" in page
    assert "Nilai yang benar" not in page
    assert browser.post(address(row, "answer"), DONE).status_code == 403
    assert browser.post(address(row, "reveal"), {"field": "nik"}).status_code == 403


def test_the_page_is_masked_links_to_the_case_and_is_written_down(row: DataRequest) -> None:
    officer = builders.officer("privacy_officer")
    page = desk.signed_in(officer).get(address(row)).content.decode()
    assert row.appeal is not None
    assert "Nilai yang benar" in page
    assert reverse("admin:appeals_appeal_change", args=[row.appeal_id]) in page
    for personal in (row.appeal.name, row.appeal.nik, row.appeal.phone, row.appeal.email):
        assert personal not in page
    entry = AuditEntry.objects.get(action="data_request.viewed")
    assert (entry.actor, entry.subject_id) == (officer, str(row.pk))


def test_one_field_opens_with_a_reason_and_is_written_down(row: DataRequest) -> None:
    browser = desk.signed_in(builders.officer("privacy_officer"))
    sent = {"field": "phone", "reason": "subject_request"}
    page = browser.post(address(row, "reveal"), sent).content.decode()
    assert row.appeal is not None
    assert row.appeal.phone in page
    assert row.appeal.nik not in page
    entry = AuditEntry.objects.get(action="data_request.revealed")
    assert entry.details == {"field": "phone", "reason": "subject_request"}


def test_nothing_opens_without_a_reason(row: DataRequest) -> None:
    browser = desk.signed_in(builders.officer("privacy_officer"))
    answer = browser.post(address(row, "reveal"), {"field": "nik"}, follow=True)
    assert "Pilih alasan" in answer.content.decode()
    assert not AuditEntry.objects.filter(action="data_request.revealed").exists()


def test_an_answer_is_kept_audited_and_told(row: DataRequest) -> None:
    officer = builders.officer("privacy_officer")
    desk.signed_in(officer).post(address(row, "answer"), DONE)
    row.refresh_from_db()
    assert (row.result, row.answered_by, row.answer) == ("done", officer, "Sudah kami perbaiki.")
    entry = AuditEntry.objects.get(action="data_request.answered")
    assert entry.details == {"result": "done", "reason": ""}
    mail = OutgoingMessage.objects.get(key=f"data-request:{row.pk}:answered")
    assert "Sudah kami perbaiki." in mail.body
    assert data_requests.secret_link(row) in mail.body


def test_the_preview_is_the_message_and_keeps_nothing(row: DataRequest) -> None:
    browser = desk.signed_in(builders.officer("privacy_officer"))
    sent = {name: text for name, text in DONE.items() if name != "send"}
    page = browser.post(address(row, "answer"), sent).content.decode()
    assert "Yang akan dibaca orangnya" in page
    assert page.count("Sudah kami perbaiki.") == 2
    assert data_requests.secret_link(row) not in page
    row.refresh_from_db()
    assert row.answered_at is None
    assert not OutgoingMessage.objects.filter(key__endswith=":answered").exists()


def test_the_message_is_in_the_persons_language(row: DataRequest) -> None:
    DataRequest.objects.update(language="en")
    desk.signed_in(builders.officer("privacy_officer")).post(address(row, "answer"), DONE)
    assert OutgoingMessage.objects.get(key__endswith=":answered").language == "en"


@pytest.mark.parametrize("result", ["partly", "refused"])
def test_a_no_needs_its_reason_and_every_answer_its_words(row: DataRequest, result: str) -> None:
    browser = desk.signed_in(builders.officer("privacy_officer"))
    for lacking in ({"result": result}, {"text": ""}, {"result": "maybe"}):
        answer = browser.post(address(row, "answer"), {**DONE, **lacking})
        assert answer.status_code == 422
    row.refresh_from_db()
    assert row.answered_at is None


def test_the_second_answer_is_refused_and_the_first_stands(row: DataRequest) -> None:
    for text in ("Pertama.", "Kedua."):
        browser = desk.signed_in(builders.officer("privacy_officer"))
        browser.post(address(row, "answer"), {**DONE, "text": text})
    row.refresh_from_db()
    assert row.answer == "Pertama."
    assert OutgoingMessage.objects.filter(key__endswith=":answered").count() == 1


@pytest.mark.parametrize("role", [*OTHERS, Role.AUDITOR])
def test_the_verb_itself_refuses_other_roles(row: DataRequest, role: Role) -> None:
    said = data_requests.Answer(DataRequest.Result.DONE, "Sudah.")
    with pytest.raises(data_requests.NotAllowed):
        data_requests.answer(row, said, by=builders.officer(role), at=builders.now())


def test_an_erasure_while_a_case_is_open_is_offered_the_words_of_the_law() -> None:
    appeal = builders.appeal(at=builders.now())
    row = asked(appeal, "erase")
    page = desk.signed_in(builders.officer("privacy_officer")).get(address(row)).content.decode()
    assert page.count(f"Pengaduan {appeal.reference} belum selesai") == 2
    assert '<option value="legal_hold" selected>' in page


def references(page: str) -> list[str]:
    return re.findall(r"PDP-[0-9A-Z]{10}", re.sub(r"<a [^>]*>", "", page))


def many(count: int) -> list[DataRequest]:
    appeal: Appeal = builders.appeal(at=builders.now())
    ages = [timedelta(hours=(number * 7) % count) for number in range(count)]
    return [asked(appeal, at=builders.now() - age) for age in ages]


def test_the_most_urgent_is_first_and_leafing_loses_none() -> None:
    wanted = [row.reference for row in sorted(many(120), key=lambda row: (row.due_at, row.pk))]
    browser = desk.signed_in(builders.officer("privacy_officer"))
    seen, page = [], browser.get(LIST).content.decode()
    while True:
        seen += references(page)
        later = re.search(r'href="(\?[^"]*after[^"]*)" rel="next"', page)
        if not later:
            break
        page = browser.get(LIST + later[1].replace("&amp;", "&")).content.decode()
    assert seen == wanted
    back = re.search(r'href="(\?before[^"]*)" rel="prev"', page)
    assert back
    assert references(browser.get(LIST + back[1]).content.decode()) == wanted[50:100]


@pytest.mark.parametrize(
    ("state", "expected"), [("", 2), ("late", 1), ("answered", 1), ("all", 3), ("?", 2)]
)
def test_the_list_is_narrowed_by_state(state: str, expected: int) -> None:
    appeal = builders.appeal(at=builders.now())
    asked(appeal, at=builders.now() - timedelta(hours=73))
    asked(appeal)
    done = asked(appeal)
    officer = builders.officer("privacy_officer")
    said = data_requests.Answer(DataRequest.Result.DONE, "Sudah.")
    data_requests.answer(done, said, by=officer, at=builders.now())
    page = desk.signed_in(officer).get(LIST, {"state": state, "kind": ""}).content.decode()
    assert len(references(page)) == expected


@pytest.mark.parametrize("place", ["x", "1", "9.9.9", f"{'9' * 18}.1", "-1.2", "1.-2"])
def test_a_made_up_place_in_the_list_harms_nothing(row: DataRequest, place: str) -> None:
    browser = desk.signed_in(builders.officer("privacy_officer"))
    for word in ("before", "after"):
        assert browser.get(LIST, {word: place}).status_code == 200


@pytest.mark.parametrize(
    ("hours", "words", "tone"),
    [(0, "71 jam lagi", "calm"), (49, "22 jam lagi", "soon"), (67, "4 jam lagi", "today"),
     (75, "terlambat 4 jam", "late")],
)  # fmt: skip
def test_what_is_left_is_said_in_hours(hours: int, words: str, tone: str) -> None:
    asked(builders.appeal(at=builders.now()), at=builders.now() - timedelta(hours=hours, minutes=5))
    browser = desk.signed_in(builders.officer("privacy_officer"))
    page = browser.get(LIST).content.decode()
    assert words in page
    assert f"due-{tone}" in page


@pytest.mark.parametrize("count", [1, 25])
def test_the_list_costs_the_same_for_many(
    count: int, django_assert_max_num_queries: object
) -> None:
    many(count)
    browser = desk.signed_in(builders.officer("privacy_officer"))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        browser.get(LIST)


def test_the_menu_leads_there_for_those_who_may() -> None:
    for role, expected in (("privacy_officer", True), ("auditor", True), ("agent", False)):
        page = desk.signed_in(builders.officer(role)).get("/pmo/").content.decode()
        assert (LIST in page) is expected


def test_a_correction_changes_the_case_and_keeps_what_it_was(row: DataRequest) -> None:
    desk.signed_in(builders.officer("privacy_officer")).post(address(row, "answer"), DONE)
    correction = Correction.objects.get()
    assert row.appeal is not None
    was = row.appeal.kk
    row.appeal.refresh_from_db()
    assert (row.appeal.kk, correction.was, correction.became) == (KK, was, KK)
    entry = AuditEntry.objects.get(action="case.corrected")
    assert entry.details == {"datum": "kk"}


@pytest.mark.parametrize("value", ["", "12", "Nilai yang benar"])
def test_what_is_no_such_value_corrects_nothing(row: DataRequest, value: str) -> None:
    browser = desk.signed_in(builders.officer("privacy_officer"))
    answer = browser.post(address(row, "answer"), {**DONE, "value": value})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.answered_at is None


def test_a_refused_correction_changes_nothing(row: DataRequest) -> None:
    sent = {**DONE, "result": "refused", "reason": "not_proved", "value": ""}
    desk.signed_in(builders.officer("privacy_officer")).post(address(row, "answer"), sent)
    row.refresh_from_db()
    assert row.result == "refused"
    assert not Correction.objects.exists()


def test_a_case_is_never_corrected_into_another_account() -> None:
    block = builders.block()
    appeal = builders.appeal_about(block, at=builders.now())
    row = asked(appeal, datum="nik", value=builders.nik(), proof="KTP")
    browser = desk.signed_in(builders.officer("privacy_officer"))
    answer = browser.post(address(row, "answer"), {**DONE, "value": builders.nik()})
    assert answer.status_code == 422
    row.refresh_from_db()
    appeal.refresh_from_db()
    assert (row.answered_at, appeal.nik) == (None, block.account.nik)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("datum", "office"),
    [("name", "Dukcapil"), ("education", "Kemdikbud"), ("phone", "situs utama Prakerja")],
)
def test_what_a_register_owns_is_put_right_there_and_looked_at_again(
    datum: str, office: str
) -> None:
    account = builders.account()
    row = asked(account, datum=datum, value="081299990000", proof="Ijazah")
    browser = desk.signed_in(builders.officer("privacy_officer"))
    assert office in browser.get(address(row)).content.decode()
    before = (account.name, account.phone, account.email)
    sent = {"result": "refused", "reason": "at_the_source", "text": "Di sana.", "send": "1"}
    browser.post(address(row, "answer"), sent)
    account.refresh_from_db()
    assert (account.name, account.phone, account.email) == before
    assert ChangedAccount.objects.filter(account=account).exists()


def test_a_cases_contact_is_never_changed_by_an_answer() -> None:
    appeal = builders.appeal(at=builders.now())
    row = asked(appeal, datum="email", value="lain@example.id", proof="ganti")
    browser = desk.signed_in(builders.officer("privacy_officer"))
    assert "dengan kode" in browser.get(address(row)).content.decode()
    browser.post(address(row, "answer"), {**DONE, "value": "lain@example.id"})
    appeal.refresh_from_db()
    assert appeal.email == "siti@example.id"
