"""How a policy in use ends: no earlier than today, never later, and waking no older one."""

from datetime import date, timedelta
from typing import Any

import pytest

from eligibility import policies
from eligibility.models import RulePolicy
from portal.calendar import civil_date
from tests import builders
from tests.builders import NOON
from tests.eligibility.drafts import draft, enabled

pytestmark = pytest.mark.django_db

TODAY = civil_date(NOON)


@pytest.fixture(autouse=True)
def small_reach(settings: Any) -> None:
    """Let two people enable what hits nobody much."""
    settings.POLICY_REACH_SHARE = 100


def test_an_enabled_policy_ends_today_at_the_earliest_and_never_later_than_it_did() -> None:
    policy = enabled()
    by = builders.officer("supervisor")
    with pytest.raises(policies.NotAllowed, match="paling cepat hari ini"):
        policies.end(policy, last_day=TODAY - timedelta(days=1), by=by, at=NOON)
    policy = policies.end(policy, last_day=TODAY + timedelta(days=5), by=by, at=NOON)
    with pytest.raises(policies.NotAllowed, match="lebih cepat"):
        policies.end(policy, last_day=TODAY + timedelta(days=6), by=by, at=NOON)
    policy = policies.end(policy, last_day=TODAY, by=by, at=NOON)
    assert policy.valid_until == TODAY
    with pytest.raises(policies.NotAllowed, match="sudah berakhir"):
        policies.end(policy, last_day=TODAY, by=by, at=NOON)


def test_a_draft_is_not_ended_and_an_agent_ends_nothing() -> None:
    with pytest.raises(policies.NotAllowed, match="belum aktif"):
        policies.end(draft(), last_day=TODAY, by=builders.officer("supervisor"), at=NOON)
    with pytest.raises(policies.NotAllowed, match="Hanya petugas aturan atau penyelia"):
        policies.end(enabled(), last_day=TODAY, by=builders.officer("agent"), at=NOON)


def test_ending_a_version_never_wakes_an_older_one() -> None:
    policy = enabled("household", limits={"most": 3}, first_wave=71)
    with pytest.raises(policies.NotAllowed, match="Versi 1 akan berlaku lagi"):
        policies.end(policy, last_day=TODAY, by=builders.officer("supervisor"), at=NOON)


def test_a_version_for_other_waves_is_no_hindrance_to_an_end() -> None:
    first = RulePolicy.objects.get(rule="household", version=1)
    policies.end(first, last_day=TODAY, by=builders.officer("supervisor"), at=NOON)
    enabled("household", first_wave=1, last_wave=70)
    newest = enabled("household", first_wave=71)
    by = builders.officer("supervisor")
    assert policies.end(newest, last_day=TODAY + timedelta(days=3), by=by, at=NOON).valid_until


def test_the_last_day_of_the_calendar_is_an_answer_and_no_fault() -> None:
    policy = enabled(valid_until=date(9999, 12, 31))
    with pytest.raises(policies.NotAllowed):
        policies.end(policy, last_day=date.max, by=builders.officer("supervisor"), at=NOON)
    with pytest.raises(policies.NotAllowed):
        policies.end(enabled("age"), last_day=date.max, by=builders.officer("supervisor"), at=NOON)
