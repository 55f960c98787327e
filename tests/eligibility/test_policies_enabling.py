"""Who may stand behind a policy, and that it is final once it is enabled."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from eligibility import policies
from eligibility.models import RulePolicy
from portal.calendar import civil_date
from portal.models import AuditEntry, Role
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.drafts import draft, enabled, terms, tried

pytestmark = pytest.mark.django_db

TODAY = civil_date(NOON)
BYSTANDERS = [role for role in Role.values if role not in {"rule_officer", "supervisor"}]


@pytest.fixture
def final() -> None:
    """Arm the guard that the session's set-up disarms, until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE eligibility_rulepolicy ENABLE TRIGGER policies_in_use_are_final"
        )


@pytest.fixture(autouse=True)
def small_reach(settings: Any) -> None:
    """Let two people enable what hits nobody much."""
    settings.POLICY_REACH_SHARE = 100


def test_a_rule_officer_or_supervisor_enables_what_another_drafted_and_tried() -> None:
    for role in ("rule_officer", "supervisor"):
        policy = draft()
        tried(policy)
        by = builders.officer(role)
        assert policies.enable(policy, by=by, at=NOON).enabled_by == by


@pytest.mark.parametrize("role", BYSTANDERS)
@pytest.mark.parametrize("step", [policies.enable, policies.endorse])
def test_nobody_else_approves(role: str, step: Callable[..., RulePolicy]) -> None:
    policy = draft()
    tried(policy)
    with pytest.raises(policies.NotAllowed, match="Hanya petugas aturan atau penyelia"):
        step(policy, by=builders.officer(role), at=NOON)


@pytest.mark.parametrize("step", [policies.enable, policies.endorse])
def test_nobody_approves_their_own_draft(step: Callable[..., RulePolicy]) -> None:
    author = builders.officer("rule_officer")
    policy = draft(by=author)
    tried(policy)
    with pytest.raises(policies.NotAllowed, match="Anda yang menyusun"):
        step(policy, by=author, at=NOON)


@pytest.mark.parametrize("step", [policies.enable, policies.endorse])
def test_a_draft_nobody_tried_is_not_approved(step: Callable[..., RulePolicy]) -> None:
    with pytest.raises(policies.NotAllowed, match="Coba dulu"):
        step(draft(), by=builders.officer("supervisor"), at=NOON)


def test_a_dry_run_counts_for_seven_days() -> None:
    policy = draft(valid_from=TODAY + timedelta(days=30))
    tried(policy)
    by, week = builders.officer("supervisor"), timedelta(days=7)
    with pytest.raises(policies.NotAllowed, match="Coba dulu"):
        policies.enable(policy, by=by, at=NOON + week + timedelta(microseconds=1))
    assert policies.enable(policy, by=by, at=NOON + week).enabled_at


def test_a_draft_whose_first_day_has_passed_is_not_enabled() -> None:
    policy = draft(valid_from=TODAY)
    tried(policy)
    by = builders.officer("supervisor")
    with pytest.raises(policies.NotAllowed, match="paling cepat hari ini"):
        policies.enable(policy, by=by, at=NOON + timedelta(days=1))


def test_nobody_endorses_twice() -> None:
    policy = draft()
    tried(policy)
    policies.endorse(policy, by=builders.officer("supervisor"), at=NOON)
    with pytest.raises(policies.NotAllowed, match="sudah disetujui"):
        policies.endorse(policy, by=builders.officer("supervisor"), at=NOON)


def test_an_older_draft_is_not_enabled_below_a_newer_version() -> None:
    older = draft()
    tried(older)
    enabled()
    with pytest.raises(policies.NotAllowed, match="lebih baru sudah aktif"):
        policies.enable(older, by=builders.officer("supervisor"), at=NOON)


def test_the_new_version_governs_from_its_first_day_and_the_old_one_ends() -> None:
    policy = enabled(mode="flag")
    first = RulePolicy.objects.get(rule="education", version=1)
    assert first.valid_until == TODAY
    for day, version in ((TODAY, 1), (policy.valid_from, 2)):
        found = [each.policy for each in policies.in_force(on=day)]
        assert [each.version for each in found if each.rule == "education"] == [version]


