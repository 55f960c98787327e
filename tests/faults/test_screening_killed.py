"""Screening killed anywhere: taken up again, it ends as a run that nobody disturbed."""

import json
import random
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

from benchmarks import nation
from eligibility import screening
from eligibility.models import (
    Account,
    Grant,
    Hold,
    Partner,
    PartnerKey,
    ScreeningChunk,
    ScreeningRun,
    TrainingPurchase,
    WebhookEndpoint,
)
from eligibility.screening import running
from tests.builders import NOON
from tests.eligibility import people
from tests.faults.outcomes import Outcome, copied, inside, order, outcome
from tests.faults.workers import Nursery

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
]

KILLS = 20
ACCOUNTS, RANGE = 2_400, 200
# A statement takes a millisecond or some: a worker dies before, in or just after one.
LONGEST = 0.005  # seconds

Place = tuple[int, int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> ScreeningRun:
    """Plan a run over sixty people: some blocked before and not any more, some in groups."""
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
    return screening.screen(None, at=NOON)


@pytest.fixture
def long_run(monkeypatch: pytest.MonkeyPatch) -> ScreeningRun:
    """Plan a run over some thousand people by all rules, every kind of change among them."""
    monkeypatch.setattr(running, "CHUNK_ACCOUNTS", RANGE)
    nation.populate(ACCOUNTS, show=lambda line: None)
    partner = Partner.objects.create(name="Mitra", created_at=NOON)
    PartnerKey.objects.create(
        partner=partner, prefix="mitra", scopes=["status_all"], created_at=NOON,
        expires_at=NOON + timedelta(days=30),
    )  # fmt: skip
    WebhookEndpoint.objects.create(
        partner=partner, url="https://mitra.example/", secret="rahasia",
        events=WebhookEndpoint.Event.values,
    )  # fmt: skip
    assert people.screen(at=NOON - timedelta(days=1)).status == "finished"
    _change_what_rules_look_at()
    kept = {"reference": "uji", "placed_at": NOON}
    Hold.objects.bulk_create(Hold(account_id=key, **kept) for key in range(7, ACCOUNTS, 222))
    return screening.screen(None, at=NOON)


def _change_what_rules_look_at() -> None:
    """Mend what some broke, let others break it now, and bring more people into a group."""
    Account.objects.filter(employment="other").update(employment="jobseeker")
    Account.objects.filter(pk__in=range(1, ACCOUNTS, 31)).update(education="school")
    shared = Account.objects.filter(pk=400).values("phone")
    Account.objects.filter(pk__in=range(7, ACCOUNTS, 111)).update(phone=shared)
    TrainingPurchase.objects.filter(completed_at=None).update(completed_at=NOON)
    later = NOON + timedelta(days=1)
    Grant.objects.filter(first_bought_at=None, account__lt=900).update(first_training_until=later)


@pytest.fixture
def undisturbed(run: ScreeningRun, tmp_path: Path) -> Outcome:
    return left_alone(run, tmp_path)[0]


def left_alone(run: ScreeningRun, folder: Path) -> tuple[Outcome, list[Place]]:
    """Return what the run comes to in a copy of the database, and where its statements stand."""
    noted = folder / "statements.json"
    with copied() as copy, Nursery() as nursery:
        work = "tests.faults.killable.note_places"
        assert nursery.wait(nursery.start(work, run.pk, str(noted), database=copy)) == 0
        with inside(copy):
            after = outcome(ScreeningRun.objects.get(pk=run.pk))
    statements = json.loads(noted.read_text())
    return after, [(chunk, i) for chunk, most in enumerate(statements) for i in range(most + 1)]


@pytest.fixture
def seeded() -> random.Random:
    return random.Random(2026)


def let_leases_run_out(run: ScreeningRun) -> None:
    run.chunk_rows.filter(done_at=None).update(
        lease_until=None, due_at=NOON - timedelta(days=1), deliveries=0
    )


def take_up(run: ScreeningRun) -> Outcome:
    """Let the leases of the dead run out, finish the run, and return what it has come to."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        let_leases_run_out(run)
        if screening.work_off(run) is None:
            break
    after = outcome(run)
    assert run.status == "finished"
    return after


def test_twenty_workers_killed_all_over_a_run_change_nothing(
    long_run: ScreeningRun, tmp_path: Path, seeded: random.Random
) -> None:
    after, places = left_alone(long_run, tmp_path)
    assert_that_kills_could_spoil(after)
    edges = [len(places) * part // KILLS for part in range(KILLS + 1)]
    database, reached = str(connection.settings_dict["NAME"]), set()
    with Nursery() as nursery:
        for first, end in pairwise(edges):
            at = (*places[seeded.randrange(first, end)], seeded.uniform(0, LONGEST))
            worker = nursery.start("tests.faults.killable.die", long_run.pk, *at, database=database)
            assert nursery.wait(worker) == -signal.SIGKILL
            let_leases_run_out(long_run)
            reached.add(long_run.chunk_rows.exclude(done_at=None).count())
    assert len(reached) > KILLS / 2  # all over the run, not one chunk again and again
    assert take_up(long_run) == after


def assert_that_kills_could_spoil(after: Outcome) -> None:
    """Check that the run makes and ends things of every kind."""
    assert {row[3] for row in after["findings"]} == {"acted", "ceased", "open"}
    assert {row[2] for row in after["blocks"]} == {"confirmed", "proposed", "superseded"}
    kinds = ("chunks", "letters", "messages", "restored", "audited")
    assert min(len(after[kind]) for kind in kinds) >= 4
    assert min(after["run"][1:]) > 10


def test_a_connection_cut_at_twenty_points_changes_nothing(
    run: ScreeningRun, undisturbed: Outcome, seeded: random.Random
) -> None:
    for _ in range(KILLS):
        _cut_after(seeded.uniform(0.0, 0.1), lambda: screening.work_off(run))
        let_leases_run_out(run)
    assert take_up(run) == undisturbed


def _cut_after(seconds: float, work: Callable[[], object]) -> None:
    """Do `work` and end its connection from outside after a while."""
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    timer = threading.Timer(seconds, order, ["SELECT pg_terminate_backend(%s)", backend])
    timer.start()
    try:
        work()
    except (OperationalError, InterfaceError):
        pass
    finally:
        timer.join()
        connection.close()


def test_two_workers_at_once_end_as_one(run: ScreeningRun, undisturbed: Outcome) -> None:
    def work() -> None:
        while ScreeningChunk.objects.owed().filter(run=run).exists():
            screening.work_off(run)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert take_up(run) == undisturbed


def test_a_command_killed_in_a_chunk_is_resumed_by_another(
    run: ScreeningRun,
    undisturbed: Outcome,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running, "_add_up", die)
        with pytest.raises(KeyboardInterrupt):
            call_command("screen", "--resume", str(run.pk), stdout=StringIO())
    let_leases_run_out(run)
    call_command("screen", "--resume", str(run.pk), stdout=StringIO())
    assert outcome(run) == undisturbed
