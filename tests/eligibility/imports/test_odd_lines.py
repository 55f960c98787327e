"""Imports of files that nobody meant to send: one odd line never stops the rest."""

from datetime import date
from pathlib import Path

import pytest

from eligibility import imports
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
