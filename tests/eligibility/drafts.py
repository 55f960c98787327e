"""Drafts of policies as officers make them, for tests."""

from datetime import datetime, timedelta
from typing import Any

from eligibility import policies
from eligibility.models import DryRun, RulePolicy
from portal.calendar import civil_date
from portal.models import User
from tests import builders
from tests.builders import NOON


def terms(**over: Any) -> dict[str, Any]:
    """Return what a rule officer may write about the rule on education."""
    return {
        "mode": "block",
        "limits": {},
        "legal_source": "Permenko 1/2026 Pasal 3",
        "valid_from": civil_date(NOON) + timedelta(days=1),
        **over,
    }


def draft(rule: str = "education", *, by: User | None = None, **over: Any) -> RulePolicy:
    """Draft a version."""
    officer = by or builders.officer("rule_officer")
    return policies.draft(rule=rule, by=officer, at=NOON, **terms(**over))


def tried(policy: RulePolicy, *, at: datetime = NOON) -> DryRun:
    """Order a dry run of the draft and work it off."""
    run = policies.trial.order(policy, by=builders.officer("rule_officer"), at=at)
    while policies.trial.work_off():
        pass
    # Tests live in another time than the database that marks rows as done.
    DryRun.objects.filter(pk=run.pk).update(done_at=at)
    run.refresh_from_db()
    return run


def enabled(rule: str = "education", **over: Any) -> RulePolicy:
    """Draft a version and lead it to where it governs, with three people behind it."""
    policy = draft(rule, **over)
    tried(policy)
    policies.endorse(policy, by=builders.officer("rule_officer"), at=NOON)
    return policies.enable(policy, by=builders.officer("supervisor"), at=NOON)
