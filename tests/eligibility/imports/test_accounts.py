"""Accounts: taken in with what their NIK says, updated, refused line by line."""

from base64 import b64encode
from datetime import date
from pathlib import Path
from unittest import mock

import pytest
from pytest_django import Settings

from eligibility.imports.accounts import AccountIntake
from eligibility.imports.values import Refused
from eligibility.models import Account, ImportBatch
from tests.eligibility.imports.rows import HEADER, command, line, refused, state, taken, written

pytestmark = pytest.mark.django_db


def test_an_account_is_taken_in_with_what_its_nik_says(tmp_path: Path) -> None:
    command(written(tmp_path, line()), source="situs utama", date=date(2026, 3, 2))
    account = Account.objects.get()
    assert (account.nik, account.phone, account.email) == (
        "3171011205980001",
        "081200000001",
        "siti@example.id",
    )
    assert (account.name, account.sex, account.status) == ("Siti Contoh", "m", "candidate")
    assert (account.province_code, account.nik_sex) == ("31", "m")
    assert account.nik_birth_date == account.birth_date == date(1998, 5, 12)
    assert account.registered_on == date(2026, 3, 1)
    assert account.is_nik_well_formed
    assert str(account.batch) == "situs utama 2026-03-02"


def test_the_same_file_twice_gives_the_same_state(tmp_path: Path) -> None:
    path = written(tmp_path, line(1), line(2), line(3, nik=line(1).split(",")[1]))
    command(path)
    before, reasons = state(), refused(path)
    command(path)
    assert state() == before
    assert refused(path) == reasons


def test_a_known_account_is_updated_and_keeps_its_status(tmp_path: Path) -> None:
    command(written(tmp_path, line()))
    Account.objects.update(status="active")
    command(written(tmp_path, line(name="Siti Baru", employment="other")))
    account = Account.objects.get()
    assert (account.name, account.employment, account.status) == ("Siti Baru", "other", "active")


def test_the_last_of_two_lines_of_one_account_counts(tmp_path: Path) -> None:
    command(written(tmp_path, line(name="Awal"), line(name="Akhir")))
    assert Account.objects.get().name == "Akhir"


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"external_id": ""}, "Kolom external_id kosong."),
        ({"nik": ""}, "Kolom nik kosong."),
        ({"name": "x" * 201}, "Kolom name lebih dari 200 huruf."),
        ({"birth_date": "12/05/1998"}, "Kolom birth_date bukan tanggal (contoh: 2026-03-31)."),
        ({"birth_date": "2026-03-02"}, "Tanggal lahir sesudah tanggal pendaftaran."),
        ({"registered_at": ""}, "Kolom registered_at kosong."),
        ({"registered_at": "kemarin"}, "Kolom registered_at bukan waktu"),
        ({"registered_at": "0001-01-01T00:00:00+23:00"}, "Kolom registered_at bukan waktu"),
        ({"sex": "x"}, "Kolom sex harus P atau L."),
        ({"education": "sma"}, "Kolom education harus salah satu dari: none, school, university."),
        ({"name": "Si\0ti"}, "Baris ini berisi karakter yang rusak."),
        ({"registered_at": "2026-03-01,lebih"}, "Jumlah kolom berbeda dari baris pertama."),
    ],
)
def test_a_line_that_cannot_be_taken_in_is_refused_and_the_rest_goes_on(
    tmp_path: Path, over: dict[str, str], reason: str
) -> None:
    path = written(tmp_path, line(1), line(2, **over), line(3))
    out = command(path)
    assert Account.objects.count() == 2
    (only,) = refused(path)
    assert only.startswith("3,")
    assert reason in only
    assert "2 of 3 lines taken in" in out
    assert "1 refused" in out


def test_an_odd_nik_is_taken_in_and_marked() -> None:
    row = dict(zip(HEADER.split(","), line(nik="12345").split(","), strict=True))
    assert taken("accounts", row) == []
    account = Account.objects.get()
    assert not account.is_nik_well_formed
    assert account.nik_birth_date is None


def test_unknown_facts_stay_unknown(tmp_path: Path) -> None:
    header = "external_id,nik,kk,name,registered_at"
    command(written(tmp_path, "A1,3171011205980001,1,Siti,2026-03-01T10:00+07:00", header=header))
    account = Account.objects.get()
    assert account.birth_date is None
    assert account.education == account.employment == account.sex == ""


def test_a_nik_in_use_is_refused_across_and_within_files(tmp_path: Path) -> None:
    path = written(tmp_path, line(1), line(2, nik=line(1).split(",")[1]))
    command(path)
    assert refused(path) == ["3,NIK pada baris ini sudah dipakai akun lain."]
    other = written(tmp_path, line(5, nik=line(1).split(",")[1]))
    command(other)
    assert refused(other) == ["2,NIK pada baris ini sudah dipakai akun lain."]


def test_the_nik_of_a_closed_account_is_free(tmp_path: Path) -> None:
    command(written(tmp_path, line(1)))
    Account.objects.update(status="closed")
    command(written(tmp_path, line(2, nik=line(1).split(",")[1])))
    assert Account.objects.count() == 2


def test_a_line_known_word_by_word_is_counted_and_not_read_again(tmp_path: Path) -> None:
    path = written(tmp_path, line(1), line(2))
    command(path)
    with mock.patch.object(AccountIntake, "read") as read:
        command(path)
    assert not read.called
    assert ImportBatch.objects.latest("pk").rows_written == 2


def test_the_last_line_of_an_account_counts_though_it_was_known_before(tmp_path: Path) -> None:
    command(written(tmp_path, line(1)))
    command(written(tmp_path, line(1, name="Nur"), line(1)))
    assert Account.objects.get().name == "Siti Contoh"


def test_a_known_line_counts_again_after_another_one(tmp_path: Path) -> None:
    for name in ("Siti", "Nur", "Siti"):
        command(written(tmp_path, line(1, name=name)))
    assert Account.objects.get().name == "Siti"


def test_a_line_known_under_another_key_is_read_again(tmp_path: Path, settings: Settings) -> None:
    command(written(tmp_path, line(1)))
    before = bytes(Account.objects.values_list("line_digest", flat=True)[0] or b"")
    assert before
    settings.MASTER_KEYS = [f"baru:{b64encode(bytes(32)).decode()}", *settings.MASTER_KEYS]
    with mock.patch.object(AccountIntake, "read", side_effect=Refused("dibaca")) as read:
        command(written(tmp_path, line(1)))
    assert read.called
    assert bytes(Account.objects.values_list("line_digest", flat=True)[0] or b"") == before
