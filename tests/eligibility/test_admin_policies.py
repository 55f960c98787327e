"""The staff's pages of policies, dry runs and fuses: who sees what, and what the buttons do."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from eligibility import policies
from eligibility.models import DryRun, Fuse, RulePolicy
from portal.calendar import civil_date
from portal.models import Role
from tests import builders
from tests.desk import signed_in
from tests.eligibility import drafts
from tests.eligibility.decisions import blown_fuse, decided

pytestmark = pytest.mark.django_db

LIST = "admin:eligibility_rulepolicy_changelist"


def page(policy: RulePolicy) -> str:
    return reverse("admin:eligibility_rulepolicy_change", args=[policy.pk])


def step(policy: RulePolicy, name: str) -> str:
    return reverse("admin:eligibility_rulepolicy_step", args=[policy.pk, name])


def draft(rule: str = "education", **over: Any) -> RulePolicy:
    """Draft a version that may begin whenever the tests run."""
    at = timezone.now()
    terms = drafts.terms(valid_from=civil_date(at) + timedelta(days=1), **over)
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


@pytest.mark.parametrize("role", Role.values)
def test_every_role_reads_policies_fuses_and_rates(role: str) -> None:
    client, policy = signed_in(builders.officer(role)), draft()
    tried(policy)
    blown = blown_fuse(policy=policy)
    for url in (
        reverse(LIST),
        page(policy),
        reverse("admin:eligibility_fuse_changelist"),
        reverse("admin:eligibility_fuse_change", args=[blown.pk]),
        reverse("admin:eligibility_fuse_rates"),
    ):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_only_a_rule_officer_is_offered_drafting(role: str) -> None:
    client = signed_in(builders.officer(role))
    may = role == "rule_officer"
    assert ("Susun versi baru" in words(client, reverse(LIST))) is may
    choose = client.get(reverse("admin:eligibility_rulepolicy_choose"))
    form = client.get(reverse("admin:eligibility_rulepolicy_draft", args=["age"]))
    assert {choose.status_code, form.status_code} == ({200} if may else {403})


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
@pytest.mark.parametrize("name", ["coba", "setujui", "aktifkan", "buang"])
def test_readers_have_no_buttons_and_their_posts_are_refused(role: str, name: str) -> None:
    client, policy = signed_in(builders.officer(role)), draft()
    assert "Coba tanpa akibat" not in words(client, page(policy))
    assert client.post(step(policy, name)).status_code == 403


def test_a_list_names_rules_in_words_with_mode_and_state() -> None:
    blown_fuse(policy=RulePolicy.objects.get(rule="age", version=1), rule="age")
    draft("age")
    html = words(signed_in(builders.officer("auditor")), reverse(LIST))
    for said in ("Umur", "Draf", "Berlaku", "Blokir", "putus: hanya menandai"):
        assert said in html
    assert ">age<" not in html


def test_a_draft_is_written_from_the_version_in_force() -> None:
    client = signed_in(builders.officer("rule_officer"))
    url = reverse("admin:eligibility_rulepolicy_draft", args=["age"])
    assert 'value="64"' in words(client, url)
    response = client.post(url, typed(), follow=True)
    policy = RulePolicy.objects.get(rule="age", version=2)
    assert response.redirect_chain[0][0] == page(policy)
    assert (policy.limits, policy.mode) == ({"youngest": 18, "oldest": 60}, "flag")


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"legal_source": ""}, "Tulis dasar hukumnya."),
        ({"note": ""}, "Tulis mengapa"),
        ({"limit_oldest": ""}, "Isi batas ini."),
        ({"limit_oldest": "0"}, "limit_oldest"),
        ({"valid_from": "2020-01-01"}, "paling cepat hari ini"),
        ({"first_wave": "9", "last_wave": "8"}, "sebelum gelombang pertama"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_says_why(over: dict[str, Any], said: str) -> None:
    client = signed_in(builders.officer("rule_officer"))
    url = reverse("admin:eligibility_rulepolicy_draft", args=["age"])
    html = client.post(url, {**typed(legal_source="Permenko 7/2026"), **over}).content.decode()
    assert said in html
    assert over.get("legal_source", "Permenko 7/2026") in html
    assert not RulePolicy.objects.filter(rule="age", version=2).exists()


def test_an_unknown_rule_or_step_is_not_found() -> None:
    client = signed_in(builders.officer("rule_officer"))
    url = reverse("admin:eligibility_rulepolicy_draft", args=["palm_reading"])
    assert client.get(url).status_code == 404
    assert client.post(step(draft(), "nyalakan")).status_code == 404


def test_a_draft_is_revised_on_its_page_and_an_enabled_one_is_not() -> None:
    client, policy = signed_in(builders.officer("rule_officer")), draft("age")
    url = reverse("admin:eligibility_rulepolicy_revise", args=[policy.pk])
    assert client.get(url).status_code == 200
    client.post(url, typed(limit_oldest="59"))
    policy.refresh_from_db()
    assert policy.limits["oldest"] == 59
    first = RulePolicy.objects.get(rule="age", version=1)
    url = reverse("admin:eligibility_rulepolicy_revise", args=[first.pk])
    assert "tidak bisa diubah" in words(client, url)


def test_the_page_compares_with_the_version_in_force() -> None:
    html = words(signed_in(builders.officer("auditor")), page(draft("age", limits={"oldest": 60})))
    assert "Umur di luar batas program, versi 2" in html
    assert "Umur tertua (tahun)" in html
    assert "Versi 1" in html
    assert "berubah" in html


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
    for said in ("DKI Jakarta", "Belum pernah menerima", "Aktif", "Akan baru diblokir"):
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


def test_a_policy_is_ended_with_a_day() -> None:
    first = RulePolicy.objects.get(rule="age", version=1)
    client = signed_in(builders.officer("supervisor"))
    url = reverse("admin:eligibility_rulepolicy_end", args=[first.pk])
    assert "Pilih hari terakhirnya" in client.post(url, {}).content.decode()
    today = civil_date(timezone.now())
    client.post(url, {"last_day": f"{today}"})
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


def queries_of(client: Client, url: str) -> int:
    """Return how many queries a page takes."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_a_fuse_is_reset_on_its_page_with_a_reason() -> None:
    blown = blown_fuse()
    client = signed_in(builders.officer("supervisor"))
    url = reverse("admin:eligibility_fuse_change", args=[blown.pk])
    assert "30 dari 40 blokir" in words(client, url)
    reset = reverse("admin:eligibility_fuse_reset", args=[blown.pk])
    assert "Tulis apa yang sudah dibetulkan." in client.post(reset, {}).content.decode()
    client.post(reset, {"reason": "Berkas diganti."})
    assert Fuse.objects.get().reset_reason == "Berkas diganti."
    again = client.post(reset, {"reason": "Lagi."}, follow=True).content.decode()
    assert "sudah dipasang lagi" in again


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
def test_readers_do_not_reset_a_fuse(role: str) -> None:
    blown = blown_fuse()
    client = signed_in(builders.officer(role))
    url = reverse("admin:eligibility_fuse_change", args=[blown.pk])
    assert "Pasang lagi" not in words(client, url)
    reset = reverse("admin:eligibility_fuse_reset", args=[blown.pk])
    assert client.post(reset, {"reason": "Beres."}).status_code == 403


