"""Receipts and letters: issued once, frozen, drawn alike, and checked by anybody."""

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from appeals import letters, lifecycle, reference
from appeals.evidence import intake
from appeals.filing import GroundClaim
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal, Evidence, Letter
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.appeals.test_cases import opened
from tests.appeals.test_second_level import decided
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def _text(letter: Letter) -> str:
    """Return what a reader of the PDF reads, in one line."""
    pages = PdfReader(io.BytesIO(letters.draw(letter))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _ruling(appeal: Appeal) -> Letter:
    return Letter.objects.get(appeal=appeal, kind="ruling")


def _receipt(appeal: Appeal) -> Letter:
    return Letter.objects.get(appeal=appeal, kind="receipt")


def test_filing_issues_a_receipt_with_what_was_said() -> None:
    appeal = builders.appeal(claims=(GroundClaim("G03", "graduated"),))
    said = _text(_receipt(appeal))
    assert appeal.reference in said
    assert "Bukti penerimaan pengaduan" in said
    assert "4 Desember 2026" in said
    assert "Saya dianggap masih sekolah" in said or "sekolah" in said


def test_the_receipt_neither_names_the_person_nor_says_what_stands_against_them() -> None:
    block = builders.block("G03")
    appeal = builders.appeal_about(block)
    said = _text(_receipt(appeal))
    assert "S••• C•••••" in said
    for hidden in (appeal.name, appeal.nik, appeal.email, block.get_ground_display()):
        assert hidden not in said


def test_a_refusal_says_why_on_what_basis_and_where_to_turn_until_when() -> None:
    officer, block = builders.officer(), builders.block("G03")
    appeal = builders.appeal_about(block)
    file = intake.attach_to_case(appeal, builders.photo_file(), kind="ektp", at=NOON)
    Evidence.objects.filter(pk=file.pk).update(state="ready")
    lifecycle.take(appeal, by=officer, at=NOON)
    chosen = OutcomeChosen(
        block.pk, "upheld", "proof_contradicts", "Tanggalnya lain.", (file.pk,)
    )  # fmt: skip
    ruling = Ruling((chosen,), "Kami sudah membaca.")
    lifecycle.decide(appeal, by=officer, ruling=ruling, at=NOON)
    said = _text(_ruling(appeal))
    for words in (
        "Surat putusan", "Ditolak", "Kami sudah membaca.", "Tanggalnya lain.",
        "bersandar pada: Foto e-KTP", "Banding ke atasan Manajemen Pelaksana",
        "Jumat, 4 Desember 2026", "Ombudsman", "LAPOR", "PTUN", appeal.name,
    ):  # fmt: skip
        assert words in said
    assert appeal.nik not in said


def test_a_grant_says_what_changes_today_and_no_further_instance() -> None:
    appeal = decided(builders.block("G03"), result="lifted")
    said = _text(_ruling(appeal))
    assert "Blokir ini dicabut" in said
    assert "Keadaan akun Anda sekarang: " in said
    assert "Kalau Anda tidak setuju" not in said


def test_the_same_letter_is_drawn_the_same_byte_by_byte() -> None:
    letter = _ruling(decided(builders.block()))
    assert letters.draw(letter) == letters.draw(Letter.objects.get(pk=letter.pk))


def test_the_words_stay_as_they_were_on_the_day() -> None:
    appeal = decided(builders.block())
    before = _text(_ruling(appeal))
    Appeal.objects.filter(pk=appeal.pk).update(name="Nama Lain")
    again = letters.issue_ruling(appeal.decisions.get(), at=NOON + timedelta(days=9))
    assert _text(again) == before
    assert Letter.objects.filter(kind="ruling").count() == 1


def test_a_letter_is_in_the_persons_language() -> None:
    block = builders.block()
    appeal = builders.appeal_about(block, language="en")
    assert _receipt(appeal).language == "en"
    root = PdfReader(io.BytesIO(letters.draw(_receipt(appeal)))).root_object
    assert str(root["/Lang"]) == "en"


def test_what_the_font_cannot_draw_becomes_a_square() -> None:
    officer, block = builders.officer(), builders.block()
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=officer, at=NOON)
    chosen = OutcomeChosen(block.pk, "upheld", "rule_applies", "Baik \N{GRINNING FACE} 漢字")
    lifecycle.decide(appeal, by=officer, ruling=Ruling((chosen,), "Ya."), at=NOON)
    assert letters.draw(_ruling(appeal)).startswith(b"%PDF")


def test_a_long_letter_runs_over_several_pages() -> None:
    officer, block = builders.officer(), builders.block()
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=officer, at=NOON)
    chosen = OutcomeChosen(block.pk, "upheld", "rule_applies", "")
    ruling = Ruling((chosen,), "Penjelasan yang panjang sekali. " * 200)
    lifecycle.decide(appeal, by=officer, ruling=ruling, at=NOON)
    assert len(PdfReader(io.BytesIO(letters.draw(_ruling(appeal)))).pages) > 1


