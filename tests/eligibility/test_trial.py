"""A dry run: it counts what a real pass then does, and changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from eligibility import blocking, holds, policies, tasks
from eligibility.models import Account, Block, DryRun, Finding, Fuse, RulePolicy
from eligibility.policies import counting
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.drafts import draft, tried

pytestmark = pytest.mark.django_db


def newly_blocked_by(policy: RulePolicy) -> int:
    """Enable the policy alone, screen everybody and return how many were newly blocked."""
    RulePolicy.objects.exclude(pk=policy.pk).update(valid_until=NOON - timedelta(days=30))
    RulePolicy.objects.filter(pk=policy.pk).update(enabled_at=NOON, valid_from=NOON)
    before = set(Account.objects.exclude(blocked_since=None).values_list("pk", flat=True))
    people.screen()
    after = Account.objects.exclude(blocked_since=None).values_list("pk", flat=True)
    return len(set(after) - before)


def test_it_counts_people_and_writes_neither_findings_nor_blocks() -> None:
    for education in ("school", "university", "none", ""):
        builders.account(education=education)
    run = tried(draft())
    assert (run.accounts, run.hits, run.newly_blocked) == (4, 2, 2)
    assert not Finding.objects.exists()
    assert not Block.objects.exists()


def test_a_person_hit_twice_counts_once() -> None:
    person = builders.account(education="school")
    people.verdict(person)
    run = tried(draft())
    assert (run.hits, run.newly_blocked) == (1, 1)


def test_it_counts_by_province_wave_and_status() -> None:
    first = builders.account(education="school", province_code="31")
    for wave in (69, 70):
        people.grant(first, wave=wave)
    builders.account(education="school", province_code="32", status="candidate")
    run = tried(draft())
    assert run.by_province == {"31": 1, "32": 1}
    assert run.by_wave == {"70": 1, "": 1}
    assert run.by_status == {"active": 1, "candidate": 1}


@pytest.mark.parametrize("mode", ["off", "observe", "flag"])
def test_only_a_policy_that_blocks_blocks_somebody_newly(mode: str) -> None:
    builders.account(education="school")
    run = tried(draft(mode=mode))
    assert (run.hits, run.newly_blocked) == (1, 0)


def test_it_says_who_had_won_on_this_ground_before() -> None:
    won, other = builders.account(education="school"), builders.account(education="school")
    for person, ground in ((won, "G03"), (other, "G02")):
        block = builders.block(ground, on=person)
        blocking.lift([block], by=builders.officer(), reason="proof", at=NOON)
    run = tried(draft())
    assert (run.hits, run.won_before) == (2, 1)


def held(person: Account) -> None:
    holds.place(person, reference="berkas 1", at=NOON)


def settled(person: Account) -> None:
    people.screen()
    blocking.lift(person.blocks.all(), by=builders.officer(), reason="proof", at=NOON)


def blocked_otherwise(person: Account) -> None:
    builders.block("G02", on=person)


def proposed(person: Account) -> None:
    RulePolicy.objects.filter(rule="education").update(mode="flag")
    people.screen()


def observed(person: Account) -> None:
    RulePolicy.objects.filter(rule="education").update(mode="observe")
    people.screen()


def blown(person: Account) -> None:
    Fuse.objects.create(
        rule="education", decided=40, overturned=30, lowest=0.6, highest=0.9, blown_at=NOON
    )


def blown_elsewhere(person: Account) -> None:
    Fuse.objects.create(
        rule="education", source="emis", decided=40, overturned=30, lowest=0.6, highest=0.9,
        blown_at=NOON,
    )  # fmt: skip


def closed(person: Account) -> None:
    Account.objects.filter(pk=person.pk).update(status="closed")


def nothing(person: Account) -> None:
    """Leave the person as they are."""


@pytest.mark.parametrize(
    "before",
    [nothing, held, settled, blocked_otherwise, proposed, observed, blown, blown_elsewhere, closed],
)
def test_what_it_counts_is_what_a_real_pass_does(before: Callable[[Account], None]) -> None:
    before(builders.account(education="school"))
    builders.account(education="university")
    policy = draft()
    run = tried(policy)
    hit = {row["account_key"] for row in people_hit(policy)}
    assert run.hits == len(hit)
    assert run.newly_blocked == newly_blocked_by(policy)


def people_hit(policy: RulePolicy) -> list[dict[str, Any]]:
    """Return the breaches of the rule by its own words."""
    trial = counting.of_policy(policy, at=NOON)
    looks = trial.rule.breaches(counting.EVERYBODY, trial.limits, at=NOON)
    return [row for look in looks for row in look]


@pytest.mark.parametrize(
    ("rule", "over"),
    [
        ("age", {"limits": {"oldest": 30}}),
        ("household", {"limits": {"most": 1}}),
        ("household", {"limits": {"most": 1}, "first_wave": 71}),
        ("earlier_recipient", {}),
    ],
)
def test_it_agrees_with_a_real_pass_for_rules_with_limits_and_waves(
    rule: str, over: dict[str, Any]
) -> None:
    family = [builders.account(kk="3171010101150777") for _ in range(4)]
    for number, member in enumerate(family):
        people.grant(member, wave=70 + number // 2)
    people.grant(family[0], wave=72)
    policy = draft(rule, **over)
    run = tried(policy)
    people.screen()  # today's policies have had their say before
    policy_hits = tried(draft(rule, **over))
    assert policy_hits.newly_blocked == newly_blocked_by(policy_hits.policy)
    assert run.hits == policy_hits.hits


def test_the_sample_is_of_twenty_people_it_hits() -> None:
    hit = [builders.account(education="school").pk for _ in range(22)]
    builders.account()
    sample = tried(draft()).sample
    assert len(sample) == 20
    assert set(sample) < set(hit)


def test_small_ranges_count_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for education in ("school", "none", "university", "school", "none"):
        builders.account(education=education)
    whole = tried(draft())
    monkeypatch.setattr(counting, "RANGE_ACCOUNTS", 2)
    parts = tried(draft())
    for name in ("accounts", "hits", "newly_blocked", "by_province", "by_status", "sample"):
        assert getattr(whole, name) == getattr(parts, name)


def test_a_run_out_of_time_is_gone_on_with_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [builders.account(education="school").pk for _ in range(4)]
    monkeypatch.setattr(counting, "RANGE_ACCOUNTS", 2)
    policy = draft()
    run = policies.trial.order(policy, by=builders.officer("supervisor"), at=NOON)
    policies.trial.work_off(seconds=0)
    run.refresh_from_db()
    assert (run.next_id, run.hits, run.done_at, run.deliveries) == (keys[2], 2, None, 0)
    while policies.trial.work_off(seconds=0):
        pass
    run.refresh_from_db()
    assert (run.accounts, run.hits) == (4, 4)
    assert run.done_at


def test_a_worker_whose_lease_was_lost_counts_nothing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.account(education="school")
    run = policies.trial.order(draft(), by=builders.officer("supervisor"), at=NOON)
    count_in = counting.count_in

    def lose_the_lease(*args: Any) -> counting.Figures:
        DryRun.objects.filter(pk=run.pk).update(lease_until=Now() - timedelta(seconds=1))
        DryRun.objects.filter(pk=run.pk).lease(seconds=60)
        return count_in(*args)

    monkeypatch.setattr(counting, "count_in", lose_the_lease)
    policies.trial.work_off()
    run.refresh_from_db()
    assert (run.hits, run.done_at) == (0, None)


def test_the_job_may_run_twice() -> None:
    builders.account(education="school")
    run = policies.trial.order(draft(), by=builders.officer("supervisor"), at=NOON)
    for _ in range(2):
        tasks.try_owed_policies()
    run.refresh_from_db()
    assert (run.hits, run.deliveries) == (1, 1)
    assert run.done_at


def test_a_second_order_of_the_same_draft_is_the_first() -> None:
    policy, by = draft(), builders.officer("supervisor")
    first = policies.trial.order(policy, by=by, at=NOON)
    assert policies.trial.order(policy, by=by, at=NOON) == first


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
def test_nobody_else_tries_a_draft(role: str) -> None:
    with pytest.raises(policies.NotAllowed, match="Hanya petugas aturan atau penyelia"):
        policies.trial.order(draft(), by=builders.officer(role), at=NOON)


def test_a_draft_changed_before_the_worker_came_is_not_counted() -> None:
    policy = draft()
    run = policies.trial.order(policy, by=builders.officer("supervisor"), at=NOON)
    RulePolicy.objects.filter(pk=policy.pk).update(mode="flag")
    policies.trial.work_off()
    run.refresh_from_db()
    assert run.dead_at
    assert "changed" in run.last_fault


def test_a_rule_that_is_no_more_ends_its_dry_run() -> None:
    policy = draft()
    run = policies.trial.order(policy, by=builders.officer("supervisor"), at=NOON)
    RulePolicy.objects.filter(pk=policy.pk).update(rule="palm_reading")
    DryRun.objects.update(tried_digest=policies.terms.digest_of(
        RulePolicy.objects.get(pk=policy.pk)))  # fmt: skip
    policies.trial.work_off()
    run.refresh_from_db()
    assert "not known" in run.last_fault


def test_it_asks_as_much_for_one_person_as_for_twenty_five() -> None:
    builders.account(education="school")
    one = queries_of_a_run()
    for _ in range(24):
        builders.account(education="school")
    assert queries_of_a_run() == one


def queries_of_a_run() -> int:
    """Return how many queries counting takes."""
    trial = counting.of_policy(draft(), at=NOON)
    with CaptureQueriesContext(connection) as queries:
        counting.count(trial)
    return len(queries)


def test_the_command_prints_the_figures_of_terms_nobody_drafted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    builders.account(birth_date=NOON.date() - timedelta(days=40 * 366))
    call_command("dry_run", "age", "--limits", '{"oldest": 30}', "--mode", "block")
    printed = capsys.readouterr().out
    assert "hit" in printed
    assert "DKI JAKARTA" in printed.upper()
    assert not DryRun.objects.exists()


def test_the_command_prints_the_figures_of_a_draft(capsys: pytest.CaptureFixture[str]) -> None:
    builders.account(education="school")
    call_command("dry_run", "--policy", str(draft().pk))
    assert "newly blocked" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["palm_reading"],
        ["age", "--limits", "{"],
        ["age", "--limits", "[1]"],
        ["age", "--limits", '{"most": 2}'],
        ["--policy", "0"],
        [],
        ["age", "--policy", "1"],
    ],
)
def test_the_command_refuses_in_a_sentence(words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("dry_run", *words)
