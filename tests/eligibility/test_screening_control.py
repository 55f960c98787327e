"""Staff and runs: who may stop one, let it go on, undo it; and what is left of it then."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from eligibility import blocking, holds, screening, tasks
from eligibility.models import Account, Block, Finding, ScreeningChunk, ScreeningRun
from eligibility.screening import control, running
from eligibility.screening.judging import Done, judge
from portal.models import AuditEntry, User
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def supervisor() -> User:
    return builders.officer("supervisor")


@pytest.fixture
def officer() -> User:
    return builders.officer("rule_officer")


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven people in chunks of three, all outside the target."""
    monkeypatch.setattr(running, "CHUNK_ACCOUNTS", 3)
    for _ in range(7):
        people.account(employment="other")


def undo(run: ScreeningRun, *, by: User) -> None:
    """Let somebody else ask, then roll the run back."""
    screening.ask_roll_back(
        run, by=builders.officer("rule_officer"), reason="Berkas keliru", at=LATER
    )
    screening.roll_back(run, by=by, at=LATER)


def work_off(run: ScreeningRun) -> ScreeningRun:
    while screening.work_off(run):
        pass
    run.refresh_from_db()
    return run


@pytest.mark.usefixtures("crowd")
def test_a_stopped_run_does_nothing_more_until_it_is_resumed(supervisor: User) -> None:
    run = screening.screen(None, at=NOON)
    screening.stop(run, by=supervisor, at=LATER)
    assert work_off(run).status == "stopped"
    assert not Finding.objects.exists()
    screening.resume(run, by=supervisor, at=LATER)
    assert work_off(run).status == "finished"
    assert Block.objects.count() == 7


@pytest.mark.usefixtures("crowd")
def test_a_chunk_under_work_counts_for_nothing_once_the_run_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def judge_while_somebody_stops(chunk: ScreeningChunk) -> Done:
        done = judge(chunk)
        ScreeningRun.objects.update(status="stopped")
        return done

    run = screening.screen(None, at=NOON)
    while ScreeningChunk.objects.owed().filter(run=run).exclude(rule="").exists():
        screening.work_off(run)
    monkeypatch.setattr(running, "judge", judge_while_somebody_stops)
    screening.work_off(run)
    assert not Block.objects.exists()


@pytest.mark.parametrize("role", ["agent", "auditor", "privacy_officer"])
def test_only_supervisors_and_rule_officers_steer_runs(role: str) -> None:
    run = screening.screen(None, at=NOON)
    for verb in (screening.stop, screening.resume, screening.roll_back):
        with pytest.raises(screening.NotAllowed, match="may not"):
            verb(run, by=builders.officer(role), at=LATER)


def test_a_finished_run_is_neither_stopped_nor_resumed(supervisor: User) -> None:
    run = people.screen()
    for verb in (screening.stop, screening.resume):
        with pytest.raises(screening.NotAllowed, match="it is finished"):
            verb(run, by=supervisor, at=LATER)


