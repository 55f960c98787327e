"""What reaches many needs a third person, also in two halves."""

from datetime import timedelta
from typing import Any

import pytest

from eligibility import policies
from eligibility.models import RulePolicy
from portal.calendar import civil_date
from tests import builders
from tests.builders import NOON
from tests.eligibility.drafts import draft, tried

pytestmark = pytest.mark.django_db


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