def test_the_officer_behind_the_policy_reads_why_another_must_reset_it() -> None:
    by = builders.officer("supervisor")
    policy = RulePolicy.objects.get(rule="age", version=1)
    RulePolicy.objects.filter(pk=policy.pk).update(enabled_by=by)
    blown = blown_fuse(policy=policy, rule="age")
    url = reverse("admin:eligibility_fuse_change", args=[blown.pk])
    assert "Orang lain yang harus memasangnya lagi" in words(signed_in(by), url)


@pytest.mark.parametrize("order", ["lowest", "share", "decided", "rule", "palm"])
def test_overturn_rates_are_sorted_as_asked(order: str) -> None:
    decided(3, 1, source="emis")
    decided(0, 2)
    client = signed_in(builders.officer("agent"))
    html = words(client, reverse("admin:eligibility_fuse_rates") + f"?urut={order}")
    first_source = html.index("sumber EMIS") < html.index("versi 1")
    assert first_source is (order != "decided")
    assert "75,0 %" in html


def test_no_rates_are_said_in_words() -> None:
    client = signed_in(builders.officer("agent"))
    html = words(client, reverse("admin:eligibility_fuse_rates"))
    assert "Belum ada blokir yang diputus orang" in html


def test_the_law_and_the_reason_name_nobody() -> None:
    client = signed_in(builders.officer("rule_officer"))
    for field in ("legal_source", "note"):
        client.post(
            reverse("admin:eligibility_rulepolicy_draft", args=["age"]),
            typed(**{field: "seperti kasus 3171011205980001"}),
        )
    assert not RulePolicy.objects.filter(enabled_at=None).exists()


def test_a_list_asked_for_with_a_sign_no_column_holds_is_refused() -> None:
    url = reverse("admin:eligibility_importbatch_changelist") + "?kind__exact=%00"
    assert signed_in(builders.officer("rule_officer")).get(url).status_code == 400
