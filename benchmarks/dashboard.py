"""Measures the supervisors' dashboard over many appeals: the whole page, through every middleware.

Prints `dashboard_ms` for thirty days of everything, and one figure for each narrower or longer
view: milliseconds, the median of several, against 200; `dashboard_day_ms`: counting one day anew,
as the job does each minute.

Run: `make bench-dashboard`, or python -m benchmarks.dashboard [APPEALS [STAGE ...]] for some of the
stages `fill`, `count` and `measure`, in this order and on one day. Counting takes one core for long.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import dashboard_rows as rows
from benchmarks.database import VAR, own_database

MANY = 5_000_000
ROUNDS = 9
TARGET_MS = 200
# What the run before left is kept where only later ones are named, on the same day.
STAGES = ("fill", "count", "measure")
_RAW = VAR / "dashboard.json"


def main(many: int, *, stages: Collection[str]) -> None:
    """Fill, count, measure, whichever is among `stages`, and keep the raw figures."""
    with own_database("dashboard"):
        from django.utils import timezone  # noqa: PLC0415 - only once Django is set up

        from portal.calendar import civil_date  # noqa: PLC0415

        at = timezone.now()
        today = civil_date(at)
        # Any: figures of every kind.
        raw: dict[str, Any] = _kept() if "fill" not in stages else {"appeals": many}
        if "fill" in stages:
            raw["filled_s"] = _seconds(lambda: _fill(many, today))
            print(f"# {many} appeals filled in {raw['filled_s']:.0f} s", flush=True)  # noqa: T201 - progress
        if "count" in stages:
            raw["rebuilt_s"] = _seconds(lambda: _rebuild(today, at))
            raw["counted"] = _sizes()
            print(f"# rebuilt in {raw['rebuilt_s']:.0f} s: {raw['counted']}", flush=True)  # noqa: T201
        if "measure" in stages:
            raw |= _measure(today, at)
    _RAW.write_text(json.dumps(raw, indent=1))


def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(_RAW.read_text())
    return kept


def _measure(today: date, at: datetime) -> dict[str, Any]:
    days = [1000 * _seconds(lambda: _recount(today, at)) for _ in range(3)]
    found = {name: _measured(page) for name, page in _pages(today).items()}
    for name, measured in found.items():
        print(f"{name} {statistics.median(measured.ms):.0f} {TARGET_MS}")  # noqa: T201 - the answer
        print(f"# {name}: {measured.cpu_ms:.0f} ms of CPU time")  # noqa: T201
    print(f"dashboard_day_ms {statistics.median(days):.0f} -")  # noqa: T201
    return {"day_ms": days} | {name: asdict(measured) for name, measured in found.items()}


@dataclass(frozen=True, slots=True)
class _Measured:
    """How long a page took each time, and how much CPU time of ours and of its database's."""

    ms: list[float]
    cpu_ms: float


def _measured(page: Callable[[], object]) -> _Measured:
    page()
    began = _cpu_seconds()
    ms = [1000 * _seconds(page) for _ in range(ROUNDS)]
    return _Measured(ms, 1000 * (_cpu_seconds() - began) / ROUNDS)


def _cpu_seconds() -> float:
    """Return what this process and its connection's server have used; helpers of it are left out."""
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _rebuild(today: date, at: datetime) -> None:
    from appeals import figures  # noqa: PLC0415

    for month, days in figures.rebuild_slices(first=None, last=today, at=at):
        print(f"# {month:%Y-%m}: {days} days", flush=True)  # noqa: T201
    figures.refresh_board(at=at)
    figures.count_campaigns(at=at)


def _recount(today: date, at: datetime) -> None:
    from appeals.figures import slices  # noqa: PLC0415

    slices.recount(today - timedelta(days=1), at=at)


def _sizes() -> str:
    """Return how many rows were counted, by table, and how much room they take."""
    from django.db import connection  # noqa: PLC0415

    said = []
    with connection.cursor() as cursor:
        for table in rows.COUNTED:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
            cursor.execute(
                f"SELECT count(*), pg_size_pretty(pg_total_relation_size('{table}')) FROM {table}"  # noqa: S608 - names of ours
            )
            number, size = cursor.fetchone()
            said.append(f"{table.partition('_')[2]} {number} ({size})")
    return ", ".join(said)


def _pages(today: date) -> dict[str, Callable[[], object]]:
    """Return what opens each page, by the name of its figure."""
    from django.urls import reverse  # noqa: PLC0415

    from portal.models import Role, User  # noqa: PLC0415
    from tests.desk import signed_in  # noqa: PLC0415

    user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
    user.groups.set(user.groups.model.objects.filter(name=Role.SUPERVISOR))
    client = signed_in(user)

    def get(page: str, query: str = "") -> Callable[[], object]:
        address = f"{reverse(f'report_{page}')}?{query}"

        def ask() -> None:
            answer = client.get(address, headers={"host": "localhost"})
            assert answer.status_code == 200, answer.status_code

        return ask

    year, wave = _days(365, today), f"gelombang={rows.WAVES - 5}"
    pages = {
        "dashboard_ms": get("dashboard", "hari=30"),
        "dashboard_ms_90": get("dashboard", _days(90, today)),
        "dashboard_ms_year": get("dashboard", year),
        "dashboard_ms_ground_province": get("dashboard", f"{year}&alasan=G03&provinsi=31"),
        "dashboard_ms_ground": get("dashboard", f"{year}&alasan=G03"),
        "dashboard_ms_wave": get("dashboard", f"{year}&{wave}"),
        "dashboard_ms_wave_channel": get("dashboard", f"{year}&{wave}&kanal=web&tingkat=1"),
    }
    for page, narrowed in _NARROWED.items():
        for length in (30, 90, 365):
            pages[f"dashboard_{page}_{length}"] = get(page, _days(length, today))
        pages[f"dashboard_{page}_narrowed"] = get(page, f"{year}&{narrowed}")
    after = f"{year}&sesudah={user.pk + rows.OFFICERS}"
    return pages | {
        "dashboard_officers_next": get("officers", after),
        "dashboard_remedies": get("remedies"),
        "dashboard_board": get("board"),
    }


# What narrows each page.
_NARROWED = {
    "rules": "alasan=G03&tingkat=1",
    "officers": "tingkat=2",
    "opinions": "kanal=web&tingkat=1",
    "photos": "kanal=web",
}


def _days(length: int, today: date) -> str:
    return f"mulai={today - timedelta(days=length - 1)}&hingga={today}"


def _fill(many: int, today: date) -> None:
    """Fill by statements over series, without the checks of foreign keys; indexes come after."""
    from django.db import connection, transaction  # noqa: PLC0415

    start = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=rows.DAYS)
    values: dict[str, Any] = {**rows.values(many), "start": start}
    # One transaction: stopped in the middle, the indexes are still there.
    with transaction.atomic(), connection.cursor() as cursor:
        tables = (*rows.TABLES, *rows.COUNTED)
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [list(rows.TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for statement in rows.STATEMENTS:
            cursor.execute(statement, values)
        for _name, definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        for table in rows.TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY, stages=sys.argv[2:] or STAGES)
