"""The case pages: who may open them, what they show, what can be done there."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeals import access, conversation, lifecycle
from appeals.filing import GroundClaim
from appeals.models import Appeal, Evidence
from appeals.querysets import UPLOAD_MISSING
from eligibility import blocking
from eligibility.models import Gelombang
from portal.models import OneTimeCode, OutgoingMessage
from tests import builders

pytestmark = pytest.mark.django_db


def opened(client: Client, appeal: Appeal) -> Client:
    """Return the client after following the secret link."""
    client.get(access.secret_link(appeal).split("localhost:8000", 1)[1])
    return client


def page_of(client: Client, appeal: Appeal) -> str:
    return opened(client, appeal).get(f"/kasus/{appeal.reference}/").content.decode()


def asked(*questions: lifecycle.Ask, **over: object) -> Appeal:
    """Return an appeal whose officer asked for something."""
    agent = builders.officer()
    appeal = builders.appeal(at=builders.now(), **over)
    lifecycle.take(appeal, by=agent, at=builders.now())
    lifecycle.ask(appeal, by=agent, questions=questions, at=builders.now())
    return appeal


def decided(result: str, reason: str) -> Appeal:
    agent = builders.officer()
    block = builders.block()
    appeal = builders.appeal_about(block, at=builders.now())
    lifecycle.take(appeal, by=agent, at=builders.now())
    chosen = lifecycle.OutcomeChosen(block.pk, result, reason, "Kata petugas.")
    ruling = lifecycle.Ruling(outcomes=(chosen,), explanation="Penjelasan putusan.")
    lifecycle.decide(appeal, by=agent, ruling=ruling, at=builders.now())
    return appeal


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + b"x" * 5000, "application/pdf")


def test_the_secret_link_opens_the_case_and_leaves_the_address(client: Client) -> None:
    appeal = builders.appeal()
    path = access.secret_link(appeal).split("localhost:8000", 1)[1]
    response = client.get(path)
    assert response["Location"] == f"/kasus/{appeal.reference}/"
    assert appeal.reference in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_link_says_the_same_for_any_number(client: Client, known: bool) -> None:
    number = builders.appeal().reference if known else "PRK-2222222222"
    response = client.get(f"/k/{number}/{'A' * 32}/")
    assert response.status_code == 404
    assert "Tautan ini tidak berlaku" in response.content.decode()


def test_a_case_nobody_opened_asks_for_its_code(client: Client) -> None:
    appeal = builders.appeal()
    response = client.get(f"/kasus/{appeal.reference}/")
    assert response["Location"] == f"/kasus/?nomor={appeal.reference}"


def test_the_page_names_nobody(client: Client) -> None:
    appeal = builders.appeal()
    page = page_of(client, appeal)
    assert "S••• C•••••" in page
    for personal in (appeal.name, appeal.nik, appeal.kk, appeal.email, appeal.phone):
        assert personal not in page


def test_number_and_code_open_the_case(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    appeal = builders.appeal()
    monkeypatch.setattr("portal.codes.secrets.randbelow", lambda _: 123456)
    client.post("/kasus/", {"reference": appeal.reference.lower()})
    assert "123456" in OutgoingMessage.objects.latest("pk").body
    response = client.post("/kasus/kode/", {"code": "123 456"})
    assert response["Location"] == f"/kasus/{appeal.reference}/"
    assert client.get(response["Location"]).status_code == 200


def test_an_unknown_number_gets_the_same_answers(client: Client) -> None:
    known, unknown = builders.appeal().reference, "PRK-2222222222"
    pages = []
    for number in (known, unknown):
        browser = Client()
        browser.post("/kasus/", {"reference": number})
        wrong = browser.post("/kasus/kode/", {"code": "000000"})
        pages.append(wrong.content.decode().replace(number, "NOMOR"))
    assert strip_tokens(pages[0]) == strip_tokens(pages[1])
    assert OneTimeCode.objects.count() == 2


def strip_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_only_the_known_number_sends_a_message(client: Client) -> None:
    client.post("/kasus/", {"reference": "PRK-2222222222"})
    assert not OutgoingMessage.objects.exists()


def test_a_mistyped_number_is_caught_by_its_check_character(client: Client) -> None:
    page = client.post("/kasus/", {"reference": "PRK-ABCDEFGHJK"})
    assert "Nomor ini belum benar" in page.content.decode()


def test_an_opened_case_closes_after_two_hours(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = builders.appeal()
    opened(client, appeal)
    later = builders.now() + timedelta(hours=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client.get(f"/kasus/{appeal.reference}/").status_code == 302


def test_leaving_closes_the_case_on_this_browser(client: Client) -> None:
    appeal = builders.appeal()
    opened(client, appeal).post("/kasus/selesai/")
    assert client.get(f"/kasus/{appeal.reference}/").status_code == 302


def test_open_questions_stand_on_top_with_their_day(client: Client) -> None:
    appeal = asked(lifecycle.Ask("", "Kapan Anda lulus?"), lifecycle.Ask("kk", "Foto KK baru."))
    page = page_of(client, appeal)
    assert "Kami butuh 2 hal dari Anda" in page
    assert "Kapan Anda lulus?" in page
    assert page.index("Kami butuh 2 hal") < page.index("Percakapan")


def test_words_and_a_photo_answer_the_questions(client: Client) -> None:
    appeal = asked(lifecycle.Ask("", "Kapan Anda lulus?"), lifecycle.Ask("kk", "Foto KK baru."))
    words, photo = appeal.questions.order_by("pk")
    sent = {f"q{words.pk}-text": "Juni 2025", f"photo_q{photo.pk}": builders.photo_file()}
    opened(client, appeal).post(f"/kasus/{appeal.reference}/jawab/", sent)
    appeal.refresh_from_db()
    assert appeal.status == Appeal.Status.IN_REVIEW
    assert [q.answer for q in appeal.questions.order_by("pk")] == ["Juni 2025", ""]
    assert Evidence.objects.get(appeal=appeal).kind == "kk"


def test_a_refused_photo_keeps_the_question_and_the_other_answer(client: Client) -> None:
    appeal = asked(lifecycle.Ask("", "Kapan Anda lulus?"), lifecycle.Ask("kk", "Foto KK baru."))
    words, photo = appeal.questions.order_by("pk")
    sent = {f"q{words.pk}-text": "Juni 2025", f"photo_q{photo.pk}": pdf()}
    page = opened(client, appeal).post(f"/kasus/{appeal.reference}/jawab/", sent).content.decode()
    assert "Ini berkas PDF, bukan foto." in page
    assert "Kami butuh 1 hal dari Anda" in page
    words.refresh_from_db()
    assert words.answer == "Juni 2025"


def test_an_empty_answer_is_asked_for_again(client: Client) -> None:
    appeal = asked(lifecycle.Ask("", "Kapan Anda lulus?"))
    page = opened(client, appeal).post(f"/kasus/{appeal.reference}/jawab/").content.decode()
    assert "Jawab dulu paling sedikit satu hal" in page


def test_a_message_joins_the_conversation(client: Client) -> None:
    appeal = builders.appeal()
    opened(client, appeal).post(f"/kasus/{appeal.reference}/pesan/", {"text": "Apa kabar?"})
    assert "Apa kabar?" in page_of(client, appeal)
    assert [message.text for message in conversation.thread(appeal)] == ["Apa kabar?"]


def test_an_empty_message_says_what_to_do(client: Client) -> None:
    appeal = builders.appeal()
    page = opened(client, appeal).post(f"/kasus/{appeal.reference}/pesan/", {"text": " "})
    assert "Tulis pesan Anda dulu." in page.content.decode()


def test_internal_notes_stay_internal(client: Client) -> None:
    appeal = builders.appeal()
    conversation.note(appeal, by=builders.officer(), text="Rahasia dapur.", at=builders.now())
    assert "Rahasia dapur." not in page_of(client, appeal)


def test_withdrawing_asks_first(client: Client) -> None:
    appeal = builders.appeal()
    path = f"/kasus/{appeal.reference}/tarik/"
    assert "Tarik pengaduan ini?" in opened(client, appeal).get(path).content.decode()
    page = client.post(path, follow=True).content.decode()
    appeal.refresh_from_db()
    assert appeal.status == Appeal.Status.WITHDRAWN
    assert "Pengaduan Anda sudah ditarik." in page


def test_a_finished_case_cannot_be_withdrawn(client: Client) -> None:
    appeal = decided("upheld", "rule_applies")
    opened(client, appeal).post(f"/kasus/{appeal.reference}/tarik/")
    appeal.refresh_from_db()
    assert appeal.status == Appeal.Status.DECIDED


def test_a_grant_reads_as_one(client: Client) -> None:
    page = page_of(client, decided("lifted", "proof_convinces"))
    assert "Dikabulkan" in page
    assert "Blokir dicabut" in page
    assert "Ajukan banding" not in page


def missed_wave() -> None:
    """Let a wave come and go while builders' blocks stand."""
    opened_at = builders.NOON - timedelta(days=20)
    Gelombang.objects.create(number=71, opens_at=opened_at, closes_at=opened_at)


