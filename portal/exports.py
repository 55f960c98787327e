"""Writes tables as CSV and XLSX files that spreadsheets open safely.

Owns formula-safety, text cells and the watermark. What the rows are, and where the finished file
is kept, the caller knows. Memory stays flat: rows are taken one by one.
"""

import codecs
import csv
import itertools
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from typing import BinaryIO

from rustpy_xlsxwriter import Format, write_worksheets

# What makes a spreadsheet read text as a formula (OWASP, CSV injection), wide forms included.
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
# Where lists are separated by `;`, as in Indonesia, a spreadsheet begins a new cell inside a value,
# and does so at tabs and line breaks of what is pasted; quotes before the sign do not help.
_CELL_ENDS = ";\t\r\n"
_HIDDEN_FORMULA = re.compile(r'([;\t\r\n]"*)(?=[=+\-@＝＋－＠])')
# A sheet holds 1,048,576 rows; one of them is the header.
SHEET_ROWS_MOST = 1_048_575
# Excel takes no longer line above or below a page, its codes included.
_PAGE_LINE_MOST = 255
_WIDE, _USUAL_WIDTH = 90.0, 24.0
_A4 = 9
_CHUNK = 64 * 1024
# So many rows are looked at and written in one go.
_BATCH = 1000


class TooFewSheets(RuntimeError):
    """More rows came than were counted, and more than the last sheet holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """What one file holds: a titled table and its watermark (label and text of each line)."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[str]]
    watermark_title: str
    watermark: Sequence[tuple[str, str]]
    # The columns, counted from 0, whose cells are counts: an XLSX holds those as numbers.
    counts: frozenset[int] = frozenset()
    # What stands above and below the rows on each page of an XLSX, on paper and in page view.
    page_top: str = ""
    page_bottom: str = ""


def neutral(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula, whatever it is pasted into."""
    text = f"'{text}" if text[:1] in _FORMULA_STARTS else text
    return _HIDDEN_FORMULA.sub(r"\1'", text) if _may_hide(text) else text


def nameless_file() -> BinaryIO:
    """Return a temporary file without a name: a killed writer leaves nothing behind."""
    return tempfile.TemporaryFile()


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the file's bytes from its beginning."""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def write_csv(file: BinaryIO, table: Table) -> int:
    """Write `table` as UTF-8 CSV with a byte order mark; return the number of rows.

    The header is the first line, so that programs read the columns; the watermark is the last.
    """
    file.write(codecs.BOM_UTF8)  # by itself: the codec that adds it is slow for each line after
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text)
        lines = 0
        for batch in _batches(_lines(table)):
            writer.writerows(batch)
            lines += len(batch)
    finally:
        text.detach()  # the file is the caller's to close
    return lines - 2  # without the header and the watermark


def stream_csv(table: Table) -> Iterator[bytes]:
    """Yield the file that write_csv writes while its rows are read, for an answer begun at once."""
    text = StringIO("\ufeff", newline="")
    text.seek(0, os.SEEK_END)
    writer = csv.writer(text)
    for line in _lines(table):
        writer.writerow(list(map(neutral, line)))
        if text.tell() >= _CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_xlsx(file: BinaryIO, table: Table, *, expected: int) -> int:
    """Write `table` as XLSX, text cells but for its counts; return the number of rows.

    `expected` is the number of rows as counted before; beyond a sheet's limit the table goes on
    in further sheets. The watermark has a sheet of its own, the last, and each page bears its
    lines; none is among the rows. Raises TooFewSheets rather than leave out a row.
    """
    counter = itertools.count()
    rows = _records(table, counter)
    sheets = max(1, -(-expected // SHEET_ROWS_MOST))
    names = [table.title] + [f"{table.title} {number}" for number in range(2, sheets + 1)]
    parts = [(name, itertools.islice(rows, SHEET_ROWS_MOST)) for name in names]
    about = table.watermark_title
    mark = [
        {about: neutral(label), table.title: neutral(value)} for label, value in table.watermark
    ]
    heading = Format().set_bold()
    # By number, not by name: the writer then streams to the nameless file instead of memory.
    write_worksheets(
        [*parts, (about, mark)],
        f"/dev/fd/{file.fileno()}",
        freeze_panes={name: {"row": 1, "col": 0} for name in names},
        header_format=dict.fromkeys([*names, about], heading),
        column_width=dict.fromkeys(names, _USUAL_WIDTH),
        column_widths={about: [_USUAL_WIDTH, _WIDE]},
        column_formats={about: {table.title: Format().set_text_wrap()}},
        page_setup=dict.fromkeys([*names, about], _pages(table)),
    )
    if next(rows, None) is not None:
        raise TooFewSheets(f"more than {len(names) * SHEET_ROWS_MOST} rows, not {expected}")
    file.seek(0, os.SEEK_END)
    return next(counter)


def _pages(table: Table) -> dict[str, object]:
    """Return how the pages look: the header on each one, and what the table says around them."""
    return {
        "landscape": True,
        "paper_size": _A4,
        "repeat_rows": 0,
        "header": _page_line(table.page_top),
        "footer": _page_line(table.page_bottom, then="&R&8 &P / &N"),
    }


def _page_line(text: str, *, then: str = "") -> str:
    """Return small text at the left, cut to what Excel takes; its codes begin with `&`."""
    words = " ".join(text.split())
    while True:  # the space keeps a first digit apart from the size of the letters
        line = f"&L&8 {words.replace('&', '&&')}{then}"
        if len(line) <= _PAGE_LINE_MOST:
            return line
        words = f"{words[:-2]}…"


def _lines(table: Table) -> Iterator[Sequence[str]]:
    """Yield the header, the rows and the watermark as they come."""
    yield table.header
    yield from table.rows
    mark = "; ".join(f"{label}: {value}" for label, value in table.watermark)
    yield [f"{table.watermark_title}: {mark}"]


def _batches(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Yield the rows by the thousand, in cells that no spreadsheet calculates.

    One look at the first signs of all cells tells most batches apart from those to be mended.
    """
    rows = iter(rows)
    while batch := list(itertools.islice(rows, _BATCH)):
        cells = set(itertools.chain.from_iterable(batch))
        starts = {cell[:1] for cell in cells}
        if _FORMULA_STARTS.isdisjoint(starts) and not _hides("\0".join(cells)):
            yield batch
        else:
            yield [list(map(neutral, row)) for row in batch]


def _may_hide(text: str) -> bool:
    return any(end in text for end in _CELL_ENDS)


def _hides(text: str) -> bool:
    """Say whether a formula begins inside `text`; the look for ends is many times faster."""
    return _may_hide(text) and _HIDDEN_FORMULA.search(text) is not None


def _records(table: Table, counter: "itertools.count[int]") -> Iterator[dict[str, str | int]]:
    header = [neutral(title) for title in table.header]
    batches = _batches(table.rows)
    first = next(batches, None)
    if first is None:  # the writer takes the header from the first row
        yield dict.fromkeys(header, "")
        return
    for row in itertools.chain(first, itertools.chain.from_iterable(batches)):
        next(counter)
        record: dict[str, str | int] = dict(zip(header, row, strict=True))
        for place in table.counts:
            if row[place].isdecimal():
                record[header[place]] = int(row[place])
        yield record
