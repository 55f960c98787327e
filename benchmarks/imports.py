"""Measures taking accounts in against a bare COPY of the same lines into a table without indexes.

Prints `import RATIO` (our time divided by COPY's, medians of interleaved rounds) and beside it the
lines a second of both. Run: python -m benchmarks.imports [lines]; a million unless said.
"""

import io
import json
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.database import VAR, own_database

LINES = 1_000_000
ROUNDS = 5
_HEADER = (
    "external_id,nik,kk,name,phone,email,birth_date,sex,education,employment,citizenship,"
    "payout_account,declared_office,registered_at\n"
)
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)


def line(number: int) -> str:
    """Return an invented account's line: real regions and dates, an own serial."""
    born = date(1970 + number % 35, 1 + number % 12, 1 + number % 28)
    region = ("317101", "327301", "357801", "127101")[number % 4]
    day = born.day + 40 * (number % 2)
    nik = f"{region}{day:02d}{born:%m%y}{number % 10_000:04d}"
    return (
        f"B{number},{nik[:6]}{number:010d},{region}010115{number // 3 % 10_000:04d},"
        f"Siti Contoh {number},0812{number:08d},orang{number}@example.id,{born},"
        f"{'PL'[number % 2]},none,jobseeker,wni,BANK{number:010d},,2026-03-01T10:00:00+07:00\n"
    )


def write(path: Path, numbers: range) -> None:
    """Write a file of accounts."""
    with path.open("w", encoding="utf-8") as text:
        text.write(_HEADER)
        text.writelines(map(line, numbers))


def seconds_of_copy(path: Path) -> float:
    """Return how long a bare COPY of the lines takes, as text into a table without a log."""
    from django.db import connection, transaction  # noqa: PLC0415 - the database is up by now

    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor, path.open("rb") as file:
        columns = _HEADER.strip().split(",")
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute(f"CREATE UNLOGGED TABLE bare ({', '.join(f'{c} text' for c in columns)})")
        with cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                copy.write(chunk)
    return time.monotonic() - began


def seconds_of_import(path: Path) -> float:
    """Return how long taking the file in takes."""
    from eligibility import imports  # noqa: PLC0415 - Django is set up by now

    began = time.monotonic()
    source = imports.Source("bench", AT.date())
    batch = imports.import_file(path, "accounts", source=source, at=AT)
    if batch.rows_refused:
        raise SystemExit(f"{batch.rows_refused} lines were refused: {batch.refusals}")
    return time.monotonic() - began


def main() -> None:
    """Measure, print the line and keep the raw figures."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    each = lines // ROUNDS
    taken: dict[str, list[float]] = {"copy": [], "ours": [], "again": []}
    with own_database("imports"), TemporaryDirectory() as folder:
        _empty()
        path = Path(folder) / "akun.csv"
        for numbers in _rounds(lines):
            write(path, numbers)
            taken["copy"].append(seconds_of_copy(path))
            taken["ours"].append(seconds_of_import(path))
            taken["again"].append(seconds_of_import(path))
        _empty()
    copy, ours, again = (statistics.median(taken[name]) for name in ("copy", "ours", "again"))
    out = io.StringIO()
    out.write(f"import {ours / copy:.1f} no target; {each / ours:,.0f} new lines/s, ")
    out.write(f"{each / again:,.0f} known lines/s, COPY {each / copy:,.0f} lines/s\n")
    sys.stdout.write(out.getvalue())
    VAR.mkdir(parents=True, exist_ok=True)
    raw = {"lines": lines, "each": each, "seconds": taken}
    (VAR / "imports.json").write_text(json.dumps(raw, indent=2))


def _rounds(lines: int) -> Iterator[range]:
    each = lines // ROUNDS
    for start in range(0, each * ROUNDS, each):
        yield range(start, start + each)


def _empty() -> None:
    from django.db import connection  # noqa: PLC0415 - the database is up by now

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE eligibility_changedaccount, eligibility_account, eligibility_importbatch "
            "CASCADE"
        )


if __name__ == "__main__":
    main()
