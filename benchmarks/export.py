"""Measures the exports: files of a million complaints against the bare tools, and their memory.

Prints `csv`: seconds of the masked CSV divided by those of COPY TO STDOUT of the same columns as
they lie in the tables, over the same driver into a file; `xlsx`: seconds of XlsxWriter in
constant-memory mode divided by ours, over the same rows; `csv_mb` and `xlsx_mb`: the most memory
that writing adds to a worker process, at the larger of 100,000 and all rows, and `..._whole_mb`:
that process with the whole portal in it. Not measured: that the worker tells its progress, one
small update in two thousand rows. Run: python -m benchmarks.export [rows] [xlsx rows]
"""

import itertools
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from benchmarks.database import VAR, own_database
from portal import exports

ROWS, XLSX_ROWS, FEW = 1_000_000, 200_000, 100_000
ROUNDS = 5
_FIRST, _DAYS = date(2024, 1, 1), 700  # as benchmarks.queue files them
_SAMPLE = 10_000


def main(rows: int, xlsx_rows: int) -> None:
    """Fill the tables, measure both formats and keep the raw figures."""
    with own_database("export"):
        _fill(rows)
        few = _DAYS * min(FEW, rows) // rows
        raw: dict[str, Any] = {
            "rows": rows,
            "xlsx_rows": xlsx_rows,
            "csv": _interleaved({"ours": lambda: write_csv(_DAYS), "bare": _copy}),
            "xlsx": _interleaved(_xlsx_writers(xlsx_rows)),
            "memory": {kind: [_memory(kind, few), _memory(kind, _DAYS)] for kind in _WRITERS},
        }
    (VAR / "export.json").write_text(json.dumps(raw, indent=1))
    middle = {kind: {side: statistics.median(raw[kind][side]) for side in raw[kind]} for kind in _WRITERS}  # fmt: skip
    _tell("csv", middle["csv"]["ours"] / middle["csv"]["bare"], 1.5)
    _tell("xlsx", middle["xlsx"]["bare"] / middle["xlsx"]["ours"], 5)
    for kind, sizes in raw["memory"].items():
        _tell(f"{kind}_mb", max(peak - before for before, peak in sizes), 64)
        _tell(f"{kind}_whole_mb", max(peak for _before, peak in sizes), 64)


def write_csv(days: int) -> None:
    """Write the masked CSV of the first `days`, as a worker does before it seals the file."""
    with exports.nameless_file() as file:
        exports.write_csv(file, _table(days))


def write_xlsx(days: int) -> None:
    """Write the masked XLSX of the first `days`, likewise."""
    with exports.nameless_file() as file:
        exports.write_xlsx(file, _table(days), expected=_subject().count(_period(days)))


_WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def write_alone(kind: str, days: int) -> None:
    """Write one file in this process; print its peak memory in MB before and after."""
    import django  # noqa: PLC0415 - where the servers are, the parent has said

    django.setup()
    from appeals import tasks  # noqa: F401, PLC0415 - what a worker has loaded

    _WRITERS[kind](1)
    before = _peak_mb()
    _WRITERS[kind](days)
    print(json.dumps([before, _peak_mb()]))  # noqa: T201 - the answer to the parent


def _fill(rows: int) -> None:
    from django.db import connection  # noqa: PLC0415 - only once Django is set up

    from appeals.models import Appeal  # noqa: PLC0415
    from benchmarks import queue  # noqa: PLC0415

    last = Appeal.objects.order_by("-pk").values_list("pk", flat=True).first()
    if last == rows:  # from the last run
        return
    queue.fill(rows, schema="public")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO appeals_decision (appeal_id, conclusion, explanation, proposed_at,"
            " effective_at) SELECT id, (ARRAY['granted','partly','refused'])[1 + id % 3],"
            " subject, decided_at, decided_at FROM appeals_appeal WHERE decided_at IS NOT NULL"
        )
        cursor.execute("VACUUM (ANALYZE) appeals_decision")


def _subject() -> Any:  # noqa: ANN401 - known once Django is set up
    from appeals.models import Export  # noqa: PLC0415
    from appeals.reports.subjects import SUBJECTS  # noqa: PLC0415

    return SUBJECTS[Export.Subject.APPEALS]


def _period(days: int) -> Any:  # noqa: ANN401 - likewise
    from appeals.reports.period import Period  # noqa: PLC0415

    return Period(_FIRST, _FIRST + timedelta(days=days - 1))


def _table(days: int) -> exports.Table:
    subject = _subject()
    rows = subject.rows(_period(days))
    return exports.Table("Pengaduan", subject.header(), rows, "Tentang berkas ini", [])


def _copy() -> None:
    """Write the columns of the same query as they lie there: sealed, in codes, unnamed."""
    from django.db import connection, transaction  # noqa: PLC0415

    subject = _subject()
    fields = dict.fromkeys(column.field for column in subject.columns if _is_usual(column))
    sql, params = subject.of(_period(_DAYS)).values_list(*fields).query.sql_with_params()
    with (
        exports.nameless_file() as file,
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT", params) as copied,
    ):
        for row in copied:
            file.write(row)


def _is_usual(column: Any) -> bool:  # noqa: ANN401 - the subject's own kind
    return getattr(column, "is_usual", True)


def _xlsx_writers(rows: int) -> dict[str, Callable[[], None]]:
    """Return both writers over the same rows: real ones, taken from memory again and again."""
    header = _subject().header()
    sample = list(itertools.islice(_subject().rows(_period(_DAYS)), _SAMPLE))

    def again() -> "itertools.islice[Sequence[str]]":
        return itertools.islice(itertools.cycle(sample), rows)

    def ours() -> None:
        with exports.nameless_file() as file:
            table = exports.Table("Pengaduan", header, again(), "Tentang berkas ini", [])
            exports.write_xlsx(file, table, expected=rows)

    def bare() -> None:
        with exports.nameless_file() as file:
            options = {"constant_memory": True, "strings_to_formulas": False}
            book = xlsxwriter.Workbook(file, options)
            sheet = book.add_worksheet("Pengaduan")
            sheet.write_row(0, 0, header)
            for number, row in enumerate(again(), start=1):
                for place, text in enumerate(row):
                    sheet.write_string(number, place, text)
            book.close()

    return {"ours": ours, "bare": bare}


def _interleaved(sides: dict[str, Callable[[], None]]) -> dict[str, list[float]]:
    """Return the seconds of each round of each side, one after the other in turn."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, write in sides.items():
            began = time.perf_counter()
            write()
            found[name].append(time.perf_counter() - began)
    return found


def _memory(kind: str, days: int) -> list[float]:
    """Return the peak of a process that writes the first `days`, in MB, before and after."""
    code = f"from benchmarks.export import write_alone; write_alone({kind!r}, {days})"
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    figures: list[float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def _peak_mb() -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    assert found
    return round(int(found[1]) / 1024, 1)


def _tell(name: str, figure: float, aim: float) -> None:
    print(f"{name} {figure:.2f} {aim}")  # noqa: T201 - the benchmark's answer


if __name__ == "__main__":
    asked = [int(text) for text in sys.argv[1:]]
    main(*asked, *[ROWS, XLSX_ROWS][len(asked) :])
