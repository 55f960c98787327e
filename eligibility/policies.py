"""Which policy of each rule is in force on a day, with its limits as values."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.models import RulePolicy
from eligibility.rules import catalogue
from eligibility.rules.base import Rule
from eligibility.rules.first_training import FirstTraining, FirstTrainingLimits


@dataclass(frozen=True, slots=True)
class InForce:
    """A rule with the policy that governs it."""

    rule: Rule[Any]  # Any: each rule has limits of its own type
    policy: RulePolicy
    limits: Any


def in_force(*, on: date) -> list[InForce]:
    """Return the rules to apply on the day `on`, in the catalogue's order.

    Of several policies of a rule the highest version counts; a rule that is off or has none is
    left out. Raises rules.base.BadLimits for limits that the rule does not know.
    """
    newest = {
        policy.rule: policy
        for policy in RulePolicy.objects.in_force(on=on).order_by("rule", "version")
    }
    return [
        InForce(rule, policy, rule.read_limits(policy.limits))
        for rule in catalogue.RULES
        if (policy := newest.get(rule.code)) and policy.mode != RulePolicy.Mode.OFF
    ]


def first_training_limits(*, on: date) -> FirstTrainingLimits:
    """Return the days to buy a first training that hold on the day `on`; off or not."""
    policies = RulePolicy.objects.in_force(on=on).filter(rule=FirstTraining.code)
    policy = policies.order_by("-version").first()
    return FirstTraining().read_limits(policy.limits if policy else {})
