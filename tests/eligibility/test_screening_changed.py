"""Re-screening what changed: those noted, those in groups with them, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from eligibility import changed, screening, tasks
from eligibility.models import (
    Account,
    Block,
    ChangedAccount,
    Finding,
    RulePolicy,
    ScreeningChunk,
    ScreeningRun,
)
from eligibility.screening import planning, running
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def rescreen() -> ScreeningRun:
    run = screening.screen_changed(at=NOON)
    assert run is not None
    while screening.work_off(run):
        pass
    run.refresh_from_db()
    return run


def screened(run: ScreeningRun) -> set[int]:
    return {key for chunk in run.chunk_rows.all() for key in chunk.account_ids or ()}


def test_nothing_noted_is_nothing_to_do() -> None:
    assert screening.screen_changed(at=NOON) is None


def test_only_what_was_noted_is_screened() -> None:
    noted, other = [people.account(employment="other") for _ in range(2)]
    changed.note([noted.pk], at=NOON)
    run = rescreen()
    assert (run.reach, run.accounts, run.status) == ("changed", 1, "finished")
    assert Block.objects.get().account == noted
    assert not Finding.objects.filter(account=other).exists()
    assert not ChangedAccount.objects.exists()


def test_a_run_takes_no_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_CHANGED", 2)
    changed.note([people.account().pk for _ in range(3)], at=NOON)
    assert [rescreen().accounts, rescreen().accounts] == [2, 1]
    assert screening.screen_changed(at=NOON) is None


def test_the_others_of_a_new_group_are_screened_too() -> None:
    RulePolicy.objects.filter(rule="shared_contact").update(limits={"most": 2})
    group = [people.account(phone="081299999999") for _ in range(3)]
    people.account()
    changed.note([group[0].pk], at=NOON)
    assert screened(rescreen()) == {person.pk for person in group}
    assert Finding.objects.filter(rule="shared_contact").count() == 3


def test_the_others_of_a_group_that_was_left_are_screened_too() -> None:
    RulePolicy.objects.filter(rule="shared_contact").update(limits={"most": 2})
    group = [people.account(phone="081299999999") for _ in range(3)]
    people.screen()
    Account.objects.filter(pk=group[0].pk).update(phone="081200000000")
    changed.note([group[0].pk], at=NOON)
    assert screened(rescreen()) == {person.pk for person in group}
    assert set(Finding.objects.values_list("status", flat=True)) == {"ceased"}


@pytest.mark.parametrize(("least", "status"), [(3, "finished"), (2, "stopped")])
def test_the_breaker_lets_a_few_changed_accounts_pass(
    least: int, status: str, settings: Any
) -> None:
    settings.SCREENING_BREAKER_LEAST_CHANGED = least
    changed.note([people.account(employment="other").pk for _ in range(3)], at=NOON)
    assert rescreen().status == status


def test_the_task_plans_runs_until_nothing_is_noted_and_may_run_twice() -> None:
    changed.note([people.account(employment="other").pk], at=NOON)
    for _ in range(2):
        tasks.screen_changed_accounts()
    tasks.screen_owed_chunks()
    assert ScreeningRun.objects.get().status == "finished"
    assert Block.objects.count() == 1


def test_the_nightly_run_waits_for_the_one_before() -> None:
    people.account(employment="other")
    tasks.screen_everybody()
    tasks.screen_everybody()
    assert ScreeningRun.objects.count() == 1
    tasks.screen_owed_chunks()
    assert screening.screen_everybody(at=NOON + timedelta(days=1)) is not None


def test_a_run_over_everybody_leaves_those_judged_meanwhile_to_the_newer_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = people.account(employment="other")
    full = screening.screen(None, at=NOON)
    while ScreeningChunk.objects.owed().filter(run=full).exclude(rule="").exists():
        screening.work_off(full)
    changed.note([person.pk], at=NOON)
    newer = screening.screen_changed(at=NOON)
    screening.work_off(full)
    assert not Finding.objects.exists()
    assert newer is not None
    screening.work_off(newer)
    assert Block.objects.count() == 1


def test_after_the_breaker_no_other_run_over_everybody_begins_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "BREAKER_LEAST", 0)
    for _ in range(3):
        people.account(employment="other")
    run = screening.screen_everybody(at=NOON)
    while screening.work_off(run):
        pass
    assert screening.screen_everybody(at=NOON + timedelta(days=1)) is None
    assert run is not None
    officer, supervisor = builders.officer("rule_officer"), builders.officer("supervisor")
    screening.ask_roll_back(run, by=officer, reason="Keliru", at=NOON + timedelta(days=1))
    screening.roll_back(run, by=supervisor, at=NOON + timedelta(days=1))
    assert screening.screen_everybody(at=NOON + timedelta(days=2)) is not None
