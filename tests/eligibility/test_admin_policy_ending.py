"""The pages that end a version or stop it at once, and what the version's page says then."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from eligibility import policies
from eligibility.models import Block, RulePolicy
from portal.calendar import civil_date
from portal.models import Role
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import drafts
from tests.eligibility.policy_pages import LIST, page, words

pytestmark = pytest.mark.django_db


def of(rule: str) -> RulePolicy:
    return RulePolicy.objects.get(rule=rule, version=1)


def door(policy: RulePolicy, name: str) -> str:
    return reverse(f"admin:eligibility_rulepolicy_{name}", args=[policy.pk])


def test_stopping_asks_first_and_takes_words() -> None:
    policy, client = of("age"), signed_in(builders.officer("rule_officer"))
    assert door(policy, "stop") in words(client, page(policy))
    assert "sekarang juga?" in words(client, door(policy, "stop"))
    response = client.post(door(policy, "stop"), {"reason": " "})
    assert response.status_code == 422
    assert "Tulis mengapa versi ini dihentikan." in response.content.decode()
    policy.refresh_from_db()
    assert policy.stopped_at is None


def test_a_stopped_version_says_so_with_whom_and_why() -> None:
    policy, officer = of("age"), builders.officer("rule_officer", first_name="Dewi")
    signed_in(officer).post(door(policy, "stop"), {"reason": "Batas umur keliru"})
    html = words(signed_in(builders.officer("auditor")), page(policy))
    for said in ("Dihentikan", "Dewi", "Batas umur keliru", "sampai dihentikan"):
        assert said in html
    assert door(policy, "stop") not in html
    again = signed_in(officer).post(door(policy, "stop"), {"reason": "x"}, follow=True)
    assert "sudah dihentikan" in again.content.decode()


def test_a_stopped_version_says_how_many_of_its_blocks_still_stand() -> None:
    policy, client = of("education"), signed_in(builders.officer("supervisor"))
    Block.objects.filter(pk=builders.block("G03").pk).update(policy=policy)
    client.post(door(policy, "stop"), {"reason": "Keliru"})
    html = words(client, page(policy))
    assert "Blokirnya yang masih terbuka</dt><dd>1, sampai orang memutusnya" in html


@pytest.mark.parametrize("role", Role.values)
def test_only_those_who_answer_for_the_rules_open_the_question(role: str) -> None:
    response = signed_in(builders.officer(role)).get(door(of("age"), "stop"))
    assert response.status_code == (200 if role in ("rule_officer", "supervisor") else 403)


def test_ending_asks_before_it_keeps_the_day() -> None:
    policy, client = of("age"), signed_in(builders.officer("supervisor"))
    day = civil_date(timezone.now()) + timedelta(days=3)
    html = client.post(door(policy, "end"), {"last_day": f"{day}"}).content.decode()
    assert "Ya, akhiri pada hari itu" in html
    assert f'value="{day}"' in html
    policy.refresh_from_db()
    assert policy.valid_until is None
    client.post(door(policy, "end"), {"last_day": f"{day}", "confirmed": "1"})
    policy.refresh_from_db()
    assert policy.valid_until == day


def test_a_version_replaced_on_its_first_day_never_was_in_force() -> None:
    policy = of("age")
    before = policy.valid_from - timedelta(days=1)
    RulePolicy.objects.filter(pk=policy.pk).update(valid_until=before)
    assert "tidak pernah berlaku" in words(signed_in(builders.officer("auditor")), page(policy))


def replace(older: RulePolicy) -> None:
    """Enable a newer version from the same first day on, two hours after the older one."""
    newer = drafts.draft(older.rule, valid_from=older.valid_from)
    drafts.tried(newer)
    policies.endorse(newer, by=builders.officer("rule_officer"), at=NOON)
    policies.enable(newer, by=builders.officer("supervisor"), at=NOON + timedelta(hours=2))


@pytest.mark.parametrize(
    ("later", "said"),
    [(0, "20 Nov 2026, 12.00 sampai diganti 20 Nov 2026, 14.00"), (1, "tidak pernah berlaku")],
)
def test_a_version_replaced_on_the_day_it_began_governed_until_then(later: int, said: str) -> None:
    policy = drafts.enabled(valid_from=civil_date(NOON) + timedelta(days=later))
    replace(policy)
    client = signed_in(builders.officer("auditor"))
    assert said in words(client, page(policy))
    assert said in words(client, reverse(LIST))


def test_a_version_stopped_on_its_first_day_and_then_replaced_was_in_force_until_stopped() -> None:
    policy = drafts.enabled(valid_from=civil_date(NOON))
    stopped_at, by = NOON + timedelta(hours=1), builders.officer("supervisor")
    policies.stop(policy, reason="Keliru", by=by, at=stopped_at)
    replace(policy)
    html = words(signed_in(builders.officer("auditor")), page(policy))
    assert "20 Nov 2026 sampai dihentikan 20 Nov 2026, 13.00" in html


def test_an_enabled_version_shows_what_it_changed() -> None:
    first = of("age")
    newer = RulePolicy.objects.create(
        rule="age", version=2, mode="flag", limits={"oldest": 60}, legal_source="uji",
        valid_from=civil_date(timezone.now()), enabled_at=timezone.now(),
    )  # fmt: skip
    RulePolicy.objects.filter(pk=first.pk).update(valid_until=newer.valid_from - timedelta(days=1))
    html = words(signed_in(builders.officer("auditor")), page(newer))
    assert page(first) in html
    assert "berubah" in html


def test_the_list_tells_stopped_versions_apart() -> None:
    policy = of("age")
    signed_in(builders.officer("supervisor")).post(door(policy, "stop"), {"reason": "Keliru"})
    url = reverse("admin:eligibility_rulepolicy_changelist")
    client = signed_in(builders.officer("auditor"))
    assert page(policy) in words(client, f"{url}?state=stopped")
    assert page(policy) not in words(client, f"{url}?state=in_force")
