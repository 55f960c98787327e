"""The pages of a deletion list: from drawing up to the proof, each step by the right officer."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from appeals import retention
from appeals.models import DeletionList, DeletionPart
from appeals.rights import deletion_page
from appeals.tasks import collect_deletions, delete_listed
from portal.models import AuditEntry, Role
from tests import builders, desk
from tests.appeals.deletions import carried_out, drawn_up, long_over, signed

pytestmark = pytest.mark.django_db
LIST = "/pmo/appeals/deletionlist/"


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def officer() -> Client:
    return desk.signed_in(builders.officer("privacy_officer"))


def address(row: DeletionList, door: str = "change") -> str:
    return reverse(f"admin:appeals_deletionlist_{door}", args=[row.pk])


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_two_officers_lead_a_list_from_drawing_up_to_its_proof() -> None:
    appeal = long_over()
    first, second = officer(), officer()
    page = first.post(f"{LIST}susun/", follow=True)
    assert "Sedang disusun" in page.content.decode()
    collect_deletions()
    row = DeletionList.objects.get()
    assert "Menunggu diusulkan" in text(first, address(row))
    assert appeal.reference in text(first, address(row, "cases"))
    assert first.post(address(row, "propose")).status_code == 422
    first.post(address(row, "propose"), {"understood": "on"})
    assert "petugas PDP lain yang harus menyetujuinya" in text(first, address(row))
    assert "Ini tidak bisa dibatalkan" in text(second, address(row, "sign"))
    first.post(address(row, "sign"), {"understood": "on"})
    row.refresh_from_db()
    assert row.signed_at is None
    second.post(address(row, "sign"), {"understood": "on"})
    figures = first.get(address(row, "progress")).json()
    assert (figures["is_running"], figures["percent"]) == (True, 0)
    delete_listed()
    assert "Unduh bukti" in text(first, address(row))
    proof = second.post(address(row, "proof"))
    assert b"ektp" in b"".join(proof.streaming_content)  # type: ignore[attr-defined] # a stream
    assert first.get(address(row, "progress")).json()["percent"] == 100


def test_a_list_says_why_others_are_not_on_it() -> None:
    long_over()
    drawn = drawn_up()
    drawn.counts = {**drawn.counts, "kept": {"legal_hold": 3}}
    drawn.save()
    html = text(officer(), address(drawn))
    assert "Ada larangan hapus" in html
    assert "Masa simpan yang berlaku" in html


def test_a_list_with_nothing_on_it_says_so() -> None:
    assert "Tidak ada yang perlu dihapus" in text(officer(), address(drawn_up()))


def test_a_second_list_waits_for_the_first() -> None:
    long_over()
    drawn_up()
    page = officer().post(f"{LIST}susun/", follow=True)
    assert "Masih ada daftar yang belum selesai" in page.content.decode()


def test_stuck_parts_are_tried_again_by_a_button() -> None:
    long_over()
    drawn = signed()
    DeletionPart.objects.update(dead_at=builders.now())
    client = officer()
    assert "gagal berkali-kali" in text(client, address(drawn))
    client.post(address(drawn, "retry"))
    assert retention.progress(drawn).stuck == 0


def test_a_list_is_put_away_until_it_is_signed() -> None:
    long_over()
    drawn = drawn_up()
    client = officer()
    assert "Dibatalkan" in client.post(address(drawn, "drop"), follow=True).content.decode()
    drawn = signed()
    page = client.post(address(drawn, "drop"), follow=True)
    assert "tidak bisa diambil" in page.content.decode()


def test_a_proof_is_whole_or_not_given() -> None:
    long_over()
    drawn = signed()
    client = officer()
    client.post(address(drawn, "proof"))
    assert not AuditEntry.objects.filter(action="deletion.downloaded").exists()
    carried_out(drawn)
    assert client.post(address(drawn, "proof")).status_code == 200


def test_the_cases_are_leafed_through_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletion_page, "PAGE_SIZE", 2)
    numbers = [long_over().reference for _ in range(3)]
    client, url = officer(), address(drawn_up(), "cases")
    page = client.get(url)
    assert [line.case.appeal.reference for line in page.context["page"].lines] == numbers[:2]
    rest = client.get(f"{url}?after={page.context['page'].next}").context["page"]
    assert [line.case.appeal.reference for line in rest.lines] == numbers[2:]
    assert client.get(f"{url}?after=x").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_nobody_else_decides_and_only_auditors_read(role: Role) -> None:
    long_over()
    drawn = drawn_up()
    client = desk.signed_in(builders.officer(role))
    for door in ("propose", "sign"):
        assert client.get(address(drawn, door)).status_code == 403
        assert client.post(address(drawn, door), {"understood": "on"}).status_code == 403
    assert client.post(f"{LIST}susun/").status_code == 403
    for door in ("drop", "retry"):
        assert client.post(address(drawn, door)).status_code == 403
    expected = 200 if role == Role.AUDITOR else 403
    for url in (LIST, address(drawn), address(drawn, "cases"), address(drawn, "progress")):
        assert client.get(url).status_code == expected
