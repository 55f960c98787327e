"""Screening finds exactly what the rules in plain Python find in the same invented nation."""

import pytest

from benchmarks import agreement, nation
from eligibility.models import Finding
from tests.eligibility import people


@pytest.mark.django_db(transaction=True)
def test_screening_agrees_with_the_rules_in_plain_python() -> None:
    nation.populate(4_000, show=lambda line: None)
    people.screen()
    compared = agreement.compare()
    assert (compared.missing, compared.extra) == (set(), set())
    rules = set(Finding.objects.values_list("rule", flat=True).distinct())
    assert len(rules) >= 14  # no agreement about nothing