def test_a_proposal_and_a_rehearsal_leave_no_letter() -> None:
    officer, block = builders.officer(), builders.block("G08")
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=officer, at=NOON)
    ruling = Ruling((OutcomeChosen(block.pk, "upheld", "rule_applies"),), "Ya.")
    lifecycle.rehearse(appeal, by=officer, ruling=ruling, at=NOON)
    lifecycle.decide(appeal, by=officer, ruling=ruling, at=NOON)
    assert not Letter.objects.filter(kind="ruling").exists()
    lifecycle.approve(appeal.decisions.get(), by=builders.officer("supervisor"), at=NOON)
    assert Letter.objects.filter(kind="ruling").count() == 1


def test_the_case_gives_out_its_papers_to_who_opened_it(client: Client) -> None:
    appeal = decided(builders.block(), at=builders.now())
    opened(client, appeal)
    for name in ("bukti", "putusan"):
        answer = client.get(f"/kasus/{appeal.reference}/{name}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert "no-store" in answer["Cache-Control"]
        assert answer.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(action="letter.downloaded").count() == 2


def test_the_page_holds_the_words_of_the_pdf(client: Client) -> None:
    appeal = decided(builders.block(), at=builders.now())
    page = opened(client, appeal).get(f"/kasus/{appeal.reference}/putusan/").content.decode()
    content = letters.content_of(_ruling(appeal))
    spoken = [words for one in content.sections for words in (*one.paragraphs, *one.points)]
    for words in (content.title, *spoken):
        assert words in page.replace("&#x27;", "'")


@pytest.mark.parametrize("name", ["bukti/", "bukti.pdf", "putusan/", "putusan.pdf"])
def test_papers_are_for_who_opened_the_case_only(client: Client, name: str) -> None:
    appeal = decided(builders.block(), at=builders.now())
    answer = client.get(f"/kasus/{appeal.reference}/{name}")
    assert answer["Location"].startswith("/kasus/?nomor=")


def test_before_the_decision_its_letter_leads_back_to_the_case(client: Client) -> None:
    appeal = builders.appeal()
    opened(client, appeal)
    for name in ("putusan/", "putusan.pdf"):
        answer = client.get(f"/kasus/{appeal.reference}/{name}")
        assert answer["Location"] == f"/kasus/{appeal.reference}/"


def test_a_case_from_before_the_letters_gets_its_papers_when_asked(client: Client) -> None:
    appeal = decided(builders.block(), at=builders.now())
    Letter.objects.all().delete()
    opened(client, appeal)
    for name in ("bukti.pdf", "putusan.pdf"):
        assert client.get(f"/kasus/{appeal.reference}/{name}").status_code == 200
    assert Letter.objects.count() == 2


def test_the_check_page_says_what_the_letter_is_and_names_nobody(client: Client) -> None:
    appeal = decided(builders.block())
    letter = _ruling(appeal)
    page = client.get(f"/cek/{letter.number}/{letter.check_code}/").content.decode()
    for words in ("Surat ini asli", "Surat putusan", letter.number, "Ditolak", "20 November 2026"):
        assert words in page
    for hidden in (appeal.name, appeal.reference, appeal.nik):
        assert hidden not in page


def test_number_and_code_may_be_typed_by_hand(client: Client) -> None:
    letter = _receipt(builders.appeal())
    typed = {
        "number": letter.number.lower().replace("-", " "),
        "code": letters.in_groups(letter.check_code).lower(),
    }
    answer = client.post("/cek/", typed, follow=True)
    assert "Surat ini asli" in answer.content.decode()


def test_a_wrong_code_and_an_unknown_number_get_one_answer(client: Client) -> None:
    letter = _ruling(decided(builders.block()))
    wrong = client.get(f"/cek/{letter.number}/{reference.signs(10)}/")
    unknown = client.get(f"/cek/SP-{reference.signs(10)}/{letter.check_code}/")
    assert wrong.status_code == unknown.status_code == 404
    assert _masked(wrong.content.decode()) == _masked(unknown.content.decode())
    assert "tidak kami kenali" in wrong.content.decode()


def test_codes_cannot_be_tried_without_end(client: Client) -> None:
    letter = _ruling(decided(builders.block()))
    answers = {
        client.get(f"/cek/{letter.number}/{reference.signs(10)}/").status_code for _ in range(40)
    }
    assert answers == {404, 429}


@pytest.mark.parametrize("hostile", ["\x00", "漢字", "../..", "a" * 500, "%00", " "])
def test_nothing_typed_breaks_the_check(client: Client, hostile: str) -> None:
    answer = client.post("/cek/", {"number": hostile, "code": hostile}, follow=True)
    assert answer.status_code in {200, 404}


def test_the_qr_code_leads_to_the_check_page() -> None:
    letter = _receipt(builders.appeal())
    address = letters.check_address(letter)
    assert re.fullmatch(r"http://\S+/cek/BP-\w{10}/\w{10}/", address)


def test_messages_say_where_the_papers_are() -> None:
    appeal = decided(builders.block())
    bodies = OutgoingMessage.objects.filter(key__startswith=f"appeal:{appeal.pk}:")
    told = {row.key.split(":")[2]: row.body for row in bodies}
    assert "bukti penerimaan" in told["received"]
    assert "Surat putusan" in told["decided"]


def _masked(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|/cek/[^"]*', "", page)
