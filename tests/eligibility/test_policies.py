"""How a policy comes about: who may take which step, and what makes it final."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from eligibility import policies
from eligibility.models import RulePolicy
from eligibility.rules import catalogue
from portal.calendar import civil_date
from portal.models import AuditEntry, Role
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.drafts import draft, enabled, terms, tried

pytestmark = pytest.mark.django_db

TODAY = civil_date(NOON)
OTHERS = [role for role in Role.values if role != "rule_officer"]
BYSTANDERS = [role for role in Role.values if role not in {"rule_officer", "supervisor"}]


@pytest.fixture
def final() -> None:
    """Arm the guard that the session's set-up disarms, until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE eligibility_rulepolicy ENABLE TRIGGER policies_in_use_are_final"
        )


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


def test_a_rule_officer_or_supervisor_enables_what_another_drafted_and_tried() -> None:
    for role in ("rule_officer", "supervisor"):
        policy = draft()
        tried(policy)
        by = builders.officer(role)
        assert policies.enable(policy, by=by, at=NOON).enabled_by == by


@pytest.mark.parametrize("role", BYSTANDERS)
@pytest.mark.parametrize("step", [policies.enable, policies.endorse])
def test_nobody_else_approves(role: str, step: Callable[..., RulePolicy]) -> None:
    policy = draft()
    tried(policy)
    with pytest.raises(policies.NotAllowed, match="Hanya petugas aturan atau penyelia"):
        step(policy, by=builders.officer(role), at=NOON)


@pytest.mark.parametrize("step", [policies.enable, policies.endorse])
def test_nobody_approves_their_own_draft(step: Callable[..., RulePolicy]) -> None:
    author = builders.officer("rule_officer")
    policy = draft(by=author)
    tried(policy)
    with pytest.raises(policies.NotAllowed, match="Anda yang menyusun"):
        step(policy, by=author, at=NOON)


@pytest.mark.parametrize("step", [policies.enable, policies.endorse])
def test_a_draft_nobody_tried_is_not_approved(step: Callable[..., RulePolicy]) -> None:
    with pytest.raises(policies.NotAllowed, match="Coba dulu"):
        step(draft(), by=builders.officer("supervisor"), at=NOON)


def test_a_dry_run_counts_for_seven_days() -> None:
    policy = draft(valid_from=TODAY + timedelta(days=30))
    tried(policy)
    by, week = builders.officer("supervisor"), timedelta(days=7)
    with pytest.raises(policies.NotAllowed, match="Coba dulu"):
        policies.enable(policy, by=by, at=NOON + week + timedelta(microseconds=1))
    assert policies.enable(policy, by=by, at=NOON + week).enabled_at


def test_a_draft_whose_first_day_has_passed_is_not_enabled() -> None:
    policy = draft(valid_from=TODAY)
    tried(policy)
    by = builders.officer("supervisor")
    with pytest.raises(policies.NotAllowed, match="paling cepat hari ini"):
        policies.enable(policy, by=by, at=NOON + timedelta(days=1))


def test_what_reaches_many_needs_three_different_people(settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 100, 0
    builders.account(education="school")
    author, second, third = (builders.officer("rule_officer") for _ in range(3))
    policy = draft(by=author)
    tried(policy)
    with pytest.raises(policies.NotAllowed, match="Orang lain harus menyetujui dulu"):
        policies.enable(policy, by=second, at=NOON)
    policy = policies.endorse(policy, by=second, at=NOON)
    with pytest.raises(policies.NotAllowed, match="Orang ketiga"):
        policies.enable(policy, by=second, at=NOON)
    assert policies.enable(policy, by=third, at=NOON).endorsed_by == second


def test_reach_on_the_line_needs_two_people_and_one_beyond_three(settings: Any) -> None:
    settings.POLICY_REACH_SHARE, settings.POLICY_REACH_ACCOUNTS = 50, 10
    for education in ("school", "none"):
        builders.account(education=education)
    policy = draft()
    assert not policies.is_of_great_reach(policy, tried(policy))
    builders.account(education="university")
    assert policies.is_of_great_reach(policy, tried(policy))


@pytest.mark.parametrize("mode", ["off", "observe"])
def test_what_stops_nobody_reaches_nobody(mode: str, settings: Any) -> None:
    settings.POLICY_REACH_ACCOUNTS = 0
    builders.account(education="school")
    policy = draft(mode=mode)
    tried(policy)
    assert policies.enable(policy, by=builders.officer("supervisor"), at=NOON).enabled_at


def test_nobody_endorses_twice() -> None:
    policy = draft()
    tried(policy)
    policies.endorse(policy, by=builders.officer("supervisor"), at=NOON)
    with pytest.raises(policies.NotAllowed, match="sudah disetujui"):
        policies.endorse(policy, by=builders.officer("supervisor"), at=NOON)


def test_an_older_draft_is_not_enabled_below_a_newer_version() -> None:
    older = draft()
    tried(older)
    enabled()
    with pytest.raises(policies.NotAllowed, match="lebih baru sudah aktif"):
        policies.enable(older, by=builders.officer("supervisor"), at=NOON)


def test_the_new_version_governs_from_its_first_day_and_the_old_one_ends() -> None:
    policy = enabled(mode="flag")
    first = RulePolicy.objects.get(rule="education", version=1)
    assert first.valid_until == TODAY
    for day, version in ((TODAY, 1), (policy.valid_from, 2)):
        found = [each.policy for each in policies.in_force(on=day)]
        assert [each.version for each in found if each.rule == "education"] == [version]


def test_a_version_with_a_last_day_or_some_waves_leaves_the_old_one_as_it_is() -> None:
    enabled("household", limits={"most": 3}, first_wave=71)
    enabled(valid_until=TODAY + timedelta(days=30))
    first = RulePolicy.objects.filter(rule__in=("household", "education"), version=1)
    assert set(first.values_list("valid_until", flat=True)) == {None}


@pytest.mark.parametrize(
    "step",
    [
        lambda policy, by: policies.revise(policy, by=by, at=NOON, **terms()),
        lambda policy, by: policies.discard(policy, by=by, at=NOON),
        lambda policy, by: policies.endorse(policy, by=by, at=NOON),
        lambda policy, by: policies.enable(policy, by=by, at=NOON),
        lambda policy, by: policies.trial.order(policy, by=by, at=NOON),
    ],
)
def test_an_enabled_policy_is_final(step: Callable[..., object]) -> None:
    policy = enabled()
    with pytest.raises(policies.NotAllowed, match=r"sudah aktif|Hanya draf"):
        step(policy, builders.officer("rule_officer"))


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "off"},
        {"limits": {"oldest": 99}},
        {"legal_source": "Permenko 2/2026"},
        {"first_wave": 70},
        {"valid_until": TODAY + timedelta(days=9)},
        {"valid_until": None},
        {"enabled_at": None},
    ],
)
@pytest.mark.usefixtures("final")
def test_the_database_itself_refuses_to_rewrite_an_enabled_policy(change: dict[str, Any]) -> None:
    policy = enabled("age", valid_until=TODAY + timedelta(days=5))
    with pytest.raises(DatabaseError, match="final"):
        RulePolicy.objects.filter(pk=policy.pk).update(**change)


