"""Files on the case page: added while it is open, sent ahead by the script, told how often seen."""

from datetime import timedelta

import pytest
from django.test import Client

from appeals import lifecycle
from appeals.cases.files import lines
from appeals.evidence import staged
from appeals.lifecycle import Ask, OutcomeChosen, Ruling
from appeals.models import Appeal, Draft, Evidence, Question
from portal import audit
from portal.models import AuditEntry
from tests import builders
from tests.appeals.test_cases import asked, decided, opened, page_of, pdf
from tests.appeals.test_second_level import again, decide, draft_about
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def added(client: Client, appeal: Appeal, **sent: object) -> str:
    """Press "Tambahkan" with what is `sent`, and return the page that follows."""
    form = {"kind": "supporting", "photo_add": builders.photo_file(), **sent}
    path = f"/kasus/{appeal.reference}/berkas/"
    return opened(client, appeal).post(path, form, follow=True).content.decode()


def ahead(client: Client, appeal: Appeal, field: str) -> dict[str, object]:
    """Send a photo as the script does, and return the answer."""
    sent = {"field": field, "photo": builders.photo_file()}
    answer = client.post(f"/kasus/{appeal.reference}/unggah/", sent)
    return {"status": answer.status_code, **answer.json()}


def question_of(appeal: Appeal) -> Question:
    return appeal.questions.get()


def test_a_file_joins_an_open_case_without_a_step(client: Client) -> None:
    appeal = builders.appeal()
    page = added(client, appeal, kind="kk")
    assert "Berkas Anda sudah kami terima" in page
    appeal.refresh_from_db()
    assert (appeal.status, appeal.revision) == ("submitted", 2)
    assert Evidence.objects.get(appeal=appeal).kind == "kk"
    assert AuditEntry.objects.filter(action="evidence.added").count() == 1


def test_the_same_file_sent_twice_is_one(client: Client) -> None:
    appeal = builders.appeal()
    added(client, appeal)
    added(client, appeal)
    appeal.refresh_from_db()
    assert (appeal.evidence.count(), appeal.revision) == (1, 2)


def test_an_officer_with_an_old_page_must_read_it_again(client: Client) -> None:
    officer, appeal = builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=officer, at=builders.now())
    added(client, appeal)
    sent = {"revision": appeal.revision, "institution": "emis", "wanted": "Masih terdaftar?"}
    answer = signed_in(officer).post(
        f"/pmo/appeals/appeal/{appeal.pk}/langkah/wait_for_source/", sent
    )
    assert answer.status_code == 409
    assert "menambahkan berkas" in answer.content.decode()


def test_a_decided_case_takes_no_file_and_shows_no_place_for_one(client: Client) -> None:
    appeal = decided("upheld", "rule_applies")
    assert "Tambah foto atau berkas" not in page_of(client, appeal)
    assert "tidak bisa ditambah lagi" in added(client, appeal)
    assert not appeal.evidence.exists()


def test_a_joined_filing_takes_files_and_its_leading_case_is_read_again(client: Client) -> None:
    block = builders.block()
    leading = builders.appeal_about(block, at=builders.now())
    joined = builders.appeal_about(block, at=builders.now())
    joined.refresh_from_db()
    leading.refresh_from_db()
    seen = leading.revision
    added(client, joined)
    leading.refresh_from_db()
    assert (joined.evidence.count(), leading.revision) == (1, seen + 1)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"photo_add": pdf(), "kind": "kk"}, "Ini berkas PDF, bukan foto."),
        ({"photo_add": pdf()}, "PDF ini tidak utuh"),
        ({"photo_add": ""}, "Pilih dulu fotonya"),
        ({"kind": "resep"}, "Pilih jenis berkasnya dari daftar."),
    ],
)
def test_what_cannot_be_added_is_said_at_the_top(
    client: Client, sent: dict[str, object], words: str
) -> None:
    appeal = builders.appeal()
    page = added(client, appeal, **sent)
    assert words in page[: page.index("Percakapan")]
    assert not appeal.evidence.exists()


def test_a_photo_sent_ahead_waits_for_its_answer(client: Client) -> None:
    appeal = asked(Ask("kk", "Foto KK baru."))
    question = question_of(appeal)
    opened(client, appeal)
    assert ahead(client, appeal, f"photo_q{question.pk}")["ok"] is True
    assert not appeal.evidence.exists()
    assert "Sudah diunggah" in page_of(client, appeal)
    client.post(f"/kasus/{appeal.reference}/jawab/")
    question.refresh_from_db()
    assert question.evidence == appeal.evidence.get()
    assert not Draft.objects.exists()


def test_a_photo_sent_ahead_twice_is_one(client: Client) -> None:
    appeal = asked(Ask("kk", "Foto KK baru."))
    opened(client, appeal)
    for _ in range(2):
        ahead(client, appeal, f"photo_q{question_of(appeal).pk}")
    assert Evidence.objects.count() == 1


def test_another_photo_takes_the_place_of_the_one_that_waits(client: Client) -> None:
    appeal = asked(Ask("", "Apa buktinya?"))
    opened(client, appeal)
    place = f"q{question_of(appeal).pk}"
    ahead(client, appeal, f"photo_{place}")
    other = builders.photo_file(size=(900, 700))
    client.post(f"/kasus/{appeal.reference}/unggah/", {"field": f"photo_{place}", "photo": other})
    assert Evidence.objects.count() == 1
    assert staged.held(appeal, [place])[place].original_bytes == other.size


def test_a_photo_sent_ahead_is_taken_out_again(client: Client) -> None:
    appeal = builders.appeal()
    opened(client, appeal)
    sent = ahead(client, appeal, "photo_add")
    client.post(f"/kasus/{appeal.reference}/unggah/", {"remove": sent["id"]})
    assert not Evidence.objects.exists()


