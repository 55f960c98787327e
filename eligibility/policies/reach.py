"""How many people a policy flags or blocks, and when that asks for a third person. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings

from eligibility.models import DryRun, Fuse, RulePolicy
from eligibility.policies.in_force import InForce, in_force
from eligibility.policies.terms import digest_of
from portal.calendar import civil_date

# A dry run older than this says too little about today's accounts.
FRESH = timedelta(days=7)
# Versions of one rule that are enabled within so long count together.
TOGETHER = timedelta(days=7)
_ACTING = (RulePolicy.Mode.FLAG, RulePolicy.Mode.BLOCK)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people a policy newly hits by its dry run, and the rule's other new versions by theirs.

    `most` is how many two people may answer for; `others` are those other versions.
    """

    own: int
    beside: int
    most: int
    others: tuple[RulePolicy, ...]

    @property
    def people(self) -> int:
        """All of them; who is hit by two versions counts twice, on the safe side."""
        return self.own + self.beside

    @property
    def is_great(self) -> bool:
        """Whether a third person must stand behind the policy."""
        return bool(self.own) and self.people > self.most


def reach_of(policy: RulePolicy, tried: DryRun, *, at: datetime) -> Reach:
    """Return whom `policy` reaches by the dry run `tried`, if enabled at `at`.

    People whom the rule hit a week before already do not count: going back to what was in force
    then takes two people. What the rule's other versions newly reach that were enabled in the
    TOGETHER before counts along: two halves of one change need the third person that the whole
    would need. Off and observe reach nobody, so that two people can always stop a rule.
    """
    most = min(tried.accounts * settings.POLICY_REACH_SHARE // 100, settings.POLICY_REACH_ACCOUNTS)
    if policy.mode not in _ACTING:
        return Reach(own=0, beside=0, most=most, others=())
    others = RulePolicy.objects.filter(
        rule=policy.rule, mode__in=_ACTING, enabled_at__gt=at - TOGETHER, enabled_at__lte=at
    ).exclude(pk=policy.pk)
    found = [(other, hit) for other in others.order_by("version") if (hit := _hit_by(other))]
    return Reach(
        own=_newly_hit(policy, tried, at=at),
        beside=sum(hit for _, hit in found),
        most=most,
        others=tuple(other for other, _ in found),
    )


def standing_before(rule: str, mode: str, *, at: datetime) -> list[InForce]:
    """Return the rule's versions in force TOGETHER before `at` that do as much as `mode` does.

    Left out is what somebody has stopped since, and what only flags because its fuse has blown.
    """
    as_much = _ACTING if mode == RulePolicy.Mode.FLAG else (RulePolicy.Mode.BLOCK,)
    blown = set(Fuse.objects.blown().filter(rule=rule).values_list("policy", flat=True))
    return [
        one
        for one in in_force(on=civil_date(at - TOGETHER))
        if one.rule.code == rule
        and one.policy.mode in as_much
        and one.policy.stopped_at is None
        and one.policy.pk not in blown
    ]


def fresh_dry_run(policy: RulePolicy, *, at: datetime) -> DryRun | None:
    """Return the newest finished dry run of exactly this draft, at most FRESH old."""
    tried = policy.dry_runs.filter(tried_digest=digest_of(policy), done_at__gte=at - FRESH)
    return tried.order_by("-done_at", "-pk").first()


def _hit_by(policy: RulePolicy) -> int:
    """Return how many people the dry run said on which `policy` was enabled."""
    tried = policy.dry_runs.filter(tried_digest=digest_of(policy)).exclude(done_at=None)
    newest = tried.order_by("-done_at", "-pk").first()
    if newest is None:
        return 0
    return _newly_hit(policy, newest, at=cast("datetime", policy.enabled_at))


def _newly_hit(policy: RulePolicy, tried: DryRun, *, at: datetime) -> int:
    """Return whom the week before did not hit; everybody hit, where that cannot be said any more."""
    standing = {one.policy.pk for one in standing_before(policy.rule, policy.mode, at=at)}
    if tried.newly_hit is None or not standing.issuperset(tried.compared_with):
        return _people(tried)
    return tried.newly_hit


def _people(tried: DryRun) -> int:
    return max(tried.hits, tried.newly_blocked)