@pytest.mark.usefixtures("final")
def test_the_database_itself_refuses_to_delete_an_enabled_policy() -> None:
    with pytest.raises(DatabaseError, match="final"):
        RulePolicy.objects.filter(rule="form_speed").delete()


@pytest.mark.usefixtures("final")
def test_every_step_is_within_what_the_database_allows() -> None:
    officer = builders.officer("rule_officer")
    gone = policies.revise(draft(), by=officer, at=NOON, **terms(mode="flag"))
    policies.discard(gone, by=officer, at=NOON)
    policy = enabled(valid_from=TODAY)
    last = TODAY + timedelta(days=1)
    assert policies.end(policy, last_day=last, by=officer, at=NOON).valid_until == last
    draft().delete()


def test_a_discarded_draft_is_gone_for_good() -> None:
    policy = draft()
    by = builders.officer("rule_officer")
    policies.discard(policy, by=by, at=NOON)
    with pytest.raises(policies.NotAllowed, match="sudah dibuang"):
        policies.revise(policy, by=by, at=NOON, **terms())


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


def test_each_step_is_written_down_with_who_took_it() -> None:
    policy = enabled()
    by = builders.officer("supervisor")
    policies.end(policy, last_day=TODAY + timedelta(days=3), by=by, at=NOON)
    entries = AuditEntry.objects.filter(subject_type="eligibility.rulepolicy")
    mine = entries.filter(subject_id=str(policy.pk)).order_by("pk")
    steps = [f"policy.{step}" for step in ("draft", "try", "endorse", "enable", "end")]
    assert list(mine.values_list("action", flat=True)) == steps
    assert mine.last().actor == by  # type: ignore[union-attr]


def test_limits_are_read_in_words_beside_those_of_the_version_before() -> None:
    first = RulePolicy.objects.get(rule="age", version=1)
    oldest = policies.limits_of(draft("age", limits={"oldest": 60}), before=first)[1]
    assert (oldest.label, oldest.value, oldest.before) == ("Umur tertua (tahun)", 60, 64)
    assert oldest.is_changed


def test_every_limit_of_every_rule_has_words() -> None:
    known = {name for rule in catalogue.RULES for name in rule.limits.__dataclass_fields__}
    assert known == set(policies.terms.LIMITS)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_enable_at_once_one_does() -> None:
    policy = draft()
    tried(policy)
    approvers = [builders.officer("supervisor") for _ in range(2)]
    start, refused = threading.Barrier(2), []

    def approve(number: int) -> None:
        try:
            start.wait(timeout=10)
            policies.enable(policy, by=approvers[number], at=NOON)
        except policies.NotAllowed as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(refused) == 1
    assert AuditEntry.objects.filter(action="policy.enable").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
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


def test_the_newest_enabled_version_decides_in_screening() -> None:
    person = builders.account(education="school")
    enabled(mode="flag", valid_from=date(2026, 11, 20))
    people.screen()
    person.refresh_from_db()
    assert person.status == "flagged"


def test_the_last_day_of_the_calendar_is_an_answer_and_no_fault() -> None:
    policy = enabled(valid_until=date(9999, 12, 31))
    with pytest.raises(policies.NotAllowed):
        policies.end(policy, last_day=date.max, by=builders.officer("supervisor"), at=NOON)
    with pytest.raises(policies.NotAllowed):
        policies.end(enabled("age"), last_day=date.max, by=builders.officer("supervisor"), at=NOON)


def test_a_limit_that_no_calendar_can_count_is_refused() -> None:
    assert draft("age", limits={"youngest": 18, "oldest": 100_000})
    with pytest.raises(policies.NotAllowed):
        draft("age", limits={"youngest": 18, "oldest": 100_001})
