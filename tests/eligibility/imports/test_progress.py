"""How far a file is, why lines were refused, and what the command says of it."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from eligibility import imports
from eligibility.imports import intake
from eligibility.models import ImportBatch
from tests.builders import NOON
from tests.eligibility.imports.rows import command, line, written

pytestmark = pytest.mark.django_db


def test_the_batch_row_follows_portion_by_portion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PORTION", 2)
    path = written(tmp_path, line(1), line(2, sex="x"), line(3))
    seen: list[tuple[int | None, int, int]] = []

    def show(taken: imports.Taken) -> None:
        row = ImportBatch.objects.get()
        seen.append((row.lines, row.rows_read, row.rows_refused))

    imports.import_file(
        path, "accounts", source=imports.Source("situs", NOON.date()), at=NOON, show=show
    )
    assert seen == [(3, 2, 1), (3, 3, 1)]


def test_reasons_are_counted_the_most_frequent_first(tmp_path: Path) -> None:
    bad = [line(number, sex="x") for number in range(2, 5)]
    out = command(written(tmp_path, line(1), *bad, line(9, name="")))
    batch = ImportBatch.objects.get()
    assert imports.by_frequency(batch) == [
        ("Kolom sex harus P atau L.", 3),
        ("Kolom name kosong.", 1),
    ]
    assert out.index("3 × Kolom sex") < out.index("1 × Kolom name")


def test_the_command_says_how_fast_it_is_and_how_long_it_takes(tmp_path: Path) -> None:
    out = command(written(tmp_path, line(1), line(2)))
    assert "2 of 2 lines, 0 refused" in out
    assert "lines/s, 0 s left" in out


def test_the_same_file_again_is_said_to_be_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, line(1))
    assert "same file" not in command(path)
    assert f"as batch {ImportBatch.objects.get().pk}" in command(path)


def test_a_column_named_twice_is_a_fault(tmp_path: Path) -> None:
    header = "external_id,nik,kk,name,registered_at,nik"
    with pytest.raises(CommandError, match="dua kali"):
        command(written(tmp_path, "A1,1,1,Siti,2026-01-01T00:00:00,2", header=header))