def test_a_grant_says_what_came_back_on_the_page_and_in_the_letter(client: Client) -> None:
    missed_wave()
    appeal = decided("lifted", "proof_convinces")
    page = page_of(client, appeal)
    assert "Yang dipulihkan" in page
    assert "Anda berhak ikut gelombang berikutnya" in page
    letter = OutgoingMessage.objects.get(key__contains=":decided:").body
    assert "Yang kami pulihkan:\n- Anda berhak ikut gelombang berikutnya" in letter


def test_a_refusal_gives_nothing_back(client: Client) -> None:
    missed_wave()
    appeal = decided("upheld", "rule_applies")
    assert "Yang dipulihkan" not in page_of(client, appeal)
    assert "pulihkan" not in OutgoingMessage.objects.get(key__contains=":decided:").body


def test_a_case_closed_as_moot_says_what_came_back(client: Client) -> None:
    missed_wave()
    block = builders.block()
    appeal = builders.appeal_about(block)
    blocking.lift([block], by=None, reason="source_wrong", at=builders.NOON)
    lifecycle.close_moot(appeal, at=builders.NOON)
    page = page_of(client, appeal)
    assert "Blokir akun Anda sudah tidak ada." in page
    assert "Anda berhak ikut gelombang berikutnya" in page


def test_a_refusal_says_why_and_what_next_until_when(client: Client) -> None:
    page = page_of(client, decided("upheld", "proof_missing"))
    assert "Ditolak" in page
    assert "Bukti yang diminta belum ada." in page
    assert "paling lambat <strong>" in page
    assert "Yang masih berlaku: 1 blokir" in page


