"""The staff's pages about files of facts: sent, watched, refused lines fetched, taken back."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from eligibility import imports
from eligibility.models import ImportBatch, ImportOrder, RegistryVerdict
from portal.models import Role
from portal.storage import import_store
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people
from tests.eligibility.imports.rows import HEADER, batch_of, line

pytestmark = pytest.mark.django_db

SEND = "admin:eligibility_importbatch_send"


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


def send(role: str = "rule_officer", *lines: str, **over: Any) -> Any:
    """Send a file as a browser does."""
    content = "\n".join([HEADER, *(lines or (line(1),)), ""]).encode()
    form = {
        "kind": "accounts",
        "source": "situs",
        "day": "2026-03-03",
        "extent": "part",
        "file": SimpleUploadedFile("akun.csv", content, content_type="text/csv"),
        **over,
    }
    return signed_in(builders.officer(role)).post(reverse(SEND), form)


def address(name: str, batch: ImportBatch) -> str:
    return reverse(f"admin:eligibility_importbatch_{name}", args=[batch.pk])


def test_a_rule_officer_sends_a_file_and_sees_it_wait() -> None:
    response = send()
    batch = ImportBatch.objects.get()
    assert response["Location"] == address("change", batch)
    html = signed_in(builders.officer("auditor")).get(address("change", batch)).content.decode()
    assert "Menunggu giliran" in html
    assert "data-progress" in html


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"rule_officer"}))
def test_nobody_else_sends_files(role: str) -> None:
    assert send(role).status_code == 403
    assert signed_in(builders.officer(role)).get(reverse(SEND)).status_code == 403
    assert not ImportOrder.objects.exists()


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"file": SimpleUploadedFile("a.csv", b"nik\n1\n")}, "Kolom ini tidak ada"),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "Berkas ini kosong."),
        ({"day": "2999-01-01"}, "tidak bisa di masa depan"),
        ({"extent": "whole"}, "Hanya daftar rujukan"),
    ],
)
def test_a_fault_is_said_beside_the_form_and_what_was_typed_stays(
    over: dict[str, Any], words: str
) -> None:
    response = send(**over)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert 'value="situs"' in response.content.decode()
    assert list(import_store().names()) == []


def test_a_whole_list_of_a_kind_that_knows_none_is_refused_beside_its_extent() -> None:
    html = send(extent="whole").content.decode()
    assert 'href="#id_extent"' in html
    assert 'href="#id_file"' not in html


def test_the_same_file_twice_is_warned_of() -> None:
    send()
    send()
    latest = ImportBatch.objects.latest("pk")
    html = signed_in(builders.officer()).get(address("change", latest)).content.decode()
    assert "persis sama" in html


def test_the_page_tells_why_lines_were_refused_and_gives_them() -> None:
    send("rule_officer", line(1), line(2, sex="x"))
    imports.work_off(at=NOON)
    batch, client = ImportBatch.objects.get(), signed_in(builders.officer("supervisor"))
    html = client.get(address("change", batch)).content.decode()
    assert "Kolom sex harus P atau L." in html
    assert address("rejects", batch) in html
    response = client.get(address("rejects", batch))
    assert b"3,Kolom sex" in b"".join(response)
    assert f"impor-{batch.pk}-ditolak.csv" in response["Content-Disposition"]


def test_agents_see_the_page_but_not_the_refused_lines() -> None:
    send("rule_officer", line(2, sex="x"))
    imports.work_off(at=NOON)
    batch, client = ImportBatch.objects.get(), signed_in(builders.officer("agent"))
    assert client.get(address("change", batch)).status_code == 200
    assert client.get(address("rejects", batch)).status_code == 403


def test_progress_is_told_to_the_pages_script() -> None:
    send()
    batch, client = ImportBatch.objects.get(), signed_in(builders.officer())
    told = client.get(address("progress", batch)).json()
    assert (told["is_running"], told["percent"]) == (True, 0)
    imports.work_off(at=NOON)
    told = client.get(address("progress", batch)).json()
    assert (told["is_running"], told["percent"], told["figures"]["written"]) == (False, 100, "1")


def test_a_supervisor_takes_a_batch_back_with_a_reason() -> None:
    batch = batch_of("verdicts", {"nik": people.account().nik, "verdict": "enrolled"})
    client = signed_in(builders.officer("supervisor"))
    assert "tidak dihitung lagi" in client.get(address("withdraw", batch)).content.decode()
    assert client.post(address("withdraw", batch), {"reason": ""}).status_code == 422
    client.post(address("withdraw", batch), {"reason": "register salah kirim"})
    assert not RegistryVerdict.objects.filter(superseded_at=None).exists()
    html = client.get(address("change", batch)).content.decode()
    assert "register salah kirim" in html


def test_a_reason_with_somebodys_number_is_refused() -> None:
    batch = batch_of("verdicts", {"nik": people.account().nik, "verdict": "enrolled"})
    client = signed_in(builders.officer("supervisor"))
    response = client.post(address("withdraw", batch), {"reason": f"NIK {builders.nik()} salah"})
    assert response.status_code == 422
    batch.refresh_from_db()
    assert batch.withdrawn_at is None


@pytest.mark.parametrize("role", ["agent", "auditor", "privacy_officer"])
def test_others_cannot_take_a_batch_back(role: str) -> None:
    batch = batch_of("verdicts", {"nik": people.account().nik, "verdict": "enrolled"})
    client = signed_in(builders.officer(role))
    assert client.post(address("withdraw", batch), {"reason": "salah kirim"}).status_code == 403


def test_accounts_are_explained_not_taken_back() -> None:
    send()
    imports.work_off(at=NOON)
    batch, client = ImportBatch.objects.get(), signed_in(builders.officer("supervisor"))
    assert "semuanya sungguh terjadi" in client.get(address("change", batch)).content.decode()
    page = client.get(address("withdraw", batch)).content.decode()
    assert f"Impor {batch.pk} tidak bisa ditarik" in page
    assert f"Kembali ke impor {batch.pk}" in page
    client.post(address("withdraw", batch), {"reason": "salah kirim"})
    batch.refresh_from_db()
    assert batch.withdrawn_at is None


def test_a_large_body_is_taken_from_a_rule_officer_only(settings: Settings) -> None:
    settings.PHOTO_MAX_BYTES = 0
    big = SimpleUploadedFile("a.csv", b"nik\n" + b"1" * (3 * 1024 * 1024))
    refused = send("agent", file=big)
    assert refused.status_code == 413
    assert "Berkasnya terlalu besar" in refused.content.decode()
    big.seek(0)
    assert send(file=big).status_code == 422


def test_the_list_asks_the_same_for_one_and_for_many() -> None:
    client = signed_in(builders.officer())
    counts = []
    for rows in (1, 24):
        for _ in range(rows):
            imports.begin("accounts", source="situs", source_date=NOON.date(), at=NOON)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:eligibility_importbatch_changelist"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("kind", "known"), [("verdicts", "dukcapil"), ("reference", "bumn")])
def test_a_source_nobody_knows_is_refused_beside_its_field(kind: str, known: str) -> None:
    rows = SimpleUploadedFile("a.csv", b"nik,verdict,office\n")
    response = send(kind=kind, source="kemdikbut", file=rows)
    assert response.status_code == 422
    assert known in response.context["form"].errors["source"][0]
    assert not ImportBatch.objects.exists()


def test_the_known_sources_are_offered() -> None:
    html = signed_in(builders.officer("rule_officer")).get(reverse(SEND)).content.decode()
    assert '<option value="emis">EMIS</option>' in html


@pytest.mark.parametrize("source", ["petugas@bkn.example", "3171011205980001"])
def test_a_source_is_a_name_and_nobodys_address(source: str) -> None:
    assert send(source=source).status_code == 422
    assert not ImportBatch.objects.exists()


def test_a_file_beyond_the_limit_is_told_of_the_file_and_what_to_do(settings: Settings) -> None:
    settings.PHOTO_MAX_BYTES = settings.IMPORT_MAX_BYTES = 1024 * 1024
    big = SimpleUploadedFile("a.csv", b"nik\n" + b"1" * (13 * 1024 * 1024))
    response = send(file=big)
    html = response.content.decode()
    assert response.status_code == 413
    assert "paling besar 1 MB" in html
    assert "Bagi menjadi beberapa berkas" in html
    assert "Foto" not in html


def test_the_page_tells_how_fast_a_file_is_read_and_how_long_it_still_takes() -> None:
    send()
    batch, client = ImportBatch.objects.get(), signed_in(builders.officer())
    assert "Menunggu" in client.get(address("progress", batch)).json()["figures"]["status"]
    ImportOrder.objects.update(lease_until=timezone.now() + timedelta(minutes=3))
    ImportBatch.objects.update(
        rows_read=60_000, lines=240_000, read_since=timezone.now() - timedelta(seconds=60)
    )
    told = client.get(address("progress", batch)).json()["figures"]["pace"]
    assert re.fullmatch(r"(9\d\d|1\.000) baris per detik, sisa sekitar [34] menit", told)
    assert "baris per detik" in client.get(address("change", batch)).content.decode()


def awaiting() -> ImportBatch:
    """Return a whole list that waits for a second officer."""
    return ImportBatch.objects.create(
        kind="reference", source="bkn", source_date=NOON.date(), extent="whole", started_at=NOON,
        finished_at=NOON, rows_unnamed=7, blocks_resting=2,
        requested_by=builders.officer("rule_officer"),
    )  # fmt: skip


def test_a_second_officer_agrees_on_the_batchs_page() -> None:
    batch, client = awaiting(), signed_in(builders.officer("supervisor"))
    html = client.get(address("change", batch)).content.decode()
    assert "tidak menyebut 7 orang lagi, dan 2 blokir" in html
    assert address("approve", batch) in html
    assert client.get(address("approve", batch)).status_code == 405
    client.post(address("approve", batch))
    batch.refresh_from_db()
    assert batch.removed_at is not None
    assert "Penghapusan disetujui" in client.get(address("change", batch)).content.decode()


def test_the_list_says_which_files_wait_for_somebody_or_went_wrong() -> None:
    awaiting()
    client = signed_in(builders.officer("supervisor"))
    url = reverse("admin:eligibility_importbatch_changelist")
    assert ">Menunggu persetujuan<" in client.get(url).content.decode()
    ImportBatch.objects.update(fault="Terpotong.")
    assert ">Selesai dengan kesalahan<" in client.get(url).content.decode()


def test_who_asked_for_the_list_is_told_to_ask_somebody_else() -> None:
    batch = awaiting()
    assert batch.requested_by is not None
    client = signed_in(batch.requested_by)
    html = client.get(address("change", batch)).content.decode()
    assert "Minta petugas lain" in html
    assert address("approve", batch) not in html
    client.post(address("approve", batch))
    batch.refresh_from_db()
    assert batch.removed_at is None


@pytest.mark.parametrize("role", ["agent", "auditor", "privacy_officer"])
def test_others_cannot_agree(role: str) -> None:
    batch, client = awaiting(), signed_in(builders.officer(role))
    assert client.post(address("approve", batch)).status_code == 403
