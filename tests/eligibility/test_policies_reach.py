"""What reaches many needs a third person, also in two halves."""

from datetime import timedelta
from typing import Any

import pytest

from eligibility import policies
from eligibility.models import RulePolicy
from portal.calendar import civil_date
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.decisions import blown_fuse
from tests.eligibility.drafts import draft, tried

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def observed() -> None:
    """Let the rule on education have hit nobody so far: what is drafted hits everybody newly."""
    RulePolicy.objects.filter(rule="education").update(mode="observe")


def test_what_reaches_many_needs_three_different_people(settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 100, 0
    builders.account(education="school")
    author, second, third = (builders.officer("rule_officer") for _ in range(3))
    policy = draft(by=author)
    tried(policy)
    with pytest.raises(policies.NotAllowed, match="Orang lain harus menyetujui dulu"):
        policies.enable(policy, by=second, at=NOON)
    policy = policies.endorse(policy, by=second, at=NOON)
    with pytest.raises(policies.NotAllowed, match="Orang ketiga"):
        policies.enable(policy, by=second, at=NOON)
    assert policies.enable(policy, by=third, at=NOON).endorsed_by == second


def test_reach_on_the_line_needs_two_people_and_one_beyond_three(settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 50, 10
    for education in ("school", "none"):
        builders.account(education=education)
    policy = draft()
    assert not policies.reach_of(policy, tried(policy), at=NOON).is_great
    builders.account(education="university")
    assert policies.reach_of(policy, tried(policy), at=NOON).is_great


@pytest.mark.parametrize("mode", ["off", "observe"])
def test_what_stops_nobody_reaches_nobody(mode: str, settings: Any) -> None:
    settings.POLICY_REACH_ACCOUNTS = 0
    builders.account(education="school")
    policy = draft(mode=mode)
    tried(policy)
    assert policies.enable(policy, by=builders.officer("supervisor"), at=NOON).enabled_at


def half(settings: Any, *, mode: str = "block", days: int = 0) -> RulePolicy:
    """Let two people enable a version that reaches one person, the most they may, some days ago."""
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 100, 1
    builders.account(education="school")
    at = NOON - timedelta(days=days)
    policy = draft(mode=mode, valid_from=civil_date(NOON))
    tried(policy, at=at)
    policies.enable(policy, by=builders.officer("supervisor"), at=at)
    return policy


def test_two_versions_in_a_week_need_the_third_person_that_one_change_would_need(
    settings: Any,
) -> None:
    first = half(settings)
    second = draft()
    tried(second)
    by = builders.officer("supervisor")
    with pytest.raises(policies.NotAllowed, match=f"Bersama versi {first.version} "):
        policies.enable(second, by=by, at=NOON)
    policies.endorse(second, by=builders.officer("supervisor"), at=NOON)
    assert policies.enable(second, by=by, at=NOON).enabled_at


@pytest.mark.parametrize(("days", "counts"), [(6, True), (7, False)])
def test_what_was_enabled_a_week_ago_counts_no_more(days: int, counts: bool, settings: Any) -> None:
    first = half(settings, days=days)
    second = draft()
    reach = policies.reach_of(second, tried(second), at=NOON)
    assert reach.is_great is counts
    assert reach.others == ((first,) if counts else ())


def test_what_only_observed_reached_nobody_and_does_not_count_along(settings: Any) -> None:
    half(settings, mode="observe")
    second = draft()
    assert not policies.reach_of(second, tried(second), at=NOON).is_great


def test_stopping_a_rule_needs_two_people_whatever_was_enabled_before(settings: Any) -> None:
    half(settings)
    stop = draft(mode="off")
    tried(stop)
    assert policies.enable(stop, by=builders.officer("supervisor"), at=NOON).enabled_at


def test_another_rules_versions_do_not_count_along(settings: Any) -> None:
    half(settings)
    other = draft("age", limits={"youngest": 18, "oldest": 19})
    assert not policies.reach_of(other, tried(other), at=NOON).others


CARD = "3171010101150001"


def family(size: int) -> None:
    """Let so many people of one card be recipients: the rule lets two of them."""
    for place in range(size):
        person = builders.account()
        people.grant(person, kk=CARD, granted_at=NOON - timedelta(days=90 - place))


def household(most: int, **over: Any) -> RulePolicy:
    return draft("household", limits={"most": most}, **over)


def governs(policy: RulePolicy) -> None:
    """Let three people stand behind the draft."""
    tried(policy)
    policies.endorse(policy, by=builders.officer("supervisor"), at=NOON)
    policies.enable(policy, by=builders.officer("supervisor"), at=NOON)


def test_going_back_to_what_was_in_force_takes_two_people(settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 100, 1
    family(5)
    governs(household(1))
    back = household(2)
    run = tried(back)
    assert (run.hits, run.newly_hit) == (3, 0)
    assert policies.enable(back, by=builders.officer("supervisor"), at=NOON).enabled_at


def test_only_who_was_not_hit_a_week_before_counts(settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 100, 1
    family(5)
    tighter = household(1)
    run = tried(tighter)
    assert (run.hits, run.newly_hit) == (4, 1)
    assert not policies.reach_of(tighter, run, at=NOON).is_great


def test_small_steps_in_a_week_still_add_up(settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 100, 1
    RulePolicy.objects.filter(rule="household").update(limits={"most": 4})
    family(5)
    first = household(3)
    tried(first)
    policies.enable(first, by=builders.officer("supervisor"), at=NOON)
    second = household(2)
    assert policies.reach_of(second, tried(second), at=NOON).is_great


@pytest.mark.parametrize("mode", ["flag", "observe", "off"])
def test_who_was_only_flagged_is_newly_hit_by_a_block(mode: str, settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 100, 1
    RulePolicy.objects.filter(rule="household").update(mode=mode)
    family(5)
    policy = household(2)
    assert tried(policy).newly_hit == 3


def test_what_somebody_has_stopped_is_nothing_to_go_back_to(settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 100, 1
    family(5)
    again = household(2)
    run = tried(again)
    assert not policies.reach_of(again, run, at=NOON).is_great
    by = builders.officer("supervisor")
    policies.stop(builders.policy("household"), reason="Keliru", by=by, at=NOON)
    assert policies.reach_of(again, run, at=NOON).is_great
    assert tried(again).newly_hit == 3


def test_a_rule_whose_fuse_has_blown_hit_nobody_for_good() -> None:
    family(5)
    blown_fuse(rule="household", policy=builders.policy("household"))
    assert tried(household(2)).newly_hit == 3
