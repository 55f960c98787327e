"""Screening: the same result however often, in however many pieces, and whoever dies."""

import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from eligibility import blocking, holds, screening, tasks
from eligibility.models import (
    Account,
    Block,
    Finding,
    RegistryVerdict,
    RulePolicy,
    ScreeningChunk,
    ScreeningRun,
)
from eligibility.screening import running
from portal.models import AuditEntry
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def outcome() -> list[tuple[Any, ...]]:
    """Return everything a run decides, without keys that any run would give differently."""
    findings = Finding.objects.order_by("account", "rule").values_list(
        "account", "rule", "facts_digest", "status", "policy", "source", "source_date"
    )
    blocks = Block.objects.order_by("account", "rule").values_list("account", "rule", "status")
    accounts = Account.objects.order_by("pk").values_list("pk", "status", "blocked_since")
    return [*findings, *blocks, *accounts]


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven people in chunks of three; every second one is outside the target."""
    monkeypatch.setattr(running, "CHUNK_ACCOUNTS", 3)
    for number in range(7):
        people.account(employment="other" if number % 2 else "jobseeker")


@pytest.mark.usefixtures("crowd")
def test_a_run_finds_blocks_and_adds_up() -> None:
    run = people.screen()
    assert run.status == "finished"
    assert (run.accounts, run.findings, run.newly_blocked) == (7, 3, 3)
    assert Account.objects.filter(status="blocked").count() == 3


@pytest.mark.usefixtures("crowd")
def test_screening_again_changes_nothing() -> None:
    people.screen()
    before = outcome()
    again = people.screen(at=NOON + timedelta(days=1))
    assert outcome() == before
    assert (again.findings, again.newly_blocked) == (0, 0)


def test_a_finding_carries_facts_their_digest_and_the_policy() -> None:
    people.verdict(people.account())
    run = people.screen()
    finding = Finding.objects.get()
    assert finding.facts == {"basis": "register", "register": "kemdikbud", "since": "2026-03-03"}
    assert len(finding.facts_digest) == 64
    assert finding.policy == RulePolicy.objects.get(rule="education")
    assert (finding.run, finding.source) == (run, "kemdikbud")
    assert finding.status == "acted"


def test_one_account_takes_the_same_path() -> None:
    sought = people.account(employment="other")
    people.account(employment="other")
    run = people.screen(Account.objects.filter(pk=sought.pk))
    assert run.accounts == 1
    assert [block.account for block in Block.objects.all()] == [sought]


def test_a_run_over_nobody_is_finished_at_once() -> None:
    assert people.screen().status == "finished"
    assert people.screen(Account.objects.none()).status == "finished"


@pytest.mark.parametrize("status", ["revoked", "closed"])
def test_revoked_and_closed_accounts_are_not_screened(status: str) -> None:
    people.account(employment="other", status=status)
    people.screen()
    assert not Finding.objects.exists()


def test_lifted_facts_never_block_again() -> None:
    people.verdict(people.account())
    people.screen()
    blocking.lift(Block.objects.all(), by=None, reason="graduated", at=NOON)
    RegistryVerdict.objects.update(as_of=NOON.date())  # the next month's file says the same
    people.screen(at=NOON + timedelta(days=1))
    assert not Block.objects.open().exists()


def test_new_facts_block_again_after_a_lift() -> None:
    person = people.account()
    said = people.verdict(person)
    people.screen()
    blocking.lift(Block.objects.all(), by=None, reason="graduated", at=NOON)
    RegistryVerdict.objects.filter(pk=said.pk).update(superseded_at=NOON)
    people.verdict(person, as_of=NOON.date())
    people.screen(at=NOON + timedelta(days=1))
    assert Block.objects.open().count() == 1


def test_what_was_only_observed_blocks_once_the_policy_says_so() -> None:
    RulePolicy.objects.filter(rule="employment").update(mode="observe")
    people.account(employment="other")
    people.screen()
    assert Finding.objects.get().status == "open"
    RulePolicy.objects.filter(rule="employment").update(mode="block")
    people.screen(at=NOON + timedelta(days=1))
    assert Block.objects.get().status == "confirmed"


def test_a_rule_that_is_off_finds_nothing() -> None:
    RulePolicy.objects.filter(rule="employment").update(mode="off")
    people.account(employment="other")
    people.screen()
    assert not Finding.objects.exists()


def test_an_open_finding_that_no_longer_holds_does_not_block() -> None:
    person = people.account(employment="other")
    holds.place(person, reference="R", at=NOON)
    people.screen()
    holds.release(person, reference="R", at=NOON)
    Account.objects.update(employment="jobseeker")
    people.screen(at=NOON + timedelta(days=1))
    assert not Block.objects.exists()


def test_a_hold_delays_the_block_until_it_is_released() -> None:
    person = people.account(employment="other")
    holds.place(person, reference="R", at=NOON)
    people.screen()
    assert not Block.objects.exists()
    holds.release(person, reference="R", at=NOON)
    people.screen(at=NOON + timedelta(days=1))
    assert Block.objects.count() == 1


@pytest.mark.usefixtures("crowd")
def test_a_chunk_killed_in_the_middle_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*args: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_add_up", die)
    run = screening.screen(None, at=NOON)
    with pytest.raises(KeyboardInterrupt):
        screening.work_off(run)
    assert not Finding.objects.exists()
    assert not Block.objects.exists()


@pytest.mark.usefixtures("crowd")
def test_a_killed_run_taken_up_again_ends_as_one_that_was_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = screening.screen(None, at=NOON)
    screening.work_off(run)
    with monkeypatch.context() as patch:
        patch.setattr(running, "_add_up", lambda *a, **k: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            screening.work_off(run)
    ScreeningChunk.objects.filter(done_at=None).update(lease_until=None)
    while screening.work_off(run):
        pass
    run.refresh_from_db()
    assert (run.status, run.findings, run.newly_blocked) == ("finished", 3, 3)


@pytest.mark.usefixtures("crowd")
def test_a_lost_lease_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScreeningChunk, "finish", lambda *a, **k: False)
    run = screening.screen(None, at=NOON)
    screening.work_off(run)
    assert not Finding.objects.exists()


@pytest.mark.usefixtures("crowd")
def test_a_chunk_that_keeps_failing_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **named: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(running, "_screen_chunk", fail)
    run = screening.screen(None, at=NOON)
    for _ in range(20):
        screening.work_off(run)
        ScreeningChunk.objects.update(due_at=NOON)
    run.refresh_from_db()
    assert (run.status, run.stop_reason) == ("stopped", "chunks failed again and again")


@pytest.mark.usefixtures("crowd")
def test_the_breaker_stops_a_run_that_blocks_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BREAKER_LEAST", 2)
    run = people.screen()
    assert run.status == "stopped"
    assert "breaker" in run.stop_reason
    assert Account.objects.filter(status="blocked").count() == run.newly_blocked == 1
    assert AuditEntry.objects.filter(action="screening.stop").count() == 1


def test_a_chunk_of_many_costs_as_many_queries_as_one_of_few() -> None:
    def cost(number: int) -> int:
        for _ in range(number):
            people.account(employment="other")
        run = screening.screen(Account.objects.filter(status="active"), at=NOON)
        with CaptureQueriesContext(connection) as captured:
            screening.work_off(run)
        return len(captured)

    assert cost(1) == cost(25)


@pytest.mark.usefixtures("crowd")
def test_the_task_works_off_every_run_and_may_run_twice() -> None:
    screening.screen(None, at=NOON)
    screening.screen(None, at=NOON)
    for _ in range(2):
        tasks.screen_owed_chunks()
    assert set(ScreeningRun.objects.values_list("status", flat=True)) == {"finished"}
    assert Block.objects.count() == 3


@pytest.mark.usefixtures("crowd")
def test_the_task_hands_on_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_SECONDS", -1)
    screening.screen(None, at=NOON)
    tasks.screen_owed_chunks()
    assert ScreeningChunk.objects.owed().count() == ScreeningChunk.objects.count() - 1


@pytest.mark.usefixtures("crowd")
def test_the_command_screens_and_says_how_it_goes() -> None:
    out = StringIO()
    call_command("screen", stdout=out)
    chunks = ScreeningRun.objects.get().chunks
    assert f"{chunks}/{chunks} chunks" in out.getvalue()
    assert "7 accounts, 3 findings, 3 newly blocked" in out.getvalue()


@pytest.mark.usefixtures("crowd")
def test_the_command_can_leave_the_work_to_the_workers_and_go_on_later() -> None:
    out = StringIO()
    call_command("screen", "--queue", stdout=out)
    run = ScreeningRun.objects.get()
    assert run.status == "running"
    call_command("screen", "--resume", str(run.pk), stdout=out)
    run.refresh_from_db()
    assert run.status == "finished"


def test_the_command_screens_named_accounts_only() -> None:
    sought = people.account(employment="other")
    people.account(employment="other")
    call_command("screen", "--account", str(sought.pk), stdout=StringIO())
    assert Block.objects.get().account == sought


@pytest.mark.usefixtures("crowd")
def test_the_command_fails_when_the_breaker_stopped_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "BREAKER_LEAST", 2)
    with pytest.raises(CommandError, match="stopped"):
        call_command("screen", stdout=StringIO())


def test_resuming_an_unknown_run_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no run 41"):
        call_command("screen", "--resume", "41")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("crowd")
def test_many_workers_on_two_runs_end_as_one_on_one() -> None:
    runs = [screening.screen(None, at=NOON) for _ in range(2)]

    def work() -> None:
        while any(run.chunk_rows.owed().exists() for run in runs):
            screening.work_off()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert set(ScreeningRun.objects.values_list("status", flat=True)) == {"finished"}
    assert Block.objects.count() == Finding.objects.count() == 3
    assert sum(run.newly_blocked for run in ScreeningRun.objects.all()) == 3
