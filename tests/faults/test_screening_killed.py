"""Screening killed anywhere: taken up again, it ends as a run that nobody disturbed."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

from eligibility import screening
from eligibility.models import Account, Block, Finding, ScreeningChunk, ScreeningRun
from eligibility.screening import running
from tests.builders import NOON
from tests.eligibility import people
from tests.running import ROOT

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

KILLS = 20
WORKER = """
import django, sys
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from eligibility import screening
from eligibility.models import ScreeningRun
from eligibility.screening import running
running.CHUNK_ACCOUNTS = 10
run = ScreeningRun.objects.get(pk=int(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
while screening.work_off(run):
    pass
"""


def outcome() -> list[tuple[Any, ...]]:
    """Return everything a run decides, by content."""
    findings = Finding.objects.order_by("account", "rule", "facts_digest").values_list(
        "account__external_id", "rule", "facts_digest", "status", "policy", "source", "cluster"
    )
    blocks = Block.objects.order_by("account", "rule", "status").values_list(
        "account__external_id", "rule", "status", "finding__facts_digest", "reason"
    )
    accounts = Account.objects.order_by("pk").values_list("external_id", "status", "blocked_since")
    return [*findings, *blocks, *accounts]


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty people: some blocked before and not any more, some in groups, some at fault."""
    monkeypatch.setattr(running, "CHUNK_ACCOUNTS", 10)
    for number in range(60):
        over: dict[str, Any] = {"phone": "081299999999"} if number % 6 == 0 else {}
        people.account(employment="other" if number % 3 == 0 else "jobseeker", **over)
    people.screen(at=NOON - timedelta(days=1))
    for number, person in enumerate(Account.objects.order_by("pk")):
        if number % 4 == 0:
            Account.objects.filter(pk=person.pk).update(employment="jobseeker")
        if number % 5 == 0:
            people.verdict(person)


@pytest.fixture
def undisturbed(crowd: None) -> list[tuple[Any, ...]]:
    """Return what a run comes to, and forget that it was there."""
    before = _dump()
    people.screen()
    after = outcome()
    _restore(before)
    return after


TABLES = (
    "eligibility_screeningrun", "eligibility_finding", "eligibility_block",
    "eligibility_restoration", "eligibility_blockletter",
)  # fmt: skip


def _dump() -> str:
    """Keep copies of what a run writes; return the name of their schema."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
        for table in (*TABLES, "eligibility_account"):
            cursor.execute(f"CREATE TABLE kept.{table} AS TABLE {table}")
    return "kept"


def _restore(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}, eligibility_screeningchunk CASCADE")
        for table in TABLES:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {schema}.{table}")
        cursor.execute(
            f"UPDATE eligibility_account a SET status = k.status, blocked_since = k.blocked_since "
            f"FROM {schema}.eligibility_account k WHERE k.id = a.id"
        )
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")


def take_up(run: ScreeningRun) -> None:
    """Let the leases of the dead run out and finish the run."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ScreeningChunk.objects.filter(run=run, done_at=None).update(
            lease_until=None, due_at=NOON - timedelta(days=1), deliveries=0
        )
        if screening.work_off(run) is None:
            break
    run.refresh_from_db()
    assert run.status == "finished"


def database() -> str:
    return str(connection.settings_dict["NAME"])


@pytest.fixture
def seeded() -> random.Random:
    return random.Random(2026)


def test_worker_after_worker_killed_changes_nothing(
    undisturbed: list[tuple[Any, ...]], seeded: random.Random
) -> None:
    run = screening.screen(None, at=NOON)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, database(), str(run.pk)],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        worker.stdin.write("go\n")
        worker.stdin.flush()
        time.sleep(seeded.uniform(0.05, 0.6))
        worker.send_signal(signal.SIGKILL)
        worker.wait(30)
        worker.stdin.close()
        worker.stdout.close()
        ScreeningChunk.objects.filter(done_at=None).update(lease_until=None, deliveries=0)
    take_up(run)
    assert outcome() == undisturbed


def test_a_connection_cut_at_twenty_points_changes_nothing(
    undisturbed: list[tuple[Any, ...]], seeded: random.Random
) -> None:
    run = screening.screen(None, at=NOON)
    for _ in range(KILLS):
        _cut_after(seeded.uniform(0.0, 0.25), lambda: screening.work_off(run))
        ScreeningChunk.objects.filter(run=run, done_at=None).update(
            lease_until=None, due_at=NOON, deliveries=0
        )
    take_up(run)
    assert outcome() == undisturbed


def _cut_after(seconds: float, work: Callable[[], object]) -> None:
    """Do `work` and end its connection from outside after a while."""
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    timer = threading.Timer(seconds, _terminate, [backend])
    timer.start()
    try:
        work()
    except (OperationalError, InterfaceError):
        pass
    finally:
        timer.join()
        connection.close()


def _terminate(backend: int) -> None:
    settings = connection.settings_dict
    with psycopg.connect(
        dbname="postgres", host=settings["HOST"], user=settings["USER"], autocommit=True
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [backend])


def test_two_workers_at_once_end_as_one(undisturbed: list[tuple[Any, ...]]) -> None:
    run = screening.screen(None, at=NOON)

    def work() -> None:
        while ScreeningChunk.objects.owed().filter(run=run).exists():
            screening.work_off(run)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    take_up(run)
    assert outcome() == undisturbed


def test_a_command_killed_in_a_chunk_is_resumed_by_another(
    undisturbed: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object) -> None:
        raise KeyboardInterrupt

    run = screening.screen(None, at=NOON)
    with monkeypatch.context() as patch:
        patch.setattr(running, "_add_up", die)
        with pytest.raises(KeyboardInterrupt):
            call_command("screen", "--resume", str(run.pk), stdout=StringIO())
    ScreeningChunk.objects.filter(done_at=None).update(lease_until=None)
    call_command("screen", "--resume", str(run.pk), stdout=StringIO())
    assert outcome() == undisturbed
