"""A version stopped at once: nothing screened from then on goes by it, and no older one wakes."""

from datetime import date, timedelta
from typing import Any

import pytest

from eligibility import policies, replay, screening
from eligibility.models import Account, Block, RulePolicy
from eligibility.screening import running
from portal.calendar import civil_date
from portal.models import AuditEntry, Role
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.drafts import draft, enabled

pytestmark = pytest.mark.django_db

TODAY = civil_date(NOON)
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def small_reach(settings: Any) -> None:
    """Let two people enable what hits nobody much."""
    settings.POLICY_REACH_SHARE = 100


def stopped(policy: RulePolicy, *, reason: str = "Batas keliru") -> RulePolicy:
    return policies.stop(policy, reason=reason, by=builders.officer("rule_officer"), at=LATER)


def in_force(rule: str, on: date) -> list[int]:
    return [one.policy.version for one in policies.in_force(on=on) if one.rule.code == rule]


def at_school() -> Account:
    return people.verdict(people.account()).account


def test_after_the_stop_a_run_of_the_same_day_blocks_nobody_by_it() -> None:
    at_school()
    stopped(builders.policy("education"))
    assert people.screen(at=LATER + timedelta(minutes=1)).newly_blocked == 0
    assert not Block.objects.exists()


def test_a_run_undone_after_the_stop_blocks_nobody_again() -> None:
    person = at_school()
    run = people.screen()
    stopped(builders.policy("education"))
    by = builders.officer("rule_officer")
    screening.ask_roll_back(run, by=by, reason="Batas keliru", at=LATER)
    screening.roll_back(run, by=builders.officer("supervisor"), at=LATER)
    assert people.screen(at=LATER + timedelta(minutes=1)).newly_blocked == 0
    assert not Block.objects.standing().filter(account=person).exists()


def test_a_run_begun_before_midnight_does_not_go_on_by_what_was_stopped_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "CHUNK_ACCOUNTS", 1)
    at_school(), at_school()
    run = screening.screen(None, at=NOON)
    while not Block.objects.exists():
        screening.work_off(run)
    tomorrow = NOON + timedelta(days=1)
    by = builders.officer("supervisor")
    policies.stop(builders.policy("education"), reason="Keliru", by=by, at=tomorrow)
    while screening.work_off(run):
        pass
    assert Block.objects.count() == 1


def test_days_past_are_still_answered_by_the_version_of_that_day() -> None:
    stopped(builders.policy("education"))
    assert in_force("education", TODAY - timedelta(days=1)) == [1]
    assert in_force("education", TODAY) == []


def test_a_block_is_replayed_by_its_own_version_and_not_found_by_todays() -> None:
    at_school()
    people.screen()
    stopped(builders.policy("education"))
    again = replay.replay(Block.objects.get(), at=LATER)
    assert (again.that_day.fires, again.that_version_today.fires) == (True, True)
    assert again.todays_version_today.fires is False


def test_no_older_version_comes_back_by_a_stop() -> None:
    newer = enabled("household", limits={"most": 3}, valid_from=TODAY, first_wave=71)
    assert in_force("household", TODAY) == [2, 1]
    stopped(newer)
    (first,) = [one for one in policies.in_force(on=TODAY) if one.rule.code == "household"]
    assert first.policy.version == 1
    assert first.waves.but  # the waves of the stopped version stay its own


def test_a_stop_moves_nobodys_deadline() -> None:
    before = policies.first_training_days(70, on=TODAY)
    stopped(builders.policy("first_training"))
    assert policies.first_training_days(70, on=TODAY) == before


def test_a_proposal_is_not_confirmed_by_a_stopped_version() -> None:
    at_school()
    RulePolicy.objects.filter(rule="education").update(mode="flag")
    people.screen()
    newer = enabled(mode="block", valid_from=TODAY)
    stopped(newer)
    people.screen(at=LATER)
    assert Block.objects.get().status == "proposed"


def test_a_version_on_its_last_day_can_be_stopped_and_one_that_ended_cannot() -> None:
    policy = enabled(valid_from=TODAY, valid_until=TODAY)
    assert stopped(policy).stopped_at == LATER
    by = builders.officer("supervisor")
    for refused in (draft("age"), policy):
        with pytest.raises(policies.NotAllowed, match=r"belum aktif|sudah dihentikan"):
            policies.stop(refused, reason="Keliru", by=by, at=LATER)
    over = RulePolicy.objects.get(rule="office")
    RulePolicy.objects.filter(pk=over.pk).update(valid_until=TODAY - timedelta(days=1))
    with pytest.raises(policies.NotAllowed, match="sudah berakhir"):
        policies.stop(over, reason="Keliru", by=by, at=LATER)


def test_what_is_stopped_is_not_ended_too() -> None:
    policy = stopped(enabled())
    with pytest.raises(policies.NotAllowed, match="sudah dihentikan"):
        policies.end(policy, last_day=TODAY, by=builders.officer("supervisor"), at=LATER)


def test_a_stop_takes_a_reason_and_stands_in_the_trail() -> None:
    policy = builders.policy("education")
    with pytest.raises(policies.NotAllowed, match="mengapa"):
        stopped(policy, reason="  ")
    stopped(policy, reason=" Batas keliru ")
    entry = AuditEntry.objects.get(action="policy.stop")
    assert (entry.details["reason"], entry.details["version"]) == ("Batas keliru", 1)
    assert entry.actor is not None


@pytest.mark.parametrize("role", [Role.AGENT, Role.PRIVACY_OFFICER, Role.AUDITOR])
def test_only_those_who_answer_for_the_rules_stop_one(role: Role) -> None:
    policy = builders.policy("education")
    with pytest.raises(policies.NotAllowed, match="Hanya petugas aturan atau penyelia"):
        policies.stop(policy, reason="Keliru", by=builders.officer(role.value), at=LATER)
