"""The pages of an erasure: the officer's choice, the second signature, the proof, the person's."""

from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from appeals import data_requests, lifecycle
from appeals.evidence import intake
from appeals.models import Appeal, DataRequest, Erasure, ErasurePart
from appeals.tasks import carry_out_erasure
from portal.models import OutgoingMessage
from tests import builders, desk
from tests.appeals.rights import asked, copy_of, opened, path_of

pytestmark = pytest.mark.django_db

SENT = {"result": "partly", "reason": "legal_hold", "text": "Kami hapus yang boleh.", "send": "1"}
KINDS = ["files", "contact", "papers", "consents"]


@pytest.fixture
def row(settings: Settings, tmp_path: Path) -> DataRequest:
    settings.EVIDENCE_DIR = tmp_path
    at = builders.now()
    appeal = builders.appeal(at=at)
    intake.attach_to_case(appeal, builders.photo_file(), kind="ektp", at=at)
    lifecycle.withdraw(appeal, at=at)
    return asked(Appeal.objects.get(), "erase", at=at)


def address(row: DataRequest, door: str = "change") -> str:
    return reverse(f"admin:appeals_datarequest_{door}", args=[row.pk])


def privacy_officer() -> Client:
    return desk.signed_in(builders.officer("privacy_officer"))


def test_the_page_tells_what_would_go_and_what_stays(row: DataRequest) -> None:
    page = privacy_officer().get(address(row)).content.decode()
    assert "Boleh dihapus sekarang" in page
    assert "Disimpan sampai" in page
    assert '<option value="partly" selected>' in page
    assert page.count('name="kinds"') == 4


def test_the_preview_names_each_kind_and_keeps_nothing(row: DataRequest) -> None:
    sent = {**{name: text for name, text in SENT.items() if name != "send"}, "kinds": ["files"]}
    page = privacy_officer().post(address(row, "answer"), sent).content.decode()
    assert "Foto dan berkas" in page
    assert "kami hapus sekarang" in page
    assert not Erasure.objects.exists()


def test_one_proposes_another_signs_and_the_page_shows_the_proof(row: DataRequest) -> None:
    first, second = privacy_officer(), privacy_officer()
    first.post(address(row, "answer"), {**SENT, "kinds": KINDS})
    page = first.get(address(row)).content.decode()
    assert "Menunggu persetujuan petugas PDP kedua" in page
    assert "Setujui dan hapus" not in page
    first.post(address(row, "sign"), {"sign": "1"})
    row.refresh_from_db()
    assert row.answered_at is None
    assert "Setujui dan hapus" in second.get(address(row)).content.decode()
    second.post(address(row, "sign"), {"sign": "1"})
    row.refresh_from_db()
    assert row.result == "partly"
    carry_out_erasure(erasure_id=Erasure.objects.get().pk)
    page = second.get(address(row)).content.decode()
    assert "Penghapusan dan buktinya" in page
    assert ErasurePart.objects.get(kind="files").digest in page


def test_a_proposal_is_sent_back(row: DataRequest) -> None:
    privacy_officer().post(address(row, "answer"), {**SENT, "kinds": KINDS})
    second = privacy_officer()
    second.post(address(row, "sign"), {"send_back": "1"})
    assert not Erasure.objects.exists()
    answer = second.post(address(row, "sign"), {"sign": "1"}, follow=True)
    assert "sudah tidak ada" in answer.content.decode()


@pytest.mark.parametrize("role", ["auditor", "agent", "supervisor"])
def test_nobody_else_signs(row: DataRequest, role: str) -> None:
    privacy_officer().post(address(row, "answer"), {**SENT, "kinds": KINDS})
    browser = desk.signed_in(builders.officer(role))
    assert browser.post(address(row, "sign"), {"sign": "1"}).status_code == 403
    assert Erasure.objects.get().signed_at is None


