"""Files that spreadsheets open safely."""

import csv
import dataclasses
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import openpyxl
import pytest

from portal import exports

MARK = [("Diminta oleh", "penyelia"), ("Untuk", "laporan bulanan")]


def table(rows: list[list[str]] | Iterator[list[str]]) -> exports.Table:
    return exports.Table("Data", ["Nomor", "NIK"], rows, "Tentang berkas ini", MARK)


def written_csv(rows: list[list[str]]) -> list[list[str]]:
    with exports.nameless_file() as file:
        exports.write_csv(file, table(rows))
        text = b"".join(exports.chunks(file))
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


def written_xlsx(rows: list[list[str]], *, expected: int = 0) -> openpyxl.Workbook:
    with exports.nameless_file() as file:
        exports.write_xlsx(file, table(rows), expected=expected)
        return openpyxl.load_workbook(io.BytesIO(b"".join(exports.chunks(file))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_value_that_begins_like_a_formula_is_neutralised(start: str) -> None:
    assert exports.neutral(f"{start}1") == f"'{start}1"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Budi;=cmd|' /C calc'!A0", "Budi;'=cmd|' /C calc'!A0"),
        ('Budi;"=1+1', "Budi;\"'=1+1"),
        ("a\t+1\n@b", "a\t'+1\n'@b"),
        ("=1;－2", "'=1;'－2"),
    ],
)
def test_a_formula_behind_what_ends_a_cell_elsewhere_is_neutralised(text: str, safe: str) -> None:
    assert exports.neutral(text) == safe
    assert exports.neutral(safe) == safe


def test_a_formula_inside_one_value_among_many_is_found() -> None:
    rows = [[str(number), "lain; lagi"] for number in range(1200)]
    rows[1100][1] = "Budi;=1+1"
    lines = written_csv(rows)
    assert (lines[1101][1], lines[1100][1]) == ("Budi;'=1+1", "lain; lagi")


@pytest.mark.parametrize("text", ["", "Siti", "3174••••0001", "a=1", " 5", "a; =1", "a;b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert exports.neutral(text) == text


def test_csv_begins_with_the_header_and_ends_with_the_watermark() -> None:
    lines = written_csv([["PRK-1", "3174"], ["PRK-2", "3275"]])
    assert lines[:3] == [["Nomor", "NIK"], ["PRK-1", "3174"], ["PRK-2", "3275"]]
    assert lines[3] == ["Tentang berkas ini: Diminta oleh: penyelia; Untuk: laporan bulanan"]


def test_csv_cells_are_neutral_and_keep_line_breaks() -> None:
    lines = written_csv([["=cmd|' /C calc'!A0", 'dua\nbaris, "kutip"']])
    assert lines[1] == ["'=cmd|' /C calc'!A0", 'dua\nbaris, "kutip"']


def test_xlsx_cells_are_text_and_neutral() -> None:
    sheet = written_xlsx([["=1+1", "3174010101900001"]])["Data"]
    assert [cell.value for cell in sheet[2]] == ["'=1+1", "3174010101900001"]
    assert {cell.data_type for cell in sheet[2]} == {"s"}


def test_an_xlsx_holds_counts_as_numbers_and_nothing_else() -> None:
    counted = dataclasses.replace(
        table([["007", "12"], ["8", ""], ["9", "=1"]]), counts=frozenset({1})
    )
    with exports.nameless_file() as file:
        exports.write_xlsx(file, counted, expected=3)
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(exports.chunks(file)))).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells == [["007", 12], ["8", None], ["9", "'=1"]]


def test_xlsx_says_who_and_why_on_a_sheet_of_its_own() -> None:
    sheet = written_xlsx([["PRK-1", "3174"]])["Tentang berkas ini"]
    said = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert said == [list(line) for line in MARK]


def test_each_sheet_of_an_xlsx_bears_its_mark_beside_the_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "SHEET_ROWS_MOST", 1)
    marked = dataclasses.replace(
        table([["1", "&A=1"], ["2", "x"]]), page_top="7 &F\nSiti & Co", page_bottom="&" * 300
    )
    with exports.nameless_file() as file:
        exports.write_xlsx(file, marked, expected=2)
        book = openpyxl.load_workbook(io.BytesIO(b"".join(exports.chunks(file))))
    for sheet in book.worksheets:
        above, below = sheet.oddHeader, sheet.oddFooter
        assert (above.left.text, above.left.size) == ("7 &&F Siti && Co", 8)
        assert below.left.text == "&&" * 118 + "…"
        assert sheet.print_title_rows == "$1:$1"
    assert [len(list(sheet.rows)) for sheet in book.worksheets] == [2, 2, 3]
    assert [cell.value for cell in book["Tentang berkas ini"][1]] == ["Tentang berkas ini", "Data"]


def test_an_empty_table_still_has_its_header() -> None:
    assert written_csv([])[0] == ["Nomor", "NIK"]
    assert [cell.value for cell in written_xlsx([])["Data"][1]] == ["Nomor", "NIK"]


def test_a_long_table_goes_on_in_a_second_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "SHEET_ROWS_MOST", 2)
    book = written_xlsx([["a", "1"], ["b", "2"], ["c", "3"]], expected=3)
    assert book.sheetnames == ["Data", "Data 2", "Tentang berkas ini"]
    assert [cell.value for cell in book["Data 2"][2]] == ["c", "3"]
    with pytest.raises(exports.TooFewSheets):  # more by now than were counted
        written_xlsx([["a", "1"], ["b", "2"], ["c", "3"]], expected=2)


@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_both_writers_count_the_rows(write: str) -> None:
    with exports.nameless_file() as file:
        assert _count(write, file, [["a", "1"], ["b", "2"]]) == 2
    with exports.nameless_file() as file:
        assert _count(write, file, []) == 0


@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_a_fault_among_the_rows_reaches_the_caller(write: str) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["a", "1"]
        raise LookupError("the cursor is gone")

    with exports.nameless_file() as file, pytest.raises(LookupError, match="cursor"):
        _count(write, file, rows())


def _count(write: str, file: BinaryIO, rows: Sequence[list[str]] | Iterator[list[str]]) -> int:
    given = exports.Table("Data", ["Nomor", "NIK"], rows, "Tentang", MARK)
    if write == "csv":
        return exports.write_csv(file, given)
    return exports.write_xlsx(file, given, expected=2)


def test_a_table_sent_row_by_row_is_the_file_that_would_be_written() -> None:
    rows = [[str(number), "x" * 40] for number in range(3000)]
    with exports.nameless_file() as file:
        exports.write_csv(file, table(rows))
        whole = b"".join(exports.chunks(file))
    pieces = list(exports.stream_csv(table(rows)))
    assert b"".join(pieces) == whole
    assert len(pieces) > 1


def test_the_first_piece_is_there_before_the_last_row_is_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[list[str]]:
        for number in range(3000):
            read.append(number)
            yield [str(number), "x" * 40]

    first = next(exports.stream_csv(table(rows())))
    assert first.startswith("\ufeff".encode())
    assert len(read) < 3000


def test_one_formula_among_thousands_of_cells_is_found() -> None:
    rows = [[str(number), "x"] for number in range(2500)]
    rows[1700][1] = "=1+1"
    lines = written_csv(rows)
    assert lines[1701] == ["1700", "'=1+1"]
    assert lines[1700] == ["1699", "x"]
    assert lines[-1][0].startswith("Tentang berkas ini")
