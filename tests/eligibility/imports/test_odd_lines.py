"""Imports of files that nobody meant to send: one odd line never stops the rest."""

import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from eligibility import imports
from eligibility.imports import reading
from eligibility.models import Account, ImportBatch
from tests.builders import NOON

pytestmark = pytest.mark.django_db

ACCOUNTS = "external_id,nik,kk,name,registered_at,email\n"
GOOD = "T1,3171011205980001,3171010101150001,Siti,2026-01-01T00:00:00,\n"
GRANTS = "external_id,gelombang,granted_at\n"


def take(folder: Path, content: str, kind: str = "accounts") -> ImportBatch:
    """Import a file of exactly these characters."""
    path = folder / "berkas.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return imports.import_file(path, kind, source=imports.Source("uji", date(2026, 1, 1)), at=NOON)


@pytest.mark.parametrize(
    "end",
    [
        "2026-01-01T00:00:00," + "\ufdfa" * 254,  # each becomes eighteen letters
        "0001-01-01T00:00:00-12:00,",
        "9999-12-31T23:59:59+00:00,",
    ],
)
def test_an_odd_account_is_refused_alone(tmp_path: Path, end: str) -> None:
    odd = f"T2,3171011205980002,3171010101150001,Siti,{end}\n"
    batch = take(tmp_path, ACCOUNTS + GOOD + odd)
    assert (batch.rows_written, batch.rows_refused) == (1, 1)
    assert Account.objects.get().external_id == "T1"


@pytest.mark.parametrize(
    "line", ["A,00000000199999999999,2026-01-01T00:00:00", "A,1,9999-12-31T00:00:00"]
)
def test_numbers_and_days_beyond_all_counting_are_refused(tmp_path: Path, line: str) -> None:
    assert take(tmp_path, f"{GRANTS}{line}\n", "grants").rows_refused == 1


@pytest.mark.parametrize("first", ["a" * 200_000, '"' + "a" * 200_000 + '"'])
def test_a_first_line_without_end_is_a_fault_in_words(tmp_path: Path, first: str) -> None:
    with pytest.raises(imports.FileFault):
        take(tmp_path, f"{first}\n{GOOD}")


PLAIN = "external_id,nik,kk,name,registered_at,note\n"


def account(number: int, name: str = "Siti", note: str = "") -> str:
    """Return a line of a file of accounts."""
    nik = f"317101120598{number:04d}"
    return f"T{number},{nik},3171010101150001,{name},2026-01-01T00:00:00,{note}\n"


def refusals(folder: Path) -> list[str]:
    """Return the refused lines with their reasons."""
    return imports.reject_path(folder / "berkas.csv").read_text().splitlines()[1:]


@pytest.mark.parametrize("name", ['"Siti', '"' + "x" * 9_000])
def test_a_quote_nobody_closed_refuses_its_own_line_only(tmp_path: Path, name: str) -> None:
    others = [account(number) for number in range(3, 40)]
    take(tmp_path, PLAIN + account(1) + account(2, name) + "".join(others))
    assert refusals(tmp_path) == ["3,Tanda kutip di baris ini tidak ditutup."]
    assert Account.objects.count() == 38


def test_a_quote_closed_by_another_lines_swallows_nobody(tmp_path: Path) -> None:
    odd = [account(2, '"Siti'), account(3), account(4, '"Nur"'), account(5)]
    batch = take(tmp_path, PLAIN + "".join(odd))
    assert batch.rows_refused == 1
    assert set(Account.objects.values_list("external_id", flat=True)) == {"T3", "T4", "T5"}


def test_a_quote_left_open_at_the_end_refuses_its_line(tmp_path: Path) -> None:
    take(tmp_path, PLAIN + account(1, '"Siti') + account(2))
    assert refusals(tmp_path) == ["2,Tanda kutip di baris ini tidak ditutup."]


def test_a_line_break_in_a_column_nobody_reads_is_fine(tmp_path: Path) -> None:
    take(tmp_path, PLAIN + account(1, note='"Jalan\nMelati"') + account(2, '"Si\nti"') + account(3))
    assert refusals(tmp_path)[0] == "4,Tanda kutip di baris ini tidak ditutup."
    assert set(Account.objects.values_list("external_id", flat=True)) == {"T1", "T3"}


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (account(1, "x" * 20_000), "terlalu panjang"),
        ("," * 20_000 + "\n", "terlalu panjang"),
        ("," * 10_000 + "\n", "Jumlah kolom"),
        (account(1, "Si\0ti"), "karakter yang rusak"),
    ],
)
def test_a_crafted_line_is_refused_by_its_number_and_the_rest_goes_on(
    tmp_path: Path, odd: str, reason: str
) -> None:
    take(tmp_path, PLAIN + account(2) + odd + account(3))
    (refusal,) = refusals(tmp_path)
    assert refusal.startswith("3,")
    assert reason in refusal
    assert Account.objects.count() == 2


def test_half_a_file_of_crafted_lines_takes_little_memory(tmp_path: Path) -> None:
    lines = [account(number, '"' + "x" * 15_000) for number in range(1, 1_500)]
    path = tmp_path / "berkas.csv"
    path.write_text(PLAIN + "".join(lines))
    tracemalloc.start()
    with path.open("rb") as raw, reading.lines(raw, needed=["nik"]) as records:
        assert all(record.fault for record in records)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_000_000