@pytest.mark.parametrize(
    "wrong", [{"kinds": []}, {"kinds": ["everything"]}, {"kinds": KINDS, "result": "done"}]
)
def test_an_answer_that_is_not_true_is_refused(row: DataRequest, wrong: dict[str, object]) -> None:
    answer = privacy_officer().post(address(row, "answer"), {**SENT, **wrong})
    assert answer.status_code == 422
    assert not Erasure.objects.exists()


def test_done_is_refused_beside_the_field_while_something_stays(row: DataRequest) -> None:
    sent = {**SENT, "result": "done", "kinds": ["contact"]}
    answer = privacy_officer().post(address(row, "answer"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"result"}
    assert "Belum semua data dihapus" in answer.content.decode()
    row.refresh_from_db()
    assert row.answered_at is None


def test_an_old_page_cannot_refuse_while_a_proposal_waits(row: DataRequest) -> None:
    privacy_officer().post(address(row, "answer"), {**SENT, "kinds": KINDS})
    sent = {**SENT, "result": "refused", "reason": "not_proved"}
    page = privacy_officer().post(address(row, "answer"), sent, follow=True).content.decode()
    assert "ada usul penghapusan yang menunggu" in page
    assert "Setujui dan hapus" in page
    row.refresh_from_db()
    assert row.answered_at is None


def test_a_refusal_erases_nothing(row: DataRequest) -> None:
    sent = {**SENT, "result": "refused", "reason": "not_proved", "kinds": KINDS}
    privacy_officer().post(address(row, "answer"), sent)
    row.refresh_from_db()
    assert row.result == "refused"
    assert not Erasure.objects.exists()


def finished(row: DataRequest) -> datetime:
    privacy_officer().post(address(row, "answer"), {**SENT, "kinds": KINDS})
    privacy_officer().post(address(row, "sign"), {"sign": "1"})
    carry_out_erasure(erasure_id=Erasure.objects.get().pk)
    return builders.now()


def test_the_person_reads_what_went_and_what_stays_until_when(row: DataRequest) -> None:
    finished(row)
    page = Client().get(path_of(data_requests.secret_link(row)), follow=True).content.decode()
    assert "Sudah dihapus" in page
    assert "Kami simpan sampai" in page
    mails = OutgoingMessage.objects.filter(key__startswith=f"data-request:{row.pk}:")
    assert {mail.key.rsplit(":", 1)[1] for mail in mails} == {"received", "answered", "erased3"}


def test_the_pages_of_an_erased_case_still_open(row: DataRequest) -> None:
    finished(row)
    ErasurePart.objects.filter(kind="papers").update(due_at=builders.now())
    assert row.appeal is not None
    Appeal.objects.update(closed_at=builders.now().replace(year=2015))
    carry_out_erasure(erasure_id=Erasure.objects.get().pk)
    row.appeal.refresh_from_db()
    assert row.appeal.erased_at is not None
    browser = opened(row.appeal)
    page = browser.get(f"/kasus/{row.appeal.reference}/", follow=True)
    assert page.status_code == 200
    assert "Isi pengaduan ini sudah dihapus" in page.content.decode()
    assert "data-saya.html" in copy_of(browser)
    case = reverse("admin:appeals_appeal_change", args=[row.appeal_id])
    for role in ("agent", "supervisor", "privacy_officer", "auditor"):
        answer = desk.signed_in(builders.officer(role)).get(case)
        assert answer.status_code == 200
        assert "dihapus atas permintaan" in answer.content.decode()
    assert privacy_officer().get(address(row)).status_code == 200


def test_what_may_only_go_later_is_not_called_partly_done(row: DataRequest) -> None:
    officer, link = privacy_officer(), path_of(data_requests.secret_link(row))
    officer.post(address(row, "answer"), {**SENT, "kinds": ["papers"]})
    page = Client().get(link, follow=True).content.decode()
    mail = OutgoingMessage.objects.get(key__contains=":answered").body
    for said in (page, mail):
        assert "Dihapus begitu boleh" in said
        assert "Dilakukan sebagian" not in said
