"""How a policy is drafted: by whom, which terms are taken, and what revising one means."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from eligibility import policies
from eligibility.models import RulePolicy
from eligibility.rules import catalogue
from portal.calendar import civil_date
from portal.models import Role
from tests import builders
from tests.builders import NOON
from tests.eligibility.drafts import draft, terms, tried

pytestmark = pytest.mark.django_db

TODAY = civil_date(NOON)
OTHERS = [role for role in Role.values if role != "rule_officer"]


@pytest.fixture(autouse=True)
def small_reach(settings: Any) -> None:
    """Let two people enable what hits nobody much."""
    settings.POLICY_REACH_SHARE = 100


def test_a_draft_is_the_next_version_and_governs_nothing() -> None:
    first = draft()
    second = draft(mode="flag")
    assert (first.version, second.version) == (2, 3)
    assert first.is_draft
    governing = [each.policy.version for each in policies.in_force(on=TODAY + timedelta(days=2))]
    assert set(governing) == {1}


def test_the_version_of_a_discarded_draft_stays_taken() -> None:
    policy = draft()
    policies.discard(policy, by=builders.officer("rule_officer"), at=NOON)
    assert draft().version == policy.version + 1


@pytest.mark.parametrize("role", OTHERS)
def test_only_a_rule_officer_drafts(role: str) -> None:
    with pytest.raises(policies.NotAllowed, match="Hanya petugas aturan"):
        draft(by=builders.officer(role))


def test_a_superuser_without_the_role_drafts_nothing() -> None:
    user = builders.officer("auditor", is_superuser=True)
    with pytest.raises(policies.NotAllowed):
        draft(by=user)


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"limits": {"most": 3}}, "tidak mengenal batas"),
        ({"mode": "shout"}, "Pilih caranya"),
        ({"legal_source": "  "}, "dasar hukum"),
        ({"valid_from": TODAY - timedelta(days=1)}, "paling cepat hari ini"),
        ({"valid_until": TODAY}, "sebelum hari pertama"),
        ({"first_wave": 0}, "di atas nol"),
        ({"last_wave": 40_000}, "di atas nol"),
        ({"first_wave": 70, "last_wave": 69}, "sebelum gelombang pertama"),
    ],
)
def test_terms_that_could_never_hold_are_refused(over: dict[str, Any], sentence: str) -> None:
    with pytest.raises(policies.NotAllowed, match=sentence):
        draft(**over)


@pytest.mark.parametrize("limits", [{"youngest": 0}, {"smallest": 3}, {"oldest": "64"}])
def test_wrong_limits_are_refused_with_the_names_of_those_known(limits: dict[str, Any]) -> None:
    with pytest.raises(policies.NotAllowed, match="youngest, oldest"):
        draft("age", limits=limits)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(policies.NotAllowed, match="tidak mengenal aturan"):
        draft("palm_reading")


@pytest.mark.parametrize(
    "over",
    [{"valid_from": TODAY}, {"valid_from": TODAY, "valid_until": TODAY},
     {"first_wave": 70, "last_wave": 70}],
)  # fmt: skip
def test_terms_on_the_line_are_taken(over: dict[str, Any]) -> None:
    assert draft(**over).is_draft


def test_whoever_revises_a_draft_is_its_drafter_and_voids_the_endorsement() -> None:
    policy = draft()
    tried(policy)
    endorsed = policies.endorse(policy, by=builders.officer("supervisor"), at=NOON)
    reviser = builders.officer("rule_officer")
    revised = policies.revise(endorsed, by=reviser, at=NOON, **terms(mode="flag"))
    assert (revised.mode, revised.drafted_by, revised.endorsed_by) == ("flag", reviser, None)
    with pytest.raises(policies.NotAllowed, match="Anda yang menyusun"):
        policies.enable(revised, by=reviser, at=NOON)


def test_a_change_of_what_it_hits_needs_a_new_dry_run() -> None:
    policy = draft("age", limits={"oldest": 60})
    tried(policy)
    again = {**terms(), "limits": {"oldest": 61}}
    policy = policies.revise(policy, by=builders.officer("rule_officer"), at=NOON, **again)
    with pytest.raises(policies.NotAllowed, match="Coba dulu"):
        policies.enable(policy, by=builders.officer("supervisor"), at=NOON)


def test_a_change_of_days_and_words_alone_needs_none() -> None:
    policy = draft()
    tried(policy)
    later = terms(valid_from=TODAY + timedelta(days=9), note="Ditunda.")
    policy = policies.revise(policy, by=builders.officer("rule_officer"), at=NOON, **later)
    assert policies.enable(policy, by=builders.officer("supervisor"), at=NOON).enabled_at == NOON


def test_a_discarded_draft_is_gone_for_good() -> None:
    policy = draft()
    by = builders.officer("rule_officer")
    policies.discard(policy, by=by, at=NOON)
    with pytest.raises(policies.NotAllowed, match="sudah dibuang"):
        policies.revise(policy, by=by, at=NOON, **terms())


def test_limits_are_read_in_words_beside_those_of_the_version_before() -> None:
    first = RulePolicy.objects.get(rule="age", version=1)
    oldest = policies.limits_of(draft("age", limits={"oldest": 60}), before=first)[1]
    assert (oldest.label, oldest.value, oldest.before) == ("Umur tertua (tahun)", 60, 64)
    assert oldest.is_changed


def test_every_limit_of_every_rule_has_words() -> None:
    known = {name for rule in catalogue.RULES for name in rule.limits.__dataclass_fields__}
    assert known == set(policies.terms.LIMITS)


@pytest.mark.django_db(transaction=True)
def test_drafts_at_once_get_versions_of_their_own() -> None:
    authors = [builders.officer("rule_officer") for _ in range(4)]
    start = threading.Barrier(4)

    def write(number: int) -> None:
        start.wait(timeout=10)
        draft(by=authors[number])
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    versions = RulePolicy.objects.filter(rule="education").values_list("version", flat=True)
    assert sorted(versions) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"youngest": 18, "oldest": 121}, "Umur tertua .tahun.: Paling besar 120"),
        (
            {"youngest": 60, "oldest": 20},
            "tertua .tahun.: Tidak boleh lebih kecil dari “Umur termuda",
        ),
        ({"youngest": 18, "oldest": 100_001}, "Paling besar 120"),
    ],
)
def test_limits_that_make_no_sense_are_refused_and_named(
    limits: dict[str, int], sentence: str
) -> None:
    assert draft("age", limits={"youngest": 18, "oldest": 120})
    with pytest.raises(policies.NotAllowed, match=sentence):
        draft("age", limits=limits)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(policies.NotAllowed) as refusal:
        draft(valid_from=TODAY - timedelta(days=1), last_wave=0, legal_source="")
    for sentence in ("paling cepat hari ini", "Nomor gelombang", "Tulis dasar hukumnya"):
        assert sentence in str(refusal.value)


def test_the_open_drafts_of_a_rule_are_those_neither_enabled_nor_discarded() -> None:
    gone, first, second = draft(), draft(), draft()
    draft("age")
    policies.discard(gone, by=builders.officer("rule_officer"), at=NOON)
    assert policies.open_drafts("education") == [second, first]
