"""Screening finds exactly what the rules in plain Python find in the same invented nation."""

import pytest

from benchmarks import agreement, nation
from eligibility.models import Finding
from eligibility.rules import catalogue
from tests.eligibility import people


@pytest.mark.django_db(transaction=True)
def test_screening_agrees_with_the_rules_in_plain_python() -> None:
    nation.populate(4_000, show=lambda line: None)
    people.screen()
    compared = agreement.compare()
    assert (compared.missing, compared.extra) == (set(), set())
    rules = set(Finding.objects.values_list("rule", flat=True).distinct())
    assert rules == {rule.code for rule in catalogue.RULES}  # no agreement about nothing
    assert_that_who_only_just_breaks_a_rule_was_among_them()


def assert_that_who_only_just_breaks_a_rule_was_among_them() -> None:
    """Check the people invented on the line and one beyond it."""
    age = {"age": [102, 103, 106, 108, 111]}  # of pairs: 18 or 65 that day, on 29 February too
    late = {"first_training": [101, 125, 130], "completion": [145]}  # not 120, 140; 150: wave 11
    for rule, expected in {**age, **late}.items():
        found = Finding.objects.filter(rule=rule, account__in=range(100, 151))
        assert sorted(found.values_list("account", flat=True)) == expected, rule
