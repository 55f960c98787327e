"""Policies for some waves: which of them governs what, and what none of them touches."""

from datetime import date
from typing import Any

import pytest

from eligibility.models import Account, Finding, RulePolicy
from eligibility.policies import in_force
from eligibility.rules import catalogue
from eligibility.rules.base import ALL_WAVES, Waves
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db
BY_WAVE = ["completion", "earlier_recipient", "first_training", "household"]


def version(rule: str, number: int, **over: Any) -> RulePolicy:
    """Put another version of a rule in force."""
    values = {"mode": "block", "legal_source": "uji", "valid_from": date(2026, 1, 1), **over}
    return RulePolicy.objects.create(rule=rule, version=number, enabled_at=NOON, **values)


def governing(rule: str) -> dict[int, str]:
    """Screen everybody and return which version found what, by wave."""
    people.screen()
    found = Finding.objects.filter(rule=rule).select_related("policy")
    return {one.facts["wave"]: str(one.policy) for one in found}


def recipient_of(*waves: int) -> Account:
    """Grant waves to one person."""
    person = people.account()
    for wave in waves:
        people.grant(person, wave=wave)
    return person


def test_rules_about_grants_name_the_wave() -> None:
    named = [rule.code for rule in catalogue.RULES if any(look.wave for look in rule.looks)]
    assert sorted(named) == BY_WAVE


def test_one_policy_for_waves_from_48_and_another_for_earlier_ones() -> None:
    RulePolicy.objects.filter(rule="earlier_recipient").delete()
    version("earlier_recipient", 1, last_wave=47)
    version("earlier_recipient", 2, first_wave=48)
    recipient_of(46, 47, 48)
    assert governing("earlier_recipient") == {
        47: "earlier_recipient v1",
        48: "earlier_recipient v2",
    }


def test_a_newer_version_takes_over_its_waves_only() -> None:
    version("earlier_recipient", 2, first_wave=48, last_wave=60)
    recipient_of(46, 47, 48, 60, 61)
    v1, v2 = "earlier_recipient v1", "earlier_recipient v2"
    assert governing("earlier_recipient") == {47: v1, 48: v2, 60: v2, 61: v1}


def test_a_wave_whose_newest_version_is_off_is_not_judged() -> None:
    version("earlier_recipient", 2, first_wave=48, mode="off")
    recipient_of(46, 47, 48)
    assert governing("earlier_recipient") == {47: "earlier_recipient v1"}


def test_a_newer_version_for_all_waves_takes_over_everything() -> None:
    version("earlier_recipient", 2, first_wave=48)
    version("earlier_recipient", 3)
    recipient_of(47, 48)
    assert governing("earlier_recipient") == {48: "earlier_recipient v3"}


def test_unfinished_and_unbought_trainings_go_by_the_wave_of_their_grant() -> None:
    people.training_file(NOON.date())
    for rule in ("completion", "first_training"):
        version(rule, 2, first_wave=48)
    for wave in (47, 48):
        award = people.grant(people.account(), wave=wave, granted_at=NOON.replace(month=9))
        late = NOON.replace(month=10, day=20)
        people.purchase(award, bought_at=late, complete_until=late)
    for rule in ("completion", "first_training"):
        assert governing(rule) == {47: f"{rule} v1", 48: f"{rule} v2"}


def test_a_policy_for_some_waves_does_not_touch_what_has_no_wave() -> None:
    version("age", 2, first_wave=48, mode="off")
    version("education", 2, last_wave=47, mode="off")
    people.account(birth_date=date(2012, 1, 1), education="school")
    people.screen()
    assert {str(one.policy) for one in Finding.objects.all()} == {"age v1", "education v1"}


def test_a_rule_for_some_waves_only_leaves_the_rest_alone() -> None:
    RulePolicy.objects.filter(rule="age").delete()
    version("age", 1, first_wave=48)
    people.account(birth_date=date(2012, 1, 1))
    assert people.found("age") == []


def test_in_force_says_which_waves_are_whose() -> None:
    version("age", 2, first_wave=48)
    ages = [one for one in in_force(on=NOON.date()) if one.rule.code == "age"]
    assert [one.waves for one in ages] == [Waves(48, None), Waves(but=(Waves(48, None),))]
    assert ALL_WAVES.are_all
    assert not any(one.waves.are_all for one in ages)
