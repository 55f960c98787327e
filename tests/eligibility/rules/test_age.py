"""G02: birthdays on the line and one day beyond, 29 February, midnight in Jakarta, no birth date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eligibility.models import Account, RegistrationEvent, RulePolicy
from eligibility.rules.age import AgeLimits, OnJoining, OnRegistering
from portal.calendar import JAKARTA
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db
HALF_PAST_MIDNIGHT = {"hour": 0, "minute": 30}


def registered(born: date | None, on: date) -> Account:
    """Register a person at half past midnight in Jakarta, which is the day before in UTC."""
    at = datetime(on.year, on.month, on.day, **HALF_PAST_MIDNIGHT, tzinfo=JAKARTA)
    person = people.account(registered_at=at)
    Account.objects.filter(pk=person.pk).update(birth_date=born)
    return person


def joined(person: Account, at: datetime) -> None:
    """Let the person join a wave."""
    RegistrationEvent.objects.create(account=person, kind="joined", at=at)


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
        (date(2004, 2, 29), date(2022, 3, 1), None),
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
        (datetime(2026, 3, 9, 16, 59, 59, tzinfo=UTC), True),  # 23:59:59 in Jakarta, still 17
        (datetime(2026, 3, 9, 17, 0, tzinfo=UTC), False),  # midnight of the 18th birthday
        (datetime(2026, 3, 10, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_day_of_registering_turns_at_midnight_in_jakarta(
    moment: datetime, *, is_broken: bool
) -> None:
    people.account(birth_date=date(2008, 3, 10), registered_at=moment)
    assert [facts["age"] for facts in people.found("age")] == [17] * is_broken


@pytest.mark.parametrize(
    ("moment", "is_broken"),
    [
        (datetime(2026, 3, 9, 16, 59, 59, tzinfo=UTC), False),  # 23:59:59 in Jakarta, still 64
        (datetime(2026, 3, 9, 17, 0, tzinfo=UTC), True),  # midnight of the 65th birthday
    ],
)
def test_too_old_on_joining_a_wave(moment: datetime, *, is_broken: bool) -> None:
    person = people.account(
        birth_date=date(1961, 3, 10), registered_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    joined(person, moment)
    facts = {"basis": "joining", "age": 65, "youngest": 18, "oldest": 64}
    assert people.found("age") == [facts] * is_broken


@pytest.mark.parametrize(
    ("moment", "is_broken"),
    [
        (datetime(2025, 2, 28, 16, 59, 59, tzinfo=UTC), False),  # the disputed 28 February
        (datetime(2025, 2, 28, 17, 0, tzinfo=UTC), True),
    ],
)
def test_born_on_29_february_one_is_65_on_joining_from_1_march(
    moment: datetime, *, is_broken: bool
) -> None:
    person = people.account(
        birth_date=date(1960, 2, 29), registered_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    joined(person, moment)
    assert people.found("age", at=moment) == people.found("age", at=NOON)
    assert bool(people.found("age")) == is_broken


@pytest.mark.parametrize(
    ("day", "bases"), [(9, ["joining", "registration"]), (10, ["registration"])]
)
def test_too_young_on_joining_a_wave(day: int, bases: list[str]) -> None:
    person = registered(date(2008, 3, 10), date(2026, 3, 9))
    joined(person, datetime(2026, 3, day, 12, 0, tzinfo=JAKARTA))
    assert sorted(facts["basis"] for facts in people.found("age")) == bases


def test_joining_before_registering_is_a_slip_in_the_data() -> None:
    person = people.account(birth_date=date(2004, 3, 10))
    joined(person, person.registered_at - timedelta(days=5 * 365))
    assert people.found("age") == []


def test_a_joining_to_come_is_not_judged_yet() -> None:
    person = people.account(birth_date=date(1961, 12, 1))
    joined(person, NOON + timedelta(days=30))
    assert people.found("age") == []
    later = people.found("age", at=NOON + timedelta(days=30))
    assert [facts["age"] for facts in later] == [65]


def test_registering_again_is_no_joining() -> None:
    person = people.account(birth_date=date(1990, 3, 10))
    RegistrationEvent.objects.create(account=person, kind="registered", at=NOON)
    assert people.found("age") == []


def test_joining_without_a_birth_date_is_unknown() -> None:
    person = registered(None, date(2026, 3, 10))
    joined(person, NOON)
    assert people.found("age") == []


def test_another_age_limit_makes_another_finding() -> None:
    registered(date(2008, 3, 10), date(2026, 3, 9))
    people.screen()
    RulePolicy.objects.create(
        rule="age", version=2, mode="block", limits={"youngest": 19}, legal_source="uji",
        valid_from=NOON.date(), enabled_at=NOON,
    )  # fmt: skip
    assert [facts["youngest"] for facts in people.found("age")] == [18, 19]


@pytest.mark.parametrize(("youngest", "is_broken"), [(17, False), (18, True)])
def test_an_age_found_is_judged_by_the_limits_given(youngest: int, *, is_broken: bool) -> None:
    facts = {"basis": "registration", "age": 17, "youngest": 18, "oldest": 64}
    assert OnRegistering().judge(facts, AgeLimits(youngest=youngest)) is is_broken


@pytest.mark.parametrize(("oldest", "is_broken"), [(64, True), (65, False)])
def test_an_age_on_joining_is_judged_by_the_limits_given(oldest: int, *, is_broken: bool) -> None:
    assert OnJoining().judge({"age": 65}, AgeLimits(oldest=oldest)) is is_broken


def test_facts_without_an_age_tell_nothing() -> None:
    assert OnRegistering().judge({"born": 1990}, AgeLimits()) is None
