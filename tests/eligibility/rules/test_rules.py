"""Every rule: on the line, one beyond, and with data missing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from eligibility import blocking
from eligibility.models import (
    Account,
    Block,
    Finding,
    Gelombang,
    ReferenceListEntry,
    RegistrationEvent,
    RegistryVerdict,
    RulePolicy,
)
from eligibility.policies import first_training_limits, in_force
from eligibility.rules import catalogue
from eligibility.rules.base import BadLimits
from eligibility.rules.first_training import FirstTrainingLimits
from portal.calendar import JAKARTA
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def registered(born: date | None, on: date) -> None:
    """Register a person at half past midnight in Jakarta, which is the day before in UTC."""
    at = datetime(on.year, on.month, on.day, 0, 30, tzinfo=JAKARTA)
    person = people.account(registered_at=at)
    Account.objects.filter(pk=person.pk).update(birth_date=born)


# --- G02 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2008, 3, 10), date(2026, 3, 10), None),  # the 18th birthday
        (date(2008, 3, 10), date(2026, 3, 9), 17),
        (date(1961, 3, 10), date(2026, 3, 9), None),  # the last day of being 64
        (date(1961, 3, 10), date(2026, 3, 10), 65),
        (date(2008, 2, 29), date(2026, 2, 28), None),  # the disputed day counts for the person
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(1960, 2, 29), date(2025, 2, 28), None),
        (date(1960, 2, 29), date(2025, 3, 1), 65),
        (None, date(2026, 3, 10), None),
    ],
)
def test_age_on_registering(born: date | None, on: date, age: int | None) -> None:
    registered(born, on)
    expected = [{"basis": "registration", "age": age, "youngest": 18, "oldest": 64}]
    assert people.found("age") == (expected if age else [])


@pytest.mark.parametrize(
    ("moment", "is_broken"),
    [
        (datetime(2026, 3, 9, 16, 59, 59, tzinfo=UTC), False),  # 23:59:59 in Jakarta, still 64
        (datetime(2026, 3, 9, 17, 0, tzinfo=UTC), True),  # midnight of the 65th birthday
    ],
)
def test_age_on_joining_a_wave(moment: datetime, *, is_broken: bool) -> None:
    person = people.account(
        birth_date=date(1961, 3, 10), registered_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    RegistrationEvent.objects.create(account=person, kind="joined", at=moment)
    assert [facts["basis"] for facts in people.found("age")] == ["joining"] * is_broken


def test_registering_again_is_no_joining() -> None:
    person = people.account(birth_date=date(1990, 3, 10))
    RegistrationEvent.objects.create(account=person, kind="registered", at=NOON)
    assert people.found("age") == []


def test_another_age_limit_makes_another_finding() -> None:
    registered(date(2008, 3, 10), date(2026, 3, 9))
    people.screen()
    RulePolicy.objects.create(
        rule="age", version=2, mode="block", limits={"youngest": 19}, legal_source="uji",
        valid_from=NOON.date(), enabled_at=NOON,
    )  # fmt: skip
    assert [facts["youngest"] for facts in people.found("age")] == [18, 19]


# --- G03, G04, G05 ----------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", [v for v in RegistryVerdict.Verdict if v != "enrolled"])
def test_only_enrolled_breaks_education(verdict: str) -> None:
    people.verdict(people.account(), verdict)
    assert people.found("education") == []


def test_a_superseded_verdict_breaks_nothing() -> None:
    people.verdict(people.account(), superseded_at=NOON)
    assert people.found("education") == []


@pytest.mark.parametrize(
    ("education", "is_broken"),
    [("school", True), ("university", True), ("none", False), ("", False)],
)
def test_declared_education(education: str, *, is_broken: bool) -> None:
    people.account(education=education)
    expected = [{"basis": "declared", "declared": education}]
    assert people.found("education") == expected * is_broken


def test_a_person_on_a_list_holds_an_office() -> None:
    people.entry(people.account())
    assert people.found("office") == [
        {"basis": "list", "source": "bkn", "office": "asn", "since": "2026-03-03"}
    ]
    finding = Finding.objects.get()
    assert (finding.source, finding.source_date) == ("bkn", date(2026, 3, 3))


def test_a_person_on_two_lists_is_found_once() -> None:
    person = people.account()
    people.entry(person)
    people.entry(person, source="bumn", since=date(2026, 4, 3))
    assert len(people.found("office")) == 1


def test_who_was_removed_from_a_list_holds_none() -> None:
    people.entry(people.account(), removed_at=NOON)
    assert people.found("office") == []


def test_a_namesake_without_the_same_nik_is_nobody() -> None:
    people.account()
    ReferenceListEntry.objects.create(
        source="bkn", nik=builders.nik(), office="asn", since=NOON.date(), as_of=NOON.date()
    )
    assert people.found("office") == []


@pytest.mark.parametrize(("declared", "is_broken"), [("tni", True), ("", False)])
def test_declared_office(declared: str, *, is_broken: bool) -> None:
    people.account(declared_office=declared)
    assert people.found("office") == [{"basis": "declared", "declared": declared}] * is_broken


@pytest.mark.parametrize("employment", [*Account.Employment.values, ""])
def test_only_those_outside_the_target_break_employment(employment: str) -> None:
    people.account(employment=employment)
    assert bool(people.found("employment")) == (employment == "other")


# --- G06, G07 ---------------------------------------------------------------------------------


def family(number: int) -> list[Account]:
    """Grant to `number` people of one card, a day after one another, slots in reverse."""
    members = [people.account(kk="3171010101150001") for _ in range(number)]
    for place, member in enumerate(members):
        granted_at = NOON - timedelta(days=10 - place)
        people.grant(member, granted_at=granted_at, slot=number - place)
    return members


def test_two_recipients_of_one_card_are_admitted() -> None:
    family(2)
    assert people.found("household") == []


def test_the_third_and_later_by_time_of_grant_are_too_many() -> None:
    members = family(4)
    facts = people.found("household")
    assert facts == [
        {"basis": "household", "place": place, "most": 2, "wave": 70} for place in (3, 4)
    ]
    assert {finding.account for finding in Finding.objects.all()} == set(members[2:])


def test_grants_of_the_same_moment_go_by_key() -> None:
    for _ in range(3):
        people.grant(people.account(kk="3171010101150001"), granted_at=NOON)
    assert [facts["place"] for facts in people.found("household")] == [3]


def test_one_person_with_two_grants_is_one_recipient() -> None:
    first, _ = family(2)
    people.grant(first, wave=71, granted_at=NOON, slot=3)
    assert people.found("household") == []


def test_the_card_is_that_of_the_wave_and_not_of_today() -> None:
    members = family(3)
    Account.objects.filter(pk=members[0].pk).update(kk="3171010101159999")
    assert len(people.found("household")) == 1


def test_a_grant_in_an_earlier_wave_counts_once_more() -> None:
    person = people.account()
    people.grant(person, wave=60)
    people.grant(person, wave=61)
    facts = {"basis": "second_grant", "earlier_wave": 60, "wave": 61}
    assert people.found("earlier_recipient") == [facts]


def test_the_first_grant_is_no_earlier_one() -> None:
    people.grant(people.account())
    assert people.found("earlier_recipient") == []


def test_a_grant_to_a_closed_account_of_the_same_nik_counts() -> None:
    old = people.account(status="closed")
    people.grant(old, wave=60, granted_at=NOON - timedelta(days=200))
    people.account(nik=old.nik)
    facts = {"basis": "other_account", "earlier_wave": 60}
    assert people.found("earlier_recipient") == [facts]


def test_a_later_grant_to_another_account_of_the_nik_is_not_earlier() -> None:
    people.account(nik=(old := people.account(status="closed")).nik)
    people.grant(old, wave=60, granted_at=NOON)
    assert people.found("earlier_recipient") == []


# --- G10 --------------------------------------------------------------------------------------

# Granted on 1 November: the last day to buy is the 16th, until 23:59:59 in Jakarta.
GRANTED = datetime(2026, 11, 1, 9, 0, tzinfo=JAKARTA)
LAST_SECOND = datetime(2026, 11, 16, 23, 59, 59, tzinfo=JAKARTA)
LATE = [{"basis": "not_bought", "wave": 70, "until": "2026-11-16"}]


@pytest.mark.parametrize(
    ("bought_at", "is_broken"),
    [
        (LAST_SECOND, False),
        (LAST_SECOND + timedelta(seconds=1), True),
        (None, True),
    ],
)
def test_first_training_by_the_last_second_of_day_fifteen(
    bought_at: datetime | None, *, is_broken: bool
) -> None:
    people.training_file(date(2026, 11, 17))
    award = people.grant(people.account(), granted_at=GRANTED)
    if bought_at:
        people.purchase(award, bought_at=bought_at)
    assert people.found("first_training") == LATE * is_broken


@pytest.mark.parametrize(("seconds", "is_broken"), [(0, False), (1, True)])
def test_the_deadline_must_be_over(seconds: int, *, is_broken: bool) -> None:
    people.training_file(date(2026, 11, 17))
    people.grant(people.account(), granted_at=GRANTED)
    at = LAST_SECOND + timedelta(seconds=seconds)
    assert people.found("first_training", at=at) == LATE * is_broken


@pytest.mark.parametrize("day", [date(2026, 11, 16), None])
def test_no_purchase_is_unknown_until_the_platforms_spoke_of_a_later_day(day: date | None) -> None:
    if day:
        people.training_file(day)
    people.grant(people.account(), granted_at=GRANTED)
    assert people.found("first_training") == []


def test_who_was_blocked_when_the_deadline_came_is_not_late() -> None:
    people.training_file(date(2026, 11, 17))
    person = people.account()
    people.grant(person, granted_at=GRANTED)
    builders.block("G03", on=person)
    assert people.found("first_training") == []


@pytest.mark.parametrize(("wave", "days"), [(47, 30), (48, 15)])
def test_waves_before_48_have_thirty_days(wave: int, days: int) -> None:
    assert first_training_limits(on=NOON.date()).days_for(wave) == days


def test_without_a_policy_the_rules_own_limits_hold() -> None:
    assert first_training_limits(on=date(2019, 1, 1)) == FirstTrainingLimits()


# --- G11 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("completed", "known", "is_broken"),
    [
        (timedelta(0), date(2026, 11, 17), False),
        (timedelta(seconds=1), date(2026, 11, 17), True),
        (None, date(2026, 11, 17), True),
        (None, date(2026, 11, 16), False),
    ],
)
def test_completion_by_the_last_second(
    completed: timedelta | None, known: date, *, is_broken: bool
) -> None:
    people.training_file(known)
    award = people.grant(people.account())
    done = None if completed is None else LAST_SECOND + completed
    bought = people.purchase(
        award, bought_at=GRANTED, complete_until=LAST_SECOND, completed_at=done
    )
    facts = {"basis": "not_completed", "wave": 70, "until": "2026-11-16", "purchase": bought.pk}
    assert people.found("completion") == [facts] * is_broken


def test_completion_is_awaited_until_its_deadline() -> None:
    people.training_file(date(2026, 12, 17))
    award = people.grant(people.account())
    people.purchase(award, bought_at=GRANTED, complete_until=NOON)
    assert people.found("completion") == []


# --- All of them ------------------------------------------------------------------------------


def test_somebody_of_whom_nothing_is_known_breaks_no_rule() -> None:
    people.account(sex="", education="", employment="", province_code="")
    Account.objects.update(birth_date=None)
    people.screen()
    assert not Finding.objects.exists()


# Grounds that infer what somebody meant, or lean on a register that loses people, only flag.
ONLY_FLAGGED = {"G01", "G08", "G09", "G12"}


def test_every_rule_has_a_policy_from_the_first_day() -> None:
    governed = in_force(on=date(2020, 4, 11))
    assert [item.rule.code for item in governed] == [rule.code for rule in catalogue.RULES]
    assert all(item.policy.legal_source for item in governed)
    for item in governed:
        assert item.policy.mode == ("flag" if item.rule.ground in ONLY_FLAGGED else "block")


def test_no_rule_applies_before_its_policy_does() -> None:
    assert in_force(on=date(2020, 4, 10)) == []


def test_a_policy_for_a_rule_that_is_no_more_is_left_out() -> None:
    RulePolicy.objects.filter(rule="age").update(rule="palm_reading")
    assert "palm_reading" not in [item.rule.code for item in in_force(on=NOON.date())]


@pytest.mark.parametrize("rule", catalogue.RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_it_looks_at_and_asks_for(rule: catalogue.AnyRule) -> None:
    assert rule.looks_at
    assert str(rule.title)
    assert str(rule.disproved_by)
    assert str(rule.proof)


@pytest.mark.parametrize(
    "stored", [{"youngst": 18}, {"youngest": "18"}, {"youngest": 0}, {"youngest": True}]
)
def test_limits_that_the_rule_does_not_know_are_refused(stored: dict[str, object]) -> None:
    age = catalogue.rule("age")
    assert age is not None
    with pytest.raises(BadLimits, match="oldest"):
        age.read_limits(stored)


# --- What lifting gives back ------------------------------------------------------------------


def lifted(block: Block, at: datetime) -> None:
    blocking.lift([block], by=None, reason="proof", at=at)


def test_days_lost_while_blocked_come_back() -> None:
    person = people.account()
    award = people.grant(person, granted_at=NOON - timedelta(days=35))  # blocked from day 5 on
    before = award.first_training_until
    lifted(builders.block("G03", on=person), at=NOON - timedelta(days=21))
    award.refresh_from_db()
    assert award.first_training_until == before + timedelta(days=10)  # ten days, both ends in


def test_a_deadline_over_before_the_block_stays_over() -> None:
    person = people.account()
    award = people.grant(person, granted_at=NOON - timedelta(days=60))
    lifted(builders.block("G03", on=person), at=NOON)
    before = award.first_training_until
    award.refresh_from_db()
    assert award.first_training_until == before


def test_nothing_comes_back_while_another_block_stands() -> None:
    person = people.account()
    award = people.grant(person, granted_at=NOON - timedelta(days=35))
    first, second = builders.block("G03", on=person), builders.block("G02", on=person)
    before = award.first_training_until
    lifted(first, at=NOON)
    award.refresh_from_db()
    assert award.first_training_until == before
    lifted(second, at=NOON)
    award.refresh_from_db()
    assert award.first_training_until == before + timedelta(days=31)


@pytest.mark.parametrize("make", [people.purchase])
def test_who_had_bought_gets_no_new_days(make: Callable[..., object]) -> None:
    person = people.account()
    award = people.grant(person, granted_at=NOON - timedelta(days=35))
    make(award, bought_at=NOON - timedelta(days=34))
    before = award.first_training_until
    lifted(builders.block("G03", on=person), at=NOON)
    award.refresh_from_db()
    assert award.first_training_until == before


def test_who_is_excused_for_buying_late_gets_the_whole_time_again() -> None:
    people.training_file(date(2026, 11, 17))
    award = people.grant(people.account(), granted_at=GRANTED)
    people.screen()
    lifted(Block.objects.get(), at=NOON)
    award.refresh_from_db()
    assert award.first_training_until == datetime(2026, 12, 5, 16, 59, 59, 999_999, tzinfo=UTC)
    people.screen(at=NOON + timedelta(days=1))
    assert not Block.objects.open().exists()


def test_waves_are_rows_of_their_own() -> None:
    people.grant(people.account(), wave=70)
    assert str(Gelombang.objects.get()) == "Gelombang 70"
