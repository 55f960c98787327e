"""Measures the queue's pages over a thousand appeals and over many, and stock Django admin's there.

Prints `queue_limit FIGURE 2.5`: the first page over all rows against its bare keyset query and a
table of those rows from a plain template; `queue_first`, `queue_deep`, `queue_status`, `queue_reference` and `queue_nik`: seconds of a
page over all rows divided by seconds over a thousand, minima; `queue_statements`, the most
statements of a page; and `queue_admin_*`: seconds in which a plain ModelAdmin reads its list, unrendered and without
the site around it, divided by those of our whole page.
Both sizes lie in one database, each in a schema of its own, and are asked turn by turn; half of
the first thousand are open, so that every page is as full there.
Run: python -m benchmarks.queue [rows]
"""

import json
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.database import VAR, own_database

FEW, MANY = 1_000, 3_000_000
ROUNDS = 25
TARGET = 1.10
_FIRST_DAY = date(2024, 1, 1)
_COLUMNS = (
    "reference", "form_token", "level", "status", "revision", "channel", "language", "lane",
    "has_rival", "name", "email", "phone", "nik", "kk", "membership", "subject", "chronology",
    "late_reason", "province_code", "submitted_at", "decided_at", "closed_at", "due_date", "grounds",
    "priority",
)  # fmt: skip
_WORDS = ("", "Lestari", "Wulan", "Dewi Ayu", "Putri", "Nur Aini", "Rahma")
PAGE_SIZE, _CELLS = 50, 9
# Raise it when `_rows` yields others: cases of an older kind are not taken again then.
_COMPOSITION = "composition 2"
_TABLE = """<!doctype html><title>Antrean</title><table>{% for row in rows %}<tr>{% for cell in row %}
<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""
_OPEN = ("submitted", "submitted", "submitted", "in_review", "in_review", "info_requested", "for_approval")  # fmt: skip


def main(many: int) -> None:
    """Measure both sizes and keep the raw figures."""
    with own_database("queue"):
        few_of, many_of = _measured(many)
        raw = {"rows": many, "few": few_of, "many": many_of, "admin": _admin(many)}
        raw["limit"] = _limit(many)
    (VAR / "queue.json").write_text(json.dumps(raw, indent=1))
    whole, bare = (min(raw["limit"][each]) for each in ("whole", "bare"))
    print(f"queue_limit {whole / bare:.2f} 2.5")  # noqa: T201 - the benchmark's answer
    for name, seconds in many_of.items():
        if name != "statements":
            ratio = min(seconds) / min(few_of[name])
            print(f"queue_{name} {ratio:.2f} {TARGET}")  # noqa: T201 - the benchmark's answer
            middle = statistics.median(seconds) / statistics.median(few_of[name])
            print(f"# queue_{name}: medians {middle:.2f}")  # noqa: T201 - likewise
    print(f"queue_statements {max(many_of['statements'])} {max(few_of['statements'])}")  # noqa: T201
    for name, seconds in raw["admin"].items():
        ratio = min(seconds) / min(many_of[name])
        print(f"queue_admin_{name} {ratio:.1f} 1")  # noqa: T201


def _measured(many: int) -> list[dict[str, Any]]:
    """Fill both sizes and return of each the seconds of every page and round, and its statements."""
    from django.db import connection  # noqa: PLC0415 - only once Django is set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    sizes = {FEW: "few", many: "public"}
    for rows, schema in sizes.items():
        fill(rows, schema=schema)
    pages = {}
    for rows, schema in sizes.items():
        _look_in(schema)
        pages[rows] = _pages(rows)
    found: dict[int, dict[str, Any]] = {rows: {name: [] for name in pages[rows]} for rows in sizes}
    for turn in range(ROUNDS + 1):
        for name in pages[FEW]:
            for rows, schema in sizes.items():
                _look_in(schema)
                if turn:
                    found[rows][name].append(_seconds(pages[rows][name]))
                else:
                    pages[rows][name]()
    for rows, schema in sizes.items():
        _look_in(schema)
        found[rows]["statements"] = []
        for page in pages[rows].values():
            with CaptureQueriesContext(connection) as queries:
                page()
            found[rows]["statements"].append(len(queries))
    return list(found.values())


def _look_in(schema: str) -> None:
    """Let every statement that follows find the appeals of `schema`."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")


