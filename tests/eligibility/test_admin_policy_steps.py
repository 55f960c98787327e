"""The page of one policy: its dry run as it goes, its buttons, and its end."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from eligibility import policies
from eligibility.models import Block, DryRun, RulePolicy
from portal.calendar import civil_date
from portal.models import Role
from tests import builders
from tests.desk import signed_in
from tests.eligibility.policy_pages import draft, page, queries_of, step, tried, words

pytestmark = pytest.mark.django_db


def test_two_people_lead_a_draft_to_where_it_governs(settings: Any) -> None:
    settings.POLICY_REACH_SHARE = 100
    policy = draft()
    client = signed_in(builders.officer("supervisor"))
    assert "Coba dulu draf ini" in words(client, page(policy))
    client.post(step(policy, "coba"))
    policies.trial.work_off()
    assert "Aktifkan" in words(client, page(policy))
    client.post(step(policy, "aktifkan"))
    policy.refresh_from_db()
    assert policy.enabled_at
    assert "Menunggu mulai" in words(client, page(policy))


def test_great_reach_is_said_and_needs_a_third_person(settings: Any) -> None:
    settings.POLICY_REACH_ACCOUNTS = 0
    RulePolicy.objects.filter(rule="education").update(mode="observe")
    builders.account(education="school")
    policy = draft()
    tried(policy)
    second, third = (signed_in(builders.officer("supervisor")) for _ in range(2))
    assert "perlu orang ketiga" in words(second, page(policy))
    second.post(step(policy, "aktifkan"))
    second.post(step(policy, "setujui"))
    assert "Orang ketiga yang mengaktifkannya" in words(second, page(policy))
    third.post(step(policy, "aktifkan"))
    policy.refresh_from_db()
    assert policy.enabled_at


def test_a_refusal_is_a_message_on_the_page() -> None:
    policy = draft()
    client = signed_in(builders.officer("supervisor"))
    response = client.post(step(policy, "aktifkan"), follow=True)
    assert "Coba dulu draf ini tanpa akibat" in response.content.decode()


def test_the_dry_run_is_shown_in_tables_with_masked_people() -> None:
    person = builders.account(education="school", province_code="31")
    policy = draft()
    tried(policy)
    html = words(signed_in(builders.officer("supervisor")), page(policy))
    for said in ("DKI Jakarta", "Belum pernah menerima", "Aktif", "akan baru diblokir"):
        assert said in html
    assert person.external_id in html
    for hidden in (person.nik, person.kk, person.name, person.phone, person.email):
        assert hidden not in html
    assert reverse("admin:eligibility_account_change", args=[person.pk]) in html


def test_a_dry_run_of_an_earlier_draft_is_marked() -> None:
    policy = draft("age", limits={"oldest": 60})
    tried(policy)
    RulePolicy.objects.filter(pk=policy.pk).update(limits={"oldest": 61})
    html = words(signed_in(builders.officer("auditor")), page(policy))
    assert "Draf sudah berubah sesudah percobaan ini" in html


def test_a_dry_run_says_how_far_it_is() -> None:
    policy = draft()
    policies.trial.order(policy, by=builders.officer("supervisor"), at=timezone.now())
    client = signed_in(builders.officer("auditor"))
    assert "menunggu giliran" in words(client, page(policy))
    DryRun.objects.update(next_id=9, accounts=8)
    assert "8 akun sudah dihitung" in words(client, page(policy))
    DryRun.objects.update(dead_at=timezone.now())
    assert "berhenti; coba lagi" in words(client, page(policy))


def test_the_page_follows_a_dry_run_until_it_is_done() -> None:
    builders.account(education="school")
    policy, client = draft(), signed_in(builders.officer("auditor"))
    live = reverse("admin:eligibility_rulepolicy_progress", args=[policy.pk])
    assert client.get(live).status_code == 404
    policies.trial.order(policy, by=builders.officer("supervisor"), at=timezone.now())
    assert f'data-progress="{live}"' in words(client, page(policy))
    answer = client.get(live).json()
    assert (answer["is_running"], answer["percent"]) == (True, 0)
    assert answer["figures"]["stage"] == "menunggu giliran"
    policies.trial.work_off()
    answer = client.get(live).json()
    assert (answer["is_running"], answer["percent"], answer["figures"]["hits"]) == (False, 100, "1")
    assert "data-progress" not in words(client, page(policy))


def test_how_far_a_count_is_goes_by_the_accounts_behind_it() -> None:
    keys = [builders.account().pk for _ in range(4)]
    policy, family = draft(), draft("household")
    by = builders.officer("supervisor")
    for each in (policy, family):
        policies.trial.order(each, by=by, at=timezone.now())
    DryRun.objects.filter(policy=policy).update(next_id=keys[2])
    client = signed_in(builders.officer("auditor"))
    percents = [
        client.get(reverse("admin:eligibility_rulepolicy_progress", args=[each.pk])).json()[
            "percent"
        ]
        for each in (policy, family)
    ]
    assert percents == [50, None]


def test_once_enabled_the_page_names_who_endorsed_it(settings: Any) -> None:
    settings.POLICY_REACH_ACCOUNTS = 0
    RulePolicy.objects.filter(rule="education").update(mode="observe")
    builders.account(education="school")
    policy = draft()
    tried(policy)
    second, third = builders.officer("supervisor"), builders.officer("supervisor")
    policies.endorse(policy, by=second, at=timezone.now())
    policies.enable(policy, by=third, at=timezone.now())
    html = words(signed_in(builders.officer("auditor")), page(policy))
    assert f"Disetujui oleh {second.get_full_name() or second.username}" in html
    assert "perlu orang ketiga" not in html


def test_a_last_day_is_said_to_hold_to_its_end() -> None:
    policy = draft(valid_from=date(2099, 6, 1), valid_until=date(2099, 6, 30))
    assert "sampai akhir 30 Jun 2099" in words(signed_in(builders.officer("auditor")), page(policy))


def test_the_page_says_what_becomes_of_the_blocks_of_a_version_that_ends() -> None:
    first = RulePolicy.objects.get(rule="education", version=1)
    client = signed_in(builders.officer("supervisor"))
    assert "Tidak ada blokir dari versi ini yang masih terbuka" in words(client, page(first))
    Block.objects.filter(pk=builders.block("G03").pk).update(policy=first)
    html = words(client, page(first))
    assert "1 blokir dari versi ini masih terbuka" in html
    assert f"{reverse('admin:eligibility_remedy_add')}?policy={first.pk}" in html


def test_a_draft_is_not_ended_on_its_page_either() -> None:
    policy, client = draft(), signed_in(builders.officer("supervisor"))
    url = reverse("admin:eligibility_rulepolicy_end", args=[policy.pk])
    html = client.post(url, {"last_day": "2099-01-01"}, follow=True).content.decode()
    assert "Draf dibuang, bukan diakhiri" in html


def test_a_policy_is_ended_with_a_day() -> None:
    first = RulePolicy.objects.get(rule="age", version=1)
    client = signed_in(builders.officer("supervisor"))
    url = reverse("admin:eligibility_rulepolicy_end", args=[first.pk])
    assert "Pilih hari terakhirnya" in client.post(url, {}).content.decode()
    today = civil_date(timezone.now())
    client.post(url, {"last_day": f"{today}", "confirmed": "1"})
    first.refresh_from_db()
    assert first.valid_until == today
    agent = signed_in(builders.officer("agent"))
    assert agent.post(url, {"last_day": f"{today}"}).status_code == 403
    assert agent.post(url, {}).status_code == 403


@pytest.mark.parametrize("name", ["coba", "setujui", "aktifkan", "buang"])
def test_a_step_is_a_button_and_never_a_link(name: str) -> None:
    client = signed_in(builders.officer("rule_officer"))
    assert client.get(step(draft(), name)).status_code == 405


def test_nobody_writes_a_policy_past_the_verbs() -> None:
    policy = draft()
    for role in Role.values:
        response = signed_in(builders.officer(role)).post(page(policy), {"mode": "off"})
        assert response.status_code == 403


def test_the_page_asks_as_much_for_one_person_hit_as_for_twenty_five() -> None:
    builders.account(education="school")
    client, policy = signed_in(builders.officer("auditor")), draft()
    tried(policy)
    one = queries_of(client, page(policy))
    for _ in range(24):
        builders.account(education="school")
    tried(policy)
    assert queries_of(client, page(policy)) == one


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
@pytest.mark.parametrize("name", ["coba", "setujui", "aktifkan", "buang"])
def test_readers_have_no_buttons_and_their_posts_are_refused(role: str, name: str) -> None:
    client, policy = signed_in(builders.officer(role)), draft()
    assert "Coba tanpa akibat" not in words(client, page(policy))
    assert client.post(step(policy, name)).status_code == 403


def test_a_last_day_that_cannot_be_is_refused_beside_the_field() -> None:
    first = RulePolicy.objects.get(rule="age", version=1)
    client = signed_in(builders.officer("supervisor"))
    url = reverse("admin:eligibility_rulepolicy_end", args=[first.pk])
    response = client.post(url, {"last_day": "2020-01-01"})
    assert response.status_code == 422
    html = response.content.decode()
    assert '<a href="#id_last_day">' in html
    assert 'value="2020-01-01"' in html
