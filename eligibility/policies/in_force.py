"""Which policy of each rule is in force on a day, with its limits as values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from eligibility.models import RulePolicy
from eligibility.rules import catalogue
from eligibility.rules.base import Rule, Waves
from eligibility.rules.first_training import FirstTraining


@dataclass(frozen=True, slots=True)
class InForce:
    """A rule with a policy that governs it, in the waves that are the policy's."""

    rule: Rule[Any]  # Any: each rule has limits of its own type
    policy: RulePolicy
    limits: Any
    waves: Waves

    @property
    def acts(self) -> bool:
        """Whether findings lead to something: a policy may only observe."""
        return self.policy.mode in (RulePolicy.Mode.FLAG, RulePolicy.Mode.BLOCK)


def in_force(*, on: date) -> list[InForce]:
    """Return the rules to apply on the day `on`, in the catalogue's order.

    Of several policies of a rule for a wave the highest version counts; a rule that is off, has
    none or was stopped by the end of that day is left out: a version that is stopped keeps its
    place, so that no older one comes back by it. Raises rules.base.BadLimits for limits that the
    rule does not know.
    """
    versions: dict[str, list[RulePolicy]] = {}
    for policy in RulePolicy.objects.valid(on=on).order_by("rule", "-version"):
        versions.setdefault(policy.rule, []).append(policy)
    return [
        InForce(rule, policy, rule.read_limits(policy.limits), waves)
        for rule in catalogue.RULES
        for policy, waves in _by_wave(versions.get(rule.code, []))
        if policy.mode != RulePolicy.Mode.OFF and not policy.is_stopped(on=on)
    ]


def to_screen_by(*, on: date) -> list[InForce]:
    """Return the rules to screen by as of the day `on`: in force then, and stopped by nobody since.

    So a run begun before midnight does not go on by a version that was stopped after it.
    """
    return [one for one in in_force(on=on) if one.policy.stopped_at is None]


def _by_wave(newest_first: Iterable[RulePolicy]) -> Iterator[tuple[RulePolicy, Waves]]:
    """Yield each policy with the waves that no newer version took over from it."""
    taken: list[Waves] = []
    for policy in newest_first:
        own = Waves(policy.first_wave, policy.last_wave)
        yield policy, replace(own, but=tuple(taken))
        if own.are_all:
            return
        taken.append(own)


def first_training_days(wave: int, *, on: date) -> int:
    """Return the days to buy a first training that a grant of `wave` has on the day `on`.

    The policy that governs the wave says so, off, stopped or not: what is not judged has a
    deadline, too.
    """
    policies = RulePolicy.objects.valid(on=on).filter(
        Q(first_wave=None) | Q(first_wave__lte=wave),
        Q(last_wave=None) | Q(last_wave__gte=wave),
        rule=FirstTraining.code,
    )
    policy = policies.order_by("-version").first()
    return FirstTraining().read_limits(policy.limits if policy else {}).days_for(wave)