def fill(rows: int, *, schema: str) -> None:
    """Put so many invented appeals into `schema`, each with a name, a NIK and a KK of its own.

    Those of the last run are taken again, where this file made as many, whole.
    """
    from django.db import connection  # noqa: PLC0415

    table = f"{schema}.appeals_appeal"
    with connection.cursor() as cursor:
        if schema == "public":
            cursor.execute("SELECT obj_description('public.appeals_appeal'::regclass)")
            if cursor.fetchone() == (made := f"{rows} of {_COMPOSITION}",):
                return
            cursor.execute(f"COMMENT ON TABLE {table} IS NULL")
            cursor.execute(f"TRUNCATE {table} RESTART IDENTITY CASCADE")
        else:
            cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            cursor.execute(f"CREATE SCHEMA {schema}")
            cursor.execute(f"CREATE TABLE {table} (LIKE public.appeals_appeal INCLUDING ALL)")
        _look_in(schema)
        with cursor.copy(f"COPY {table} ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in _rows(rows):
                copy.write_row(row)
        cursor.execute(f"VACUUM (ANALYZE) {table}")
        if schema == "public":
            cursor.execute(f"COMMENT ON TABLE {table} IS '{made}'")


def _rows(rows: int) -> Iterator[tuple[Any, ...]]:
    """Yield invented appeals: behind the first thousand, fourteen of fifteen are over."""
    from django.db import connection  # noqa: PLC0415

    from appeals import reference  # noqa: PLC0415
    from appeals.models import Appeal  # noqa: PLC0415
    from portal.calendar import JAKARTA  # noqa: PLC0415
    from portal.fields import sealer  # noqa: PLC0415

    def sealed(column: str, text: str) -> bytes:
        field = Appeal._meta.get_field(column)
        return bytes(field.get_db_prep_save(text, connection))

    subject = sealed("subject", "Akun Terblokir")
    words, empty = sealed("chronology", "Saya sudah lulus."), sealed("late_reason", "")
    email, phone = (sealed(each, "") for each in ("email", "phone"))
    nik, kk = sealer("nik"), sealer("kk")
    numbers: set[str] = set()
    for i in range(rows):
        is_open = i % (2 if i < FEW else 15) == 0
        day = _FIRST_DAY + timedelta(days=i % 700)
        status = _OPEN[i % len(_OPEN)] if is_open else "closed"
        channel = "phone" if i % 9 == 0 else "web"
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=JAKARTA)
        moment = noon + timedelta(seconds=i * 37 % 40_000)
        over = None if is_open else moment + timedelta(days=6, seconds=i * 41 % 40_000)
        # Of millions drawn at once some would be the same.
        while (number := reference.new()) in numbers:
            pass
        numbers.add(number)
        yield (
            number, uuid.uuid4(), 1, status, 1, channel, "id", "usual", False,
            sealed("name", f"Siti Contoh {_WORDS[i % 7]}"), email, phone, nik(_nik(i)),
            kk(_nik(i // 3)), "participant", subject, words, empty, str(11 + i % 80), moment, over,
            over, day + timedelta(days=14), [f"G{1 + i % 12:02d}"], 0 if i % 3_000 == 0 else 1,
        )  # fmt: skip


def _nik(i: int) -> str:
    return f"31{i:014d}"


def _pages(rows: int) -> dict[str, Callable[[], object]]:
    """Return each page as a call; the deep one lies behind nine tenths of the finished cases."""
    from django.urls import reverse  # noqa: PLC0415

    from appeals.models import Appeal  # noqa: PLC0415
    from portal.models import Role, User  # noqa: PLC0415
    from tests.desk import signed_in  # noqa: PLC0415

    user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
    user.groups.set(user.groups.model.objects.filter(name=Role.AGENT))
    client = signed_in(user)
    queue, search = (reverse(f"admin:appeals_appeal_{each}") for each in ("changelist", "search"))
    deep = _FIRST_DAY + timedelta(days=14 + min(rows, 700) // 10)
    middle = Appeal.objects.get(pk=rows // 2)

    def get(query: str) -> Callable[[], object]:
        return lambda: _ok(client.get(f"{queue}?{query}", headers={"host": "localhost"}), 200)

    def find(text: str) -> Callable[[], object]:
        return lambda: _ok(client.post(search, {"q": text}, headers={"host": "localhost"}), 302)

    return {
        "first": get("tab=open"),
        "deep": get(f"tab=finished&after={deep.isoformat()}.{rows}"),
        "status": get("tab=open&status=for_approval"),
        "reference": find(middle.reference),
        "nik": find(_nik(rows // 2 - 1)),
    }


def _limit(rows: int) -> dict[str, list[float]]:
    """Return seconds of the first page, and of its query and a table alone, turn by turn."""
    from django.db import connection  # noqa: PLC0415
    from django.template import engines  # noqa: PLC0415

    from appeals.review import queue  # noqa: PLC0415
    from portal.models import User  # noqa: PLC0415

    table = engines["django"].from_string(_TABLE)
    page = queue.rows_of(queue.TABS["open"], user=User(pk=1), day=_FIRST_DAY)[:PAGE_SIZE]
    sql, values = page.query.sql_with_params()

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            table.render({"rows": [row[:_CELLS] for row in cursor.fetchall()]})

    whole = _pages(rows)["first"]
    found: dict[str, list[float]] = {"whole": [], "bare": []}
    whole(), bare()
    for _ in range(ROUNDS):
        found["whole"].append(_seconds(whole))
        found["bare"].append(_seconds(bare))
    return found


def _admin(rows: int) -> dict[str, list[float]]:
    """Return seconds of a plain ModelAdmin's first, deep and narrowed list over the same rows."""
    from django.contrib.admin import AdminSite, ModelAdmin  # noqa: PLC0415
    from django.test import RequestFactory  # noqa: PLC0415

    from appeals.models import Appeal  # noqa: PLC0415
    from portal.models import User  # noqa: PLC0415

    class Stock(ModelAdmin):  # type: ignore[type-arg] # at run time it takes none
        list_display = ("due_date", "reference", "status", "officer")
        list_filter = ("status",)
        ordering = ("due_date", "pk")
        list_per_page = 50
        actions = None

        def has_add_permission(self, request: object) -> bool:
            return False

    admin = Stock(Appeal, AdminSite())
    user = User(username="bench", is_staff=True, is_superuser=True, is_active=True, pk=1)
    deep = rows * 9 // 10 // 50

    def page(query: dict[str, object]) -> Callable[[], object]:
        def show() -> None:
            request = RequestFactory().get("/", query, headers={"host": "localhost"})
            request.user = user
            changes = admin.get_changelist_instance(request)
            _ = list(changes.result_list)

        return show

    pages = {"first": page({}), "deep": page({"p": deep}), "status": page({"status__exact": "for_approval"})}  # fmt: skip
    return {name: [_seconds(show) for _ in range(3)] for name, show in pages.items()}


def _ok(answer: Any, status: int) -> None:  # noqa: ANN401 - the test client's own kind
    assert answer.status_code == status, answer.status_code


def _seconds(page: Callable[[], object]) -> float:
    began = time.perf_counter()
    page()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
