"""G03: what a register or the person says, and what other words do not."""

import pytest

from eligibility.models import Finding, RegistryVerdict
from eligibility.rules.base import NoLimits
from eligibility.rules.education import ByRegister, Declared
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def test_a_registers_word_is_found_with_the_day_it_began() -> None:
    people.verdict(people.account(), register="emis")
    facts = {"basis": "register", "register": "emis", "since": "2026-03-03"}
    assert people.found("education") == [facts]
    assert Finding.objects.get().source == "emis"


@pytest.mark.parametrize("verdict", [v for v in RegistryVerdict.Verdict if v != "enrolled"])
def test_only_enrolled_breaks_education(verdict: str) -> None:
    people.verdict(people.account(), verdict)
    assert people.found("education") == []


def test_a_superseded_verdict_breaks_nothing() -> None:
    people.verdict(people.account(), superseded_at=NOON)
    assert people.found("education") == []


@pytest.mark.parametrize(
    ("education", "is_broken"),
    [("school", True), ("university", True), ("none", False), ("", False)],
)
def test_declared_education(education: str, *, is_broken: bool) -> None:
    people.account(education=education)
    expected = [{"basis": "declared", "declared": education}]
    assert people.found("education") == expected * is_broken


def test_stored_facts_are_judged_again_by_themselves() -> None:
    assert Declared().judge({"declared": "school"}, NoLimits()) is True
    assert Declared().judge({"declared": "none"}, NoLimits()) is False
    assert ByRegister().judge({"register": "emis"}, NoLimits()) is True
    assert ByRegister().judge({"declared": "school"}, NoLimits()) is None