def test_a_version_with_a_last_day_or_some_waves_leaves_the_old_one_as_it_is() -> None:
    enabled("household", limits={"most": 3}, first_wave=71)
    enabled(valid_until=TODAY + timedelta(days=30))
    first = RulePolicy.objects.filter(rule__in=("household", "education"), version=1)
    assert set(first.values_list("valid_until", flat=True)) == {None}


@pytest.mark.parametrize(
    "step",
    [
        lambda policy, by: policies.revise(policy, by=by, at=NOON, **terms()),
        lambda policy, by: policies.discard(policy, by=by, at=NOON),
        lambda policy, by: policies.endorse(policy, by=by, at=NOON),
        lambda policy, by: policies.enable(policy, by=by, at=NOON),
        lambda policy, by: policies.trial.order(policy, by=by, at=NOON),
    ],
)
def test_an_enabled_policy_is_final(step: Callable[..., object]) -> None:
    policy = enabled()
    with pytest.raises(policies.NotAllowed, match=r"sudah aktif|Hanya draf"):
        step(policy, builders.officer("rule_officer"))


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "off"},
        {"limits": {"oldest": 99}},
        {"legal_source": "Permenko 2/2026"},
        {"first_wave": 70},
        {"valid_until": TODAY + timedelta(days=9)},
        {"valid_until": None},
        {"enabled_at": None},
    ],
)
@pytest.mark.usefixtures("final")
def test_the_database_itself_refuses_to_rewrite_an_enabled_policy(change: dict[str, Any]) -> None:
    policy = enabled("age", valid_until=TODAY + timedelta(days=5))
    with pytest.raises(DatabaseError, match="final"):
        RulePolicy.objects.filter(pk=policy.pk).update(**change)


@pytest.mark.usefixtures("final")
def test_the_database_itself_refuses_to_delete_an_enabled_policy() -> None:
    with pytest.raises(DatabaseError, match="final"):
        RulePolicy.objects.filter(rule="form_speed").delete()


@pytest.mark.usefixtures("final")
def test_the_database_itself_keeps_a_stop_as_it_was() -> None:
    by = builders.officer("rule_officer")
    policy = policies.stop(enabled(), reason="Keliru", by=by, at=NOON)
    with pytest.raises(DatabaseError, match="final"):
        RulePolicy.objects.filter(pk=policy.pk).update(stopped_at=None)


@pytest.mark.usefixtures("final")
def test_every_step_is_within_what_the_database_allows() -> None:
    officer = builders.officer("rule_officer")
    gone = policies.revise(draft(), by=officer, at=NOON, **terms(mode="flag"))
    policies.discard(gone, by=officer, at=NOON)
    policy = enabled(valid_from=TODAY)
    last = TODAY + timedelta(days=1)
    assert policies.end(policy, last_day=last, by=officer, at=NOON).valid_until == last
    draft().delete()


def test_each_step_is_written_down_with_who_took_it() -> None:
    policy = enabled()
    by = builders.officer("supervisor")
    policies.end(policy, last_day=TODAY + timedelta(days=3), by=by, at=NOON)
    entries = AuditEntry.objects.filter(subject_type="eligibility.rulepolicy")
    mine = entries.filter(subject_id=str(policy.pk)).order_by("pk")
    steps = [f"policy.{step}" for step in ("draft", "try", "endorse", "enable", "end")]
    assert list(mine.values_list("action", flat=True)) == steps
    assert mine.last().actor == by  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enable_at_once_one_does() -> None:
    policy = draft()
    tried(policy)
    approvers = [builders.officer("supervisor") for _ in range(2)]
    start, refused = threading.Barrier(2), []

    def approve(number: int) -> None:
        try:
            start.wait(timeout=10)
            policies.enable(policy, by=approvers[number], at=NOON)
        except policies.NotAllowed as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(refused) == 1
    assert AuditEntry.objects.filter(action="policy.enable").count() == 1


def test_the_newest_enabled_version_decides_in_screening() -> None:
    person = builders.account(education="school")
    enabled(mode="flag", valid_from=date(2026, 11, 20))
    people.screen()
    person.refresh_from_db()
    assert person.status == "flagged"
