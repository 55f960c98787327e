"""G06: the third and later recipient of one family card, as a group."""

from datetime import timedelta

import pytest
from django.db import connection

from eligibility.models import Account, Gelombang, Grant
from eligibility.rules.base import Scope, Waves
from eligibility.rules.household import Household, HouseholdLimits, Place
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.rules.crowds import broken_by, keys, neighbours, rows

pytestmark = pytest.mark.django_db

CARD = "3171010101150001"
TWO = HouseholdLimits()


def family(number: int, *, card: str = CARD, wave: int = 70) -> list[Account]:
    """Grant to `number` people of one card, a day after one another."""
    members = [people.account(kk=card) for _ in range(number)]
    for place, member in enumerate(members):
        people.grant(member, wave=wave, granted_at=NOON - timedelta(days=10 - place))
    return members


@pytest.mark.parametrize(("members", "places"), [(2, []), (3, [3]), (4, [3, 4])])
def test_who_comes_third_is_one_too_many(members: int, places: list[int]) -> None:
    family(members)
    assert [row["facts_found"]["place"] for row in rows("household", TWO)] == places


def test_the_card_is_named_by_its_lowest_recipient() -> None:
    first, *_ = family(3)
    assert [row["cluster_key"] for row in rows("household", TWO)] == [first.pk]


def test_nobody_is_family_by_a_card_that_is_not_known() -> None:
    one, *_ = family(3, card="")
    assert broken_by("household", TWO) == []
    assert neighbours("household", one, limits=TWO) == set()


def test_the_third_alone_in_scope_is_judged_with_the_whole_card() -> None:
    members = family(3)
    assert broken_by("household", TWO, scope=Scope(account_ids=(members[2].pk,))) == [members[2].pk]
    assert broken_by("household", TWO, scope=Scope(account_ids=(members[1].pk,))) == []


@pytest.mark.parametrize(("wave", "is_broken"), [(70, True), (71, False)])
def test_a_policy_for_some_waves_governs_the_grants_of_those(wave: int, *, is_broken: bool) -> None:
    family(3)
    (found,) = Household().breaches(Scope(), TWO, at=NOON, waves=Waves(first=wave))
    assert bool(found) == is_broken


def test_a_card_that_thousands_gave_is_ordered_once() -> None:
    crowd(300, card="3171010101159999")
    few = pages_read()
    crowd(1_500)
    # Six times as many; had every two of a card to be compared, it would be twenty-five times.
    assert pages_read() < 12 * few
    assert len(rows("household", TWO)) == 1_800 - 2 * 2


def crowd(number: int, *, card: str = CARD) -> None:
    """Grant to so many people of one card, the latest first."""
    wave, _ = Gelombang.objects.get_or_create(
        number=70, defaults={"opens_at": NOON, "closes_at": NOON}
    )
    members = Account.objects.bulk_create(
        Account(external_id=f"{card}-{n}", nik=f"{card}-{n}", kk=card, registered_at=NOON)
        for n in range(number)
    )
    Grant.objects.bulk_create(
        Grant(account=one, gelombang=wave, kk=card, slot=n + 1, first_training_until=NOON,
              granted_at=NOON - timedelta(minutes=n))
        for n, one in enumerate(members)
    )  # fmt: skip


def pages_read() -> int:
    """Return how many pages the database touches to judge everybody by the rule."""
    (found,) = Household().breaches(Scope(), TWO, at=NOON)
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE eligibility_grant, eligibility_account")
        for name, value in Household.planner.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


def test_neighbours_are_recipients_of_the_same_card() -> None:
    one, other, third = family(3)
    family(1, card="3171010101159999")
    assert neighbours("household", one, limits=TWO) == set(keys([other, third]))


def test_a_card_within_the_limit_has_no_neighbours() -> None:
    one, *_ = family(2)
    assert neighbours("household", one, limits=TWO) == set()


@pytest.mark.parametrize(("most", "is_broken"), [(2, True), (3, False)])
def test_stored_facts_are_judged_under_another_limit(most: int, *, is_broken: bool) -> None:
    limits = HouseholdLimits(most=most)
    assert Place().judge({"basis": "household", "place": 3}, limits) is is_broken
    assert Place().judge({"basis": "household"}, limits) is None
