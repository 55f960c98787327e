"""PDFs as supporting files, from the upload to every place that lists files."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from appeals import tasks
from appeals.erasure import blanking, finding, removing
from appeals.evidence import decoder, examine, faults, intake, serve, staged
from appeals.evidence.codes import Code
from appeals.letters import content
from appeals.models import Appeal, Draft, ErasurePart, Evidence
from appeals.review.case_page import case_page
from appeals.review.papers import papers
from portal.storage import evidence_store
from tests import builders, documents, photos
from tests.appeals.rights import copy_of, opened, parts_of
from tests.appeals.test_cases import page_of
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    yield
    decoder.close_idle()


def sent(case: Appeal, pages: int = 3, kind: str = "supporting") -> Evidence:
    """Attach a letter of some pages to the case."""
    upload = photos.upload(documents.letter(pages), "surat.pdf")
    return intake.attach_to_case(case, upload, kind=kind, at=builders.NOON)


def examined(case: Appeal, pages: int = 3) -> Evidence:
    """Attach a letter and examine it."""
    row = sent(case, pages)
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    return row


def test_a_document_becomes_a_row_a_page() -> None:
    case = builders.appeal()
    first = examined(case)
    rows = list(case.evidence.in_order())
    assert [(row.page, row.pages, row.state) for row in rows] == [
        (1, 3, "ready"), (2, 3, "ready"), (3, 3, "ready"),
    ]  # fmt: skip
    assert {row.first_page_id for row in rows[1:]} == {first.pk}
    assert not first.upload_name
    assert len(set(evidence_store().names())) == 6
    assert b"".join(serve.open_image(rows[2], thumbnail=False)).startswith(b"\xff\xd8")


def test_what_was_sent_stays_with_the_first_page_alone() -> None:
    case = builders.appeal()
    examined(case)
    first, *further = case.evidence.in_order()
    assert first.original_name == "surat.pdf"
    assert {(row.original_name, row.original_sha256) for row in further} == {("", "")}
    assert [row.pk for row in case.evidence.sent()] == [first.pk]


def test_a_second_run_adds_no_pages() -> None:
    case = builders.appeal()
    examined(case)
    tasks.examine_photos(appeal_id=case.pk)
    tasks.examine_owed_photos()
    assert case.evidence.count() == 3


def test_files_are_counted_and_not_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_PER_CASE", 2)
    case = builders.appeal()
    examined(case)
    sent(case, pages=2)
    with pytest.raises(intake.Refused) as refusal:
        sent(case, pages=1)
    assert refusal.value.fault.code == Code.TOO_MANY


def test_the_same_document_sent_twice_is_one() -> None:
    case = builders.appeal()
    first = examined(case)
    assert sent(case) == first
    assert case.evidence.count() == 3


@pytest.mark.parametrize(
    ("kind", "fix"),
    [
        ("ektp", "Foto kartunya langsung"),
        ("kk", "boleh dikirim sebagai berkas pendukung"),
        ("selfie_ektp", "Foto diri Anda sambil memegang kartu"),
        ("selfie_kk", "Foto diri Anda sambil memegang kartu"),
        ("screenshot", "ambil tangkapan layar"),
    ],
)
def test_a_card_as_a_document_is_refused_with_what_to_send_instead(kind: str, fix: str) -> None:
    with pytest.raises(intake.Refused) as refusal:
        sent(builders.appeal(), kind=kind)
    assert refusal.value.fault.code == Code.IS_PDF
    assert fix in str(refusal.value.fault)
    assert ("layar" in str(refusal.value.fault)) == (kind == "screenshot")


def test_a_letter_of_consent_may_be_a_document() -> None:
    assert sent(builders.appeal(), kind="consent_letter").state == "waiting"


def test_a_document_laid_ready_does_not_become_a_card() -> None:
    case = builders.appeal()
    staged.put(case, "add", photos.upload(documents.letter()), kind="supporting", at=builders.NOON)
    with pytest.raises(intake.Refused) as refusal:
        staged.take(case, "add", kind="ektp")
    assert refusal.value.fault.code == Code.IS_PDF
    assert staged.take(case, "add", kind="supporting")


@pytest.mark.parametrize(
    ("content", "fault", "fix"),
    [
        (documents.locked(), "pdf_locked", "tangkapan layar"),
        (documents.letter(11), "pdf_too_long", "halaman yang penting"),
        (b"%PDF-1.7\nnothing\n%%EOF", "pdf_broken", "Simpan lagi"),
    ],
    ids=["password", "too long", "broken"],
)
def test_a_document_that_cannot_be_shown_is_refused_with_a_fix(
    content: bytes, fault: str, fix: str
) -> None:
    case = builders.appeal()
    intake.attach_to_case(case, photos.upload(content), kind="supporting", at=builders.NOON)
    tasks.examine_photos(appeal_id=case.pk)
    row = case.evidence.get()
    assert (row.state, row.fault) == ("refused", fault)
    assert fix in str(faults.of_row(row))
    assert not list(evidence_store().names())


def test_the_slower_of_two_workers_adds_no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    case = builders.appeal()
    sent(case)
    monkeypatch.setattr(Evidence, "finish", lambda *_, **__: False)
    (row,) = Evidence.objects.filed().lease(seconds=60)
    before = set(evidence_store().names())
    examine.examine(row, at=builders.NOON)
    assert case.evidence.count() == 1
    assert set(evidence_store().names()) == before


def test_the_person_sees_one_file_with_its_number_of_pages(client: Client) -> None:
    case = builders.appeal()
    examined(case)
    page = page_of(client, case)
    assert page.count("Berkas bisa dibuka") == 1
    assert "3 halaman" in page


def test_a_document_of_which_a_page_is_lost_is_asked_for_again(client: Client) -> None:
    case = builders.appeal()
    first = examined(case)
    case.evidence.filter(page=2).update(lost_at=builders.NOON)
    assert [row.pk for row in Evidence.objects.unusable()] == [first.pk]
    page = page_of(client, case)
    assert "hilang atau rusak" in page
    assert "Berkas bisa dibuka" not in page
    assert sent(case) != first


def test_the_officer_sees_every_page_in_its_place() -> None:
    case = builders.appeal()
    examined(case)
    intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="kk", at=builders.NOON)
    assert [paper.name for paper in papers(case)] == [
        "1. Berkas pendukung, halaman 1 dari 3",
        "2. Berkas pendukung, halaman 2 dari 3",
        "3. Berkas pendukung, halaman 3 dari 3",
        "4. Foto Kartu Keluarga",
    ]
    shown = signed_in(builders.officer()).get(f"/pmo/appeals/appeal/{case.pk}/change/")
    assert shown.content.decode().count("halaman 2 dari 3") >= 1


def test_a_photo_that_waits_beside_a_document_is_still_missed() -> None:
    case = builders.appeal()
    row = sent(case)
    waiting = intake.attach_to_case(
        case, photos.upload(photos.jpeg()), kind="supporting", at=builders.NOON
    )
    Evidence.objects.filter(pk=waiting.pk).update(dead_at=builders.NOON)
    tasks.examine_photos(appeal_id=case.pk)
    assert Evidence.objects.get(pk=row.pk).pages == 3
    page = case_page(case, user=builders.officer(), at=builders.now())
    assert page.has_unexamined


def test_the_copy_of_what_is_held_has_every_page_and_one_line_a_file() -> None:
    case = builders.appeal()
    examined(case)
    files = copy_of(opened(case))
    names = sorted(name for name in files if name.startswith("foto/"))
    assert names == [f"foto/{case.reference}-01-supporting-{page:02d}.jpg" for page in (1, 2, 3)]
    [part] = (part for part in parts_of(files) if part["part"] == "case")
    [record] = part["files"]
    assert record["pages"] == 3
    assert record["file"] == ", ".join(names)


def test_erasing_takes_every_page() -> None:
    case = builders.appeal()
    examined(case)
    keys = finding.keys(ErasurePart.Kind.FILES, case)
    assert len(keys) == 3
    blanking.erase(ErasurePart.Kind.FILES, keys, at=builders.NOON)
    removing.finish(case=case.pk, at=builders.NOON)
    assert not list(evidence_store().names())


def test_the_receipt_names_a_document_once() -> None:
    case = builders.appeal()
    examined(case)
    receipt = content.receipt(case, number="1")
    assert "\n".join(receipt.lines).count("Berkas pendukung") == 1


def test_an_expired_draft_goes_with_its_document(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    draft = Draft.objects.create(created_at=builders.NOON, expires_at=builders.NOON)
    upload = photos.upload(documents.letter(2))
    intake.attach(draft, upload, kind="supporting", at=builders.NOON)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.purge_expired_drafts()
    assert not Evidence.objects.exists()
    assert not list(evidence_store().names())


def test_the_plain_form_offers_documents_for_papers_only(client: Client) -> None:
    page = client.get("/pengaduan/").content.decode()
    inputs = [line for line in page.split("<input") if 'type="file"' in line]
    offered = {
        line.split('name="')[1].split('"')[0] for line in inputs if "application/pdf" in line
    }
    assert "photo_supporting_1" in offered
    assert "photo_consent_letter" in offered
    assert "photo_ektp" not in offered
    assert "photo_screenshot" not in offered
