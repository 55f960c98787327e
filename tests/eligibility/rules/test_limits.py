"""Within what a rule's limits make sense."""

from dataclasses import fields

import pytest

from eligibility.rules.age import AgeLimits
from eligibility.rules.base import NoLimits
from eligibility.rules.catalogue import RULES
from eligibility.rules.limits import Bounded, Senseless, senseless


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"youngest": 20, "oldest": 20}, []),
        ({"youngest": 21, "oldest": 20}, [Senseless("oldest", floor="youngest")]),
        ({"youngest": 18, "oldest": 120}, []),
        ({"youngest": 18, "oldest": 121}, [Senseless("oldest", highest=120)]),
        ({"youngest": 60}, []),
        ({}, []),
    ],
)
def test_an_age_is_never_past_a_human_one_nor_the_oldest_below_the_youngest(
    said: dict[str, int], found: list[Senseless]
) -> None:
    assert list(senseless(AgeLimits, said)) == found


def test_every_limit_of_every_rule_is_bounded() -> None:
    for rule in RULES:
        if rule.limits is NoLimits:
            continue
        assert issubclass(rule.limits, Bounded)
        names = {field.name for field in fields(rule.limits)}  # type: ignore[arg-type] # a mixin
        assert set(rule.limits.highest) == names


def test_the_limits_a_rule_comes_with_make_sense() -> None:
    for rule in RULES:
        own = rule.limits()
        said = {name: getattr(own, name) for name in rule.limits.__dataclass_fields__}
        assert list(senseless(rule.limits, said)) == []
