"""Files: read leniently, refused as a whole in one sentence, repeated safely."""

import stat
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection

from eligibility import imports
from eligibility.imports import intake
from eligibility.models import Account, ImportBatch
from tests.builders import NOON
from tests.eligibility.imports.rows import HEADER, command, line, refused, taken, written

pytestmark = pytest.mark.django_db


def test_the_reject_file_is_private_and_holds_no_values(tmp_path: Path) -> None:
    path = written(tmp_path, line(1, birth_date="rahasia"))
    command(path)
    target = imports.reject_path(path)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "rahasia" not in target.read_text(encoding="utf-8")


def test_a_file_without_refusals_leaves_no_reject_file(tmp_path: Path) -> None:
    command(written(tmp_path, line(1, birth_date="salah")))
    path = written(tmp_path, line(1))
    command(path)
    assert not imports.reject_path(path).exists()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "Berkas ini kosong."),
        (HEADER.encode() + b"\nA1,\xff\xfe", "Berkas ini bukan UTF-8"),
        (HEADER.encode() + b"\nA1,\xc3", r"Berkas ini bukan UTF-8 \(mulai baris 2\)"),
        (HEADER.encode("utf-16"), "Berkas ini bukan UTF-8"),
        (HEADER.encode("utf-16-be"), "Kolom ini tidak ada"),
        (b"PK\x03\x04\x14\x00\x06\x00berkas", "Ini berkas Excel, ZIP, atau PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Ini berkas Excel, ZIP, atau PDF"),
        (b"external_id,nik\n", "Kolom ini tidak ada di baris pertama: kk, name, registered_at."),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_sentence(
    tmp_path: Path, raw: bytes, sentence: str
) -> None:
    path = tmp_path / "akun.csv"
    path.write_bytes(raw)
    with pytest.raises(CommandError, match="^" + sentence.split(":")[0]):
        command(path)
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_not_there_gets_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tidak ada"):
        command(tmp_path / "tidak.csv")


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "akun.csv"
    path.write_text("\ufeff" + f"{HEADER}\n\n{line()}\n".replace(",", ";"), encoding="utf-8")
    command(path)
    assert Account.objects.count() == 1


def test_a_field_beyond_any_measure_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path, line(1, name="x" * 200_000), line(2))
    command(path)
    assert refused(path) == ["2,Baris ini terlalu panjang."]
    assert Account.objects.get().external_id == "A2"


def test_a_batch_remembers_its_file_and_its_counts(tmp_path: Path) -> None:
    command(written(tmp_path, line(1), line(2, sex="x")))
    batch = ImportBatch.objects.get()
    assert (batch.rows_read, batch.rows_written, batch.rows_refused) == (2, 1, 1)
    assert len(batch.file_sha256) == 64
    assert batch.finished_at is not None


def test_an_import_killed_in_the_middle_is_repeated_safely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PORTION", 2)
    path = written(tmp_path, *(line(number) for number in range(1, 6)))

    def die(so_far: imports.Taken) -> None:
        raise KeyboardInterrupt

    source = imports.Source("situs", NOON.date())
    with pytest.raises(KeyboardInterrupt):
        imports.import_file(path, "accounts", source=source, at=NOON, show=die)
    assert Account.objects.count() == 2
    command(path)
    assert Account.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_one_file_taken_in_by_two_at_once_gives_one_state(tmp_path: Path) -> None:
    path = written(tmp_path, *(line(number) for number in range(1, 30)))
    rows = [
        dict(zip(HEADER.split(","), text.split(","), strict=True))
        for text in path.read_text().splitlines()[1:]
    ]

    def run() -> None:
        taken("accounts", *rows)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Account.objects.count() == 29


def test_every_kind_has_a_command(tmp_path: Path) -> None:
    for kind in ImportBatch.Kind.values:
        with pytest.raises(CommandError, match="tidak ada"):
            command(tmp_path / "tidak.csv", kind)


def test_a_file_without_a_header_is_told_without_its_values(tmp_path: Path) -> None:
    path = tmp_path / "akun.csv"
    path.write_text("A1,Siti Contoh,Siti Contoh\n", encoding="utf-8")
    with pytest.raises(CommandError, match="dua kali") as fault:
        command(path)
    assert "contoh" not in str(fault.value).lower()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_beyond_any_measure_stops_the_file_before_anything_is_read(
    tmp_path: Path, end: str
) -> None:
    path = tmp_path / "akun.csv"
    for length, is_taken in ((1_000_000, True), (1_100_000, False), (2_500_000, False)):
        lines = [HEADER, line(1), "," * length, line(2), ""]
        path.write_bytes(end.join(lines).encode())
        if is_taken:
            command(path)
            continue
        with pytest.raises(CommandError, match="Baris 3 terlalu panjang"):
            command(path)
    assert ImportBatch.objects.count() == 1
