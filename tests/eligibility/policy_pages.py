"""What tests of the policies' pages share: drafts of today, and pages as people read them."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from eligibility import policies
from eligibility.models import DryRun, RulePolicy
from portal.calendar import civil_date
from tests import builders
from tests.eligibility import drafts

LIST = "admin:eligibility_rulepolicy_changelist"


def page(policy: RulePolicy) -> str:
    return reverse("admin:eligibility_rulepolicy_change", args=[policy.pk])


def step(policy: RulePolicy, name: str) -> str:
    return reverse("admin:eligibility_rulepolicy_step", args=[policy.pk, name])


def draft(rule: str = "education", **over: Any) -> RulePolicy:
    """Draft a version that may begin whenever the tests run."""
    at = timezone.now()
    terms = drafts.terms(**{"valid_from": civil_date(at) + timedelta(days=1), **over})
    return policies.draft(rule=rule, by=builders.officer("rule_officer"), at=at, **terms)


def tried(policy: RulePolicy) -> DryRun:
    """Try the draft now."""
    return drafts.tried(policy, at=timezone.now())


def typed(**over: Any) -> dict[str, Any]:
    """Return what an officer types into the form on the rule about age."""
    day = civil_date(timezone.now()) + timedelta(days=1)
    return {
        "mode": "flag", "limit_youngest": "18", "limit_oldest": "60", "valid_from": f"{day}",
        "legal_source": "Permenko 1/2026", "note": "Batas baru.", **over,
    }  # fmt: skip


def words(client: Client, url: str) -> str:
    """Return the page as people read it, in one line."""
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def queries_of(client: Client, url: str) -> int:
    """Return how many queries a page takes."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)