def test_a_photo_sent_ahead_joins_the_case_as_what_the_person_says(client: Client) -> None:
    appeal = builders.appeal()
    opened(client, appeal)
    ahead(client, appeal, "photo_add")
    client.post(f"/kasus/{appeal.reference}/berkas/", {"kind": "kk"})
    appeal.refresh_from_db()
    assert (appeal.evidence.get().kind, appeal.revision) == ("kk", 2)


def test_another_cases_photo_cannot_be_taken_out(client: Client) -> None:
    mine, other = builders.appeal(), builders.appeal()
    row = staged.put(other, "add", builders.photo_file(), kind="supporting", at=NOON)
    opened(client, mine).post(f"/kasus/{mine.reference}/unggah/", {"remove": row.pk})
    assert Evidence.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("field", ["", "photo_q1", "photo_again1", "photo_add/../x"])
def test_a_place_that_the_page_has_not_takes_nothing(client: Client, field: str) -> None:
    appeal = builders.appeal()
    opened(client, appeal)
    assert ahead(client, appeal, field)["status"] == 400


def test_a_browser_that_has_not_opened_the_case_sends_nothing(client: Client) -> None:
    assert ahead(client, builders.appeal(), "photo_add")["status"] == 403
    assert not Evidence.objects.exists()


def test_a_forged_photo_is_not_taken() -> None:
    appeal, browser = builders.appeal(), Client(enforce_csrf_checks=True)
    opened(browser, appeal)
    assert ahead(browser, appeal, "photo_add")["status"] == 403


def test_the_page_says_how_often_officers_saw_a_photo(client: Client) -> None:
    appeal = builders.appeal()
    added(client, appeal)
    row = appeal.evidence.get()
    assert "belum dilihat petugas" in page_of(client, appeal)
    audit.record("evidence.viewed", by=builders.officer(), subject=row, at=NOON)
    audit.record("case.viewed", by=builders.officer(), subject=appeal, at=NOON, thumbnails=[row.pk])
    assert "dilihat petugas 2 kali" in page_of(client, appeal)


def test_a_photo_the_machine_could_open_is_not_said_to_be_examined(client: Client) -> None:
    appeal = builders.appeal()
    added(client, appeal)
    appeal.evidence.update(state=Evidence.State.READY)
    page = page_of(client, appeal)
    assert "Berkas bisa dibuka" in page
    assert "Sudah kami cek" not in page


def test_a_case_names_the_files_of_the_case_it_goes_on_from(client: Client) -> None:
    at, block = builders.now(), builders.block()
    first = builders.appeal_about(block, at=at)
    added(client, first, kind="kk")
    first.evidence.update(state=Evidence.State.READY)
    first.refresh_from_db()
    decide(first, at=at)
    second = lifecycle.appeal_again(first, again=again(draft_about(first), block), at=at)
    row, officer = first.evidence.get(), builders.officer("supervisor")
    lifecycle.take(second, by=officer, at=at)
    chosen = (OutcomeChosen(block.pk, "upheld", "rule_applies", evidence_ids=(row.pk,)),)
    lifecycle.decide(second, by=officer, ruling=Ruling(chosen, "Dibaca."), at=at)
    page = page_of(client, second)
    link = f'href="/kasus/{first.reference}/">{first.reference}</a>'
    ruling, files = page.split('id="files"')
    assert f'dari pengaduan <a class="nowrap" {link}' in ruling
    assert f'dari pengaduan <a class="nowrap" {link}' in files
    assert "dari pengaduan <a" not in page_of(client, first)


def test_a_second_tap_on_send_says_that_the_answer_arrived(client: Client) -> None:
    appeal = asked(Ask("", "Kapan Anda lulus?"))
    sent = {f"q{question_of(appeal).pk}-text": "Juni 2025"}
    path = f"/kasus/{appeal.reference}/jawab/"
    opened(client, appeal).post(path, sent)
    page = client.post(path, sent, follow=True).content.decode()
    assert "Jawaban Anda sudah kami terima." in page


def test_words_that_come_too_late_stand_in_the_message_box(client: Client) -> None:
    appeal = asked(Ask("", "Kapan Anda lulus?"))
    question = question_of(appeal)
    opened(client, appeal)
    lifecycle.answer(appeal, answers={question.pk: lifecycle.Reply("2024")}, at=builders.now())
    sent = {f"q{question.pk}-text": "Juni 2025"}
    page = client.post(f"/kasus/{appeal.reference}/jawab/", sent).content.decode()
    assert "Pemeriksaan sudah berlanjut" in page
    assert "Juni 2025</textarea>" in page


def test_one_of_several_papers_is_replaced_only_by_what_came_after_it_failed() -> None:
    appeal = builders.appeal()
    said = {
        "appeal": appeal, "kind": "supporting", "original_name": "", "original_bytes": 1,
        "uploaded_at": NOON, "done_at": NOON + timedelta(minutes=1),
    }  # fmt: skip
    locked = Evidence.objects.create(
        **said, state="refused", fault="pdf_locked", original_sha256="a" * 64
    )
    Evidence.objects.create(**said, state="ready", original_sha256="b" * 64)
    by_row = {line.evidence.pk: line for line in lines(appeal, refusals={})}
    assert not by_row[locked.pk].is_replaced
    said["uploaded_at"] = NOON + timedelta(hours=1)
    Evidence.objects.create(**said, state="waiting", original_sha256="c" * 64)
    by_row = {line.evidence.pk: line for line in lines(appeal, refusals={})}
    assert by_row[locked.pk].is_replaced