@pytest.mark.usefixtures("crowd")
def test_after_the_breaker_another_person_lets_the_run_go_on(
    officer: User, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BREAKER_LEAST", 2)
    run = work_off(screening.screen(None, at=NOON, requested_by=officer))
    assert run.status == "stopped"
    with pytest.raises(screening.NotAllowed, match="somebody else"):
        screening.resume(run, by=officer, at=LATER)
    screening.resume(run, by=supervisor, at=LATER)
    run = work_off(run)
    assert (run.status, run.newly_blocked, run.waived_by) == ("finished", 7, supervisor)


@pytest.mark.usefixtures("crowd")
def test_chunks_given_up_are_tried_again_on_resuming(
    supervisor: User,
) -> None:
    run = screening.screen(None, at=NOON)
    run.chunk_rows.update(dead_at=NOON, deliveries=5)
    assert screening.work_off(run) is None
    run.refresh_from_db()
    assert run.status == "stopped"
    screening.resume(run, by=supervisor, at=LATER)
    assert work_off(run).newly_blocked == 7


@pytest.mark.usefixtures("crowd")
def test_rolling_back_ends_what_the_run_began(officer: User, supervisor: User) -> None:
    run = work_off(screening.screen(None, at=NOON, requested_by=officer))
    screening.roll_back(run, by=supervisor, at=LATER)
    run.refresh_from_db()
    assert (run.status, run.rolled_back_by, run.rolled_back_at) == (
        "rolled_back", supervisor, LATER,
    )  # fmt: skip
    assert set(Block.objects.values_list("status", "reason", "ended_by")) == {
        ("superseded", "run_rolled_back", supervisor.pk)
    }
    assert set(Finding.objects.values_list("status", flat=True)) == {"ceased"}
    assert not Account.objects.filter(status="blocked").exists()
    entry = AuditEntry.objects.get(action="screening.rolled_back")
    assert (entry.details["undone"], entry.details["left"]) == (7, 0)


@pytest.mark.usefixtures("crowd")
def test_rolling_back_leaves_what_people_decided_and_what_is_held(supervisor: User) -> None:
    run = people.screen()
    upheld, lifted, held, *_ = Block.objects.order_by("pk")
    blocking.uphold([upheld], by=None, reason="proof", at=NOON)
    blocking.lift([lifted], by=None, reason="proof", at=NOON)
    holds.place(held.account, reference="R", at=NOON)
    undo(run, by=supervisor)
    kept = [upheld, lifted, held]
    statuses = Block.objects.filter(pk__in=[block.pk for block in kept]).order_by("pk")
    assert [block.status for block in statuses] == ["upheld", "lifted", "confirmed"]
    entry = AuditEntry.objects.get(action="screening.rolled_back")
    assert (entry.details["undone"], entry.details["left"]) == (4, 2)


@pytest.mark.usefixtures("crowd")
def test_rolling_back_a_killed_time_goes_on_where_it_was(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = people.screen()
    monkeypatch.setattr(control, "_BLOCKS_AT_A_TIME", 3)
    undo(run, by=supervisor)
    run.refresh_from_db()
    assert (run.status, Block.objects.standing().count()) == ("finished", 4)
    with pytest.raises(screening.NotAllowed):
        screening.resume(run, by=supervisor, at=LATER)
    for _ in range(2):
        tasks.screen_owed_chunks()
    run.refresh_from_db()
    assert (run.status, Block.objects.standing().count()) == ("rolled_back", 0)


def test_nobody_rolls_back_their_own_run(officer: User) -> None:
    run = work_off(screening.screen(None, at=NOON, requested_by=officer))
    with pytest.raises(screening.NotAllowed, match="somebody else"):
        screening.roll_back(run, by=officer, at=LATER)


def test_a_run_nobody_asked_for_is_undone_by_two(officer: User, supervisor: User) -> None:
    run = people.screen()
    with pytest.raises(screening.NotAllowed, match="somebody asks first"):
        screening.roll_back(run, by=supervisor, at=LATER)
    screening.ask_roll_back(run, by=officer, reason=" Berkas keliru ", at=LATER)
    with pytest.raises(screening.NotAllowed, match="somebody else must"):
        screening.roll_back(run, by=officer, at=LATER)
    screening.roll_back(run, by=supervisor, at=LATER)
    run.refresh_from_db()
    assert (run.status, run.roll_back_asked_by, run.roll_back_reason) == (
        "rolled_back", officer, "Berkas keliru",
    )  # fmt: skip
    assert AuditEntry.objects.get(action="screening.ask_roll_back").actor == officer


def test_asking_to_undo_takes_a_role_words_and_a_run_nobody_asked_for(
    officer: User, supervisor: User
) -> None:
    run, own = people.screen(), work_off(screening.screen(None, at=NOON, requested_by=officer))
    for who, whose, words in (
        (builders.officer("auditor"), run, "Keliru"),
        (supervisor, run, "  "),
        (supervisor, own, "Keliru"),
    ):
        with pytest.raises(screening.NotAllowed):
            screening.ask_roll_back(whose, by=who, reason=words, at=LATER)


def test_the_database_too_wants_two_to_undo_a_run(supervisor: User) -> None:
    run = people.screen()
    with pytest.raises(IntegrityError, match="nobody_undoes_a_run_alone"), transaction.atomic():
        ScreeningRun.objects.filter(pk=run.pk).update(
            roll_back_asked_by=supervisor, rolled_back_by=supervisor
        )


def test_a_running_run_is_not_rolled_back(supervisor: User) -> None:
    people.account()
    run = screening.screen(None, at=NOON)
    with pytest.raises(screening.NotAllowed, match="it is running"):
        screening.roll_back(run, by=supervisor, at=LATER)


@pytest.mark.usefixtures("crowd")
def test_a_run_undone_may_find_the_same_again(supervisor: User) -> None:
    undo(people.screen(), by=supervisor)
    assert people.screen(at=LATER).newly_blocked == 7


@pytest.mark.usefixtures("crowd")
def test_progress_says_how_fast_and_how_long() -> None:
    run = screening.screen(None, at=NOON)
    assert screening.progress(run).seconds_left is None
    screening.work_off(run)
    now = screening.progress(run)
    assert (now.chunks_done, now.status) == (1, "running")
    assert now.seconds_left is not None
    work_off(run)
    now = screening.progress(run)
    assert (now.accounts, now.newly_blocked, now.ended, now.seconds_left) == (7, 7, 0, 0.0)
