"""The lists and forms of policies: who sees what, and how a draft is written."""

from typing import Any

import pytest
from django.urls import reverse

from eligibility import policies
from eligibility.models import RulePolicy
from portal.models import Role
from tests import builders
from tests.desk import signed_in
from tests.eligibility.decisions import blown_fuse
from tests.eligibility.policy_pages import LIST, draft, page, step, tried, typed, words

pytestmark = pytest.mark.django_db


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


def test_all_faults_come_at_once_each_beside_its_field_and_linked_from_the_top() -> None:
    client = signed_in(builders.officer("rule_officer"))
    url = reverse("admin:eligibility_rulepolicy_draft", args=["age"])
    wrong = typed(
        limit_oldest="enam puluh", limit_youngest="999999", legal_source="", valid_from="2020-01-01",
        first_wave="9", last_wave="8",
    )  # fmt: skip
    response = client.post(url, wrong)
    html = response.content.decode()
    assert response.status_code == 422
    for field in ("limit_oldest", "limit_youngest", "legal_source", "valid_from", "last_wave"):
        assert f'<a href="#id_{field}">' in html
        assert f'id="id_{field}_error"' in html
    for kept in ("enam puluh", "999999", "2020-01-01"):
        assert f'value="{kept}"' in html


def test_a_second_draft_of_a_rule_is_written_knowingly() -> None:
    first = draft("age")
    client = signed_in(builders.officer("rule_officer"))
    url = reverse("admin:eligibility_rulepolicy_draft", args=["age"])
    assert page(first) in words(client, url)
    html = client.post(url, typed()).content.decode()
    assert "Ubah draf yang sudah ada" in html
    assert policies.open_drafts("age") == [first]
    client.post(url, typed(knowingly="on"))
    assert len(policies.open_drafts("age")) == 2


def test_no_draft_is_mentioned_where_none_is_open() -> None:
    draft("education")
    client = signed_in(builders.officer("rule_officer"))
    html = words(client, reverse("admin:eligibility_rulepolicy_draft", args=["age"]))
    assert "knowingly" not in html


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


def test_the_law_and_the_reason_name_nobody() -> None:
    client = signed_in(builders.officer("rule_officer"))
    for field in ("legal_source", "note"):
        client.post(
            reverse("admin:eligibility_rulepolicy_draft", args=["age"]),
            typed(**{field: "seperti kasus 3171011205980001"}),
        )
    assert not RulePolicy.objects.filter(enabled_at=None).exists()


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"legal_source": ""}, "Tulis dasar hukumnya."),
        ({"note": ""}, "Tulis mengapa"),
        ({"limit_oldest": ""}, "Isi batas ini."),
        ({"limit_oldest": "0"}, "limit_oldest"),
        ({"limit_oldest": "121"}, "Paling besar 120."),
        ({"limit_youngest": "60", "limit_oldest": "20"}, "lebih kecil dari “Umur termuda (tahun)”"),
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


def test_a_list_asked_for_with_a_sign_no_column_holds_is_answered() -> None:
    url = reverse("admin:eligibility_importbatch_changelist") + "?kind__exact=%00"
    assert signed_in(builders.officer("rule_officer")).get(url).status_code < 500
