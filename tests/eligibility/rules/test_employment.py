"""G05: outside the target by the person's own word only."""

import pytest

from eligibility.models import Account
from eligibility.rules.base import NoLimits
from eligibility.rules.employment import Declared
from tests.eligibility import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("employment", [*Account.Employment.values, ""])
def test_only_those_outside_the_target_break_employment(employment: str) -> None:
    people.account(employment=employment)
    facts = {"basis": "declared", "declared": "other"}
    assert people.found("employment") == [facts] * (employment == "other")


@pytest.mark.parametrize(
    ("facts", "is_broken"),
    [({"declared": "other"}, True), ({"declared": "worker"}, False), ({}, None)],
)
def test_an_answer_found_is_judged_again_by_itself(
    facts: dict[str, str], *, is_broken: bool | None
) -> None:
    assert Declared().judge(facts, NoLimits()) is is_broken
