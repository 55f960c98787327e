"""G06: who of a family card counts, and in which order."""

from datetime import timedelta

import pytest

from eligibility.models import Account
from eligibility.rules.household import HouseholdLimits
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.rules.crowds import rows

pytestmark = pytest.mark.django_db

CARD = "3171010101150001"


def family(number: int) -> list[Account]:
    """Grant to `number` people of one card, a day after one another, slots in reverse."""
    members = [people.account(kk=CARD) for _ in range(number)]
    for place, member in enumerate(members):
        granted_at = NOON - timedelta(days=10 - place)
        people.grant(member, granted_at=granted_at, slot=number - place)
    return members


def places() -> dict[int, int]:
    """Return who is too many, and in which place."""
    found = rows("household", HouseholdLimits())
    return {row["account_key"]: row["facts_found"]["place"] for row in found}


def test_the_order_is_that_of_the_grants_and_not_of_the_slots() -> None:
    members = family(4)
    assert places() == {members[2].pk: 3, members[3].pk: 4}


def test_grants_of_the_same_moment_go_by_key() -> None:
    members = [people.account(kk=CARD) for _ in range(3)]
    for member in members:
        people.grant(member, granted_at=NOON)
    assert places() == {members[2].pk: 3}


def test_one_person_with_two_grants_is_one_recipient() -> None:
    first, _ = family(2)
    people.grant(first, wave=71, granted_at=NOON, slot=3)
    assert places() == {}


def test_the_card_is_that_of_the_wave_and_not_of_today() -> None:
    members = family(3)
    Account.objects.filter(pk=members[0].pk).update(kk="3171010101159999")
    assert places() == {members[2].pk: 3}
