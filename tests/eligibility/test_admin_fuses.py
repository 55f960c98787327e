"""The pages of fuses and overturn rates."""

import pytest
from django.urls import reverse

from eligibility import tasks
from eligibility.models import Fuse, RulePolicy
from tests import builders
from tests.desk import signed_in
from tests.eligibility.decisions import blown_fuse, decided
from tests.eligibility.policy_pages import words

pytestmark = pytest.mark.django_db


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


def test_another_blown_fuse_of_the_rule_is_named_when_one_is_reset() -> None:
    first, other = blown_fuse(), blown_fuse(source="emis")
    client = signed_in(builders.officer("supervisor"))

    def reset(fuse: Fuse) -> str:
        url = reverse("admin:eligibility_fuse_reset", args=[fuse.pk])
        return client.post(url, {"reason": "Beres."}, follow=True).content.decode()

    said = reset(first)
    assert "masih putus: sumber EMIS" in said
    assert "memblokir seperti biasa" not in said
    assert "memblokir seperti biasa" in reset(other)


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
    tasks.check_fuses()
    client = signed_in(builders.officer("agent"))
    html = words(client, reverse("admin:eligibility_fuse_rates") + f"?urut={order}")
    first_source = html.index("sumber EMIS") < html.index("versi 1")
    assert first_source is (order != "decided")
    assert "75,0 %" in html


def test_a_share_is_rounded_and_not_cut() -> None:
    decided(2, 1, source="emis")
    tasks.check_fuses()
    html = words(signed_in(builders.officer("agent")), reverse("admin:eligibility_fuse_rates"))
    assert "66,7 %" in html


def test_no_rates_are_said_in_words() -> None:
    client = signed_in(builders.officer("agent"))
    html = words(client, reverse("admin:eligibility_fuse_rates"))
    assert "Belum ada blokir yang diputus orang" in html
    assert "Belum pernah dihitung" not in html


def test_an_order_that_is_none_is_said() -> None:
    client = signed_in(builders.officer("agent"))
    url = reverse("admin:eligibility_fuse_rates")
    assert "tidak dikenal, jadi diabaikan" in words(client, f"{url}?urut=palm")
    assert "diabaikan" not in words(client, f"{url}?urut=share")