def refused_file(appeal: Appeal) -> Evidence:
    return Evidence.objects.create(
        appeal=appeal, kind="ektp", state="refused", fault="unreadable", original_name="a.jpg",
        original_sha256="0" * 64, original_bytes=10, uploaded_at=builders.NOON,
    )  # fmt: skip


def test_a_file_that_could_not_be_opened_says_the_fix(client: Client) -> None:
    appeal = builders.appeal()
    refused_file(appeal)
    page = page_of(client, appeal)
    assert "Foto ini tidak utuh" in page
    assert "Kirim foto" in page


def test_a_new_photo_takes_its_place(client: Client) -> None:
    appeal = builders.appeal()
    row = refused_file(appeal)
    sent = {"evidence": row.pk, f"photo_again{row.pk}": builders.photo_file()}
    opened(client, appeal).post(f"/kasus/{appeal.reference}/foto/", sent)
    page = page_of(client, appeal)
    assert "sedang dicek" in page
    assert "Sudah diganti" in page


@pytest.mark.parametrize("photo", [None, "pdf"])
def test_no_photo_or_a_wrong_one_is_asked_for_again(client: Client, photo: str | None) -> None:
    appeal = builders.appeal()
    row = refused_file(appeal)
    sent = {"evidence": row.pk, **({f"photo_again{row.pk}": pdf()} if photo else {})}
    page = opened(client, appeal).post(f"/kasus/{appeal.reference}/foto/", sent)
    expected = "Ini berkas PDF" if photo else "Pilih dulu fotonya"
    assert expected in page.content.decode()


def lost_file(appeal: Appeal) -> Evidence:
    row = refused_file(appeal)
    Evidence.objects.filter(pk=row.pk).update(
        state="waiting", fault="", dead_at=builders.NOON, last_fault=UPLOAD_MISSING
    )
    return row


def test_a_lost_file_says_so_and_is_sent_again(client: Client) -> None:
    appeal = builders.appeal()
    row = lost_file(appeal)
    page = page_of(client, appeal)
    assert "hilang atau rusak di tempat kami" in page
    assert "sedang dicek" not in page
    sent = {"evidence": row.pk, f"photo_again{row.pk}": builders.photo_file()}
    opened(client, appeal).post(f"/kasus/{appeal.reference}/foto/", sent)
    page = page_of(client, appeal)
    assert "sedang dicek" in page
    assert "hilang atau rusak di tempat kami" not in page


def test_a_file_still_waiting_cannot_be_sent_again(client: Client) -> None:
    appeal = builders.appeal()
    row = refused_file(appeal)
    Evidence.objects.filter(pk=row.pk).update(state="waiting", fault="")
    sent = {"evidence": row.pk, f"photo_again{row.pk}": builders.photo_file()}
    response = opened(client, appeal).post(f"/kasus/{appeal.reference}/foto/", sent)
    assert response.status_code == 404


def test_another_cases_file_cannot_be_replaced(client: Client) -> None:
    appeal, other = builders.appeal(), builders.appeal()
    row = refused_file(other)
    sent = {"evidence": row.pk, f"photo_again{row.pk}": builders.photo_file()}
    response = opened(client, appeal).post(f"/kasus/{appeal.reference}/foto/", sent)
    assert response.status_code == 404


def test_the_page_keeps_what_the_person_wrote(client: Client) -> None:
    claims = (GroundClaim("G03", reason="graduated", statement="Ijazah saya dari 2019."),)
    appeal = builders.appeal(
        claims=claims, chronology="Saya sudah lulus.", late_reason="Saya sakit lama."
    )
    page = page_of(client, appeal)
    for said in ("Yang Anda tulis", "Saya sudah lulus.", "Ijazah saya dari 2019.", "Saya sakit"):
        assert said in page
    assert appeal.nik not in page


def test_an_erased_case_shows_nothing_that_was_written(client: Client) -> None:
    appeal = builders.appeal()
    Appeal.objects.filter(pk=appeal.pk).update(erased_at=builders.now())
    assert "Yang Anda tulis" not in page_of(client, appeal)
