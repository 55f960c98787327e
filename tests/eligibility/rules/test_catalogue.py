"""What holds for all rules: a policy from the first day, words to read, data missing."""

import re
from dataclasses import fields
from datetime import date

import pytest
from django.utils import translation

from eligibility.grounds import Ground
from eligibility.models import Account, Finding, RulePolicy
from eligibility.policies import in_force
from eligibility.rules import catalogue
from eligibility.rules.base import BadLimits, Look, Scope
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

# Grounds that infer what somebody meant, or lean on a register that loses people, only flag.
ONLY_FLAGGED = {"G01", "G08", "G09", "G12"}
LOOKS = [look for rule in catalogue.RULES for look in rule.looks]
# "Satu" is left out: it is an article, too ("satu Kartu Keluarga").
NUMBER = re.compile(
    r"\d|\b(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|\w*puluh|\w*belas|\w*ratus)\b",
    re.IGNORECASE,
)


def test_somebody_of_whom_nothing_is_known_breaks_no_rule() -> None:
    people.account(sex="", education="", employment="", province_code="", citizenship="")
    Account.objects.update(birth_date=None)
    people.screen()
    assert not Finding.objects.exists()


@pytest.mark.parametrize("status", ["revoked", "closed"])
def test_who_is_revoked_or_closed_is_judged_no_more(status: str) -> None:
    person = people.account(education="school", employment="other", citizenship="wna")
    Account.objects.update(status=status)
    for item in in_force(on=NOON.date()):
        for breaches in item.rule.breaches(Scope(), item.limits, at=NOON):
            assert not breaches.filter(account_key=person.pk).exists()


def test_every_rule_has_a_policy_from_the_first_day() -> None:
    governed = in_force(on=date(2020, 4, 11))
    assert [item.rule.code for item in governed] == [rule.code for rule in catalogue.RULES]
    assert all(item.policy.legal_source for item in governed)
    for item in governed:
        assert item.policy.mode == ("flag" if item.rule.ground in ONLY_FLAGGED else "block")


def test_the_first_policies_say_the_rules_own_limits() -> None:
    for item in in_force(on=date(2020, 4, 11)):
        assert item.limits == item.rule.limits()


def test_no_rule_applies_before_its_policy_does() -> None:
    assert in_force(on=date(2020, 4, 10)) == []


def test_a_policy_for_a_rule_that_is_no_more_is_left_out() -> None:
    RulePolicy.objects.filter(rule="age").update(rule="palm_reading")
    assert "palm_reading" not in [item.rule.code for item in in_force(on=NOON.date())]
    assert catalogue.rule("palm_reading") is None


def test_codes_and_bases_are_unique() -> None:
    codes = [rule.code for rule in catalogue.RULES]
    assert len(set(codes)) == len(codes)
    for rule in catalogue.RULES:
        assert len({look.basis for look in rule.looks}) == len(rule.looks)


@pytest.mark.parametrize("rule", catalogue.RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_it_looks_at_and_asks_for(rule: catalogue.AnyRule) -> None:
    assert rule.looks_at
    with translation.override("id"):
        assert all((str(rule.title), str(rule.disproved_by), str(rule.proof)))
        assert all((str(look.why), str(look.source)) for look in rule.looks)


@pytest.mark.parametrize("rule", catalogue.RULES, ids=lambda rule: rule.code)
def test_no_words_of_a_rule_name_a_number_that_its_policy_may_change(
    rule: catalogue.AnyRule,
) -> None:
    said = [rule.title, rule.ground.label, rule.disproved_by, rule.proof]
    said += [words for look in rule.looks for words in (look.why, look.source)]
    with translation.override("id"):
        assert [str(words) for words in said if NUMBER.search(str(words))] == []


def test_no_ground_is_named_by_a_number() -> None:
    with translation.override("id"):
        assert not [label for label in Ground.labels if NUMBER.search(str(label))]


@pytest.mark.parametrize("rule", catalogue.RULES, ids=lambda rule: rule.code)
def test_a_limit_in_a_rules_words_is_the_one_that_was_applied(rule: catalogue.AnyRule) -> None:
    limits = rule.limits()
    names = {field.name for field in fields(limits)}
    with translation.override("id"):
        for look in rule.looks:
            asked = names & set(re.findall(r"%\((\w+)\)s", str(look.why)))
            facts = look.facts(limits)
            assert {name: facts.get(name) for name in asked} == {
                name: getattr(limits, name) for name in asked
            }


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{type(look).__module__}.{look.basis}")
def test_facts_that_say_nothing_cannot_be_judged(look: Look[object]) -> None:
    limits = next(rule.limits() for rule in catalogue.RULES if look in rule.looks)
    assert look.judge({}, limits) is None


@pytest.mark.parametrize(
    "stored", [{"youngst": 18}, {"youngest": "18"}, {"youngest": 0}, {"youngest": True}]
)
def test_limits_that_the_rule_does_not_know_are_refused(stored: dict[str, object]) -> None:
    age = catalogue.rule("age")
    assert age is not None
    with pytest.raises(BadLimits, match="oldest"):
        age.read_limits(stored)
