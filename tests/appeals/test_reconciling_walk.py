"""The walk over filings: bounded, resumable, and by whom its faults are answered for."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from pytest_django import Settings

from appeals import reconciling
from appeals.models import Appeal, FilingFault, Reconciliation
from appeals.reconciling import NotAllowed, checks, walking
from appeals.tasks import reconcile_filings, reconcile_owed
from portal.jobs import OutOfTime
from portal.leases import OwedQuerySet
from portal.models import AuditEntry, OutgoingMessage
from portal.storage import Unavailable
from tests import builders
from tests.appeals.reconciliations import DAY, counts, fault, made_due, raised, walked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def broken(number: int = 1) -> list[Appeal]:
    """File cases whose receipts nobody can mend: their first step is gone."""
    at = builders.now()
    made = [builders.appeal(at=at) for _ in range(number)]
    for appeal in made:
        appeal.steps.all().delete()
    OutgoingMessage.objects.update(done_at=at)
    return made


def test_a_filing_is_looked_at_until_one_look_found_it_a_day_old() -> None:
    at = builders.now()
    builders.appeal(at=at)
    OutgoingMessage.objects.update(done_at=at)
    assert [walked(at + days * DAY).checked for days in (0, 0.5, 2, 3)] == [1, 1, 1, 0]


def test_a_filing_with_an_open_fault_is_looked_at_every_night() -> None:
    at = builders.now()
    broken()
    assert [walked(at + days * DAY).checked for days in (2, 3, 4)] == [1, 1, 1]
    assert FilingFault.objects.count() == 1


def test_killed_after_any_filing_the_walk_goes_on_and_counts_each_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    monkeypatch.setattr(walking, "SLICE", 2)
    broken(5)
    whole = checks.check
    killed = iter([False, True, False, False, True, False, False, False, False])

    def dies(appeal: Appeal) -> list[checks.Amiss]:
        if next(killed):
            raise KeyboardInterrupt
        return whole(appeal)

    monkeypatch.setattr(walking, "check", dies)
    run = reconciling.begin(by=None, at=at)
    for _ in range(6):
        made_due(run)
        try:
            reconciling.work_off(at=at, most=1)
        except KeyboardInterrupt:
            continue
    run.refresh_from_db()
    assert counts(run) == (5, 0, 5, 0)
    assert run.done_at is not None
    assert raised() == ["step"] * 5


def test_a_filing_that_cannot_be_read_does_not_end_the_walk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    first, second = builders.appeal(at=at), builders.appeal(at=at)
    whole = checks.check

    def fails(appeal: Appeal) -> list[checks.Amiss]:
        if appeal == first:
            raise ValueError("its words do not open")
        return whole(appeal)

    monkeypatch.setattr(walking, "check", fails)
    assert counts(walked(at)) == (2, 0, 1, 0)
    assert (fault().appeal, fault().kind) == (first, "check")
    monkeypatch.setattr(walking, "check", whole)
    assert walked(at).gone == 1
    assert second.filing_faults.count() == 0


def test_one_walk_is_under_way_at_a_time() -> None:
    at = builders.now()
    run = reconciling.begin(by=None, at=at)
    assert reconciling.begin(by=None, at=at) == run
    with pytest.raises(IntegrityError), transaction.atomic():
        Reconciliation.objects.create(begun_at=at)


def test_an_outage_of_the_store_is_no_fault_and_spends_no_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    broken()

    def away(_appeal: Appeal) -> list[checks.Amiss]:
        raise Unavailable

    with monkeypatch.context() as outage:
        outage.setattr(walking, "check", away)
        run = reconciling.begin(by=None, at=at)
        for _ in range(6):
            made_due(run)
            assert reconciling.work_off(at=at, most=1) == 1
    run.refresh_from_db()
    assert (run.checked, run.deliveries, run.dead_at) == (0, 0, None)
    assert not FilingFault.objects.exists()
    assert counts(walked(at)) == (1, 0, 1, 0)


def test_a_job_that_is_ended_finds_no_fault_and_spends_no_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken()

    def ends(_appeal: Appeal) -> list[checks.Amiss]:
        raise OutOfTime

    monkeypatch.setattr(walking, "check", ends)
    with pytest.raises(OutOfTime):
        reconcile_filings()
    assert Reconciliation.objects.get().deliveries == 0
    assert not FilingFault.objects.exists()


def test_a_walk_that_ends_while_another_begins_makes_room_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    first = reconciling.begin(by=None, at=at)
    whole = OwedQuerySet.owed

    def ended_meanwhile(rows: OwedQuerySet[Reconciliation]) -> OwedQuerySet[Reconciliation]:
        Reconciliation.objects.filter(pk=first.pk).update(done_at=at)
        return whole(rows)

    monkeypatch.setattr(OwedQuerySet, "owed", ended_meanwhile)
    assert reconciling.begin(by=None, at=at).pk > first.pk


def test_a_walk_that_another_worker_took_over_is_left_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = builders.now()
    builders.appeal(at=at)
    whole = checks.check

    def slow(appeal: Appeal) -> list[checks.Amiss]:
        Reconciliation.objects.update(lease_until=None)
        Reconciliation.objects.lease(seconds=60)
        return whole(appeal)

    monkeypatch.setattr(walking, "check", slow)
    run = reconciling.begin(by=None, at=at)
    reconciling.work_off(at=at, most=1)
    run.refresh_from_db()
    assert (run.checked, run.done_at) == (0, None)


def test_the_jobs_run_twice_and_find_nothing_twice() -> None:
    broken()
    reconcile_filings()
    reconcile_owed()
    reconcile_filings()
    assert FilingFault.objects.count() == 1
    assert AuditEntry.objects.filter(action="filing.fault_raised").count() == 1


def test_the_command_says_how_far_it_came_and_fails_while_people_must_look() -> None:
    out = StringIO()
    builders.appeal(at=builders.now())
    call_command("reconcile_filings", stdout=out)
    assert "Checked 1: 0 repaired, 0 raised, 0 gone." in out.getvalue()
    broken()
    with pytest.raises(CommandError, match="1 faults wait"):
        call_command("reconcile_filings", stdout=out)
    assert "2 checked" in out.getvalue()


def test_a_supervisor_sees_a_fault_and_answers_for_it() -> None:
    at = builders.now()
    broken()
    walked(at)
    by = builders.officer("supervisor")
    reconciling.see(fault(), by=by, at=at)
    with pytest.raises(NotAllowed):
        reconciling.see(fault(), by=by, at=at)
    reconciling.settle(fault(), note="Sudah dicatat manual.", by=by, at=at)
    with pytest.raises(NotAllowed):
        reconciling.settle(fault(), note="Lagi.", by=by, at=at)
    assert (fault().seen_by, fault().settled_by) == (by, by)
    assert counts(walked(at + DAY)) == (1, 0, 0, 0)
    assert raised() == []


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
def test_nobody_else_answers_for_faults(role: str) -> None:
    at = builders.now()
    broken()
    walked(at)
    by = builders.officer(role)
    with pytest.raises(NotAllowed):
        reconciling.see(fault(), by=by, at=at)
    with pytest.raises(NotAllowed):
        reconciling.settle(fault(), note="Beres.", by=by, at=at)
