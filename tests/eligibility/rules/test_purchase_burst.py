"""G09: trainings bought for many accounts from one device within minutes."""

from datetime import timedelta

import pytest

from eligibility.models import Account, TrainingPurchase
from eligibility.rules.base import Scope
from eligibility.rules.purchase_burst import PurchaseBurstLimits
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.rules.crowds import HOUR, broken_by, facts, keys, neighbours, rows

pytestmark = pytest.mark.django_db

TWO = PurchaseBurstLimits(most=2, minutes=10)


def buyers(*seconds: int, device: str | None = "tablet") -> list[Account]:
    """Let a new account buy from the device after each number of seconds."""
    made = [people.account() for _ in seconds]
    for one, second in zip(made, seconds, strict=True):
        buy(one, second, device=device)
    return made


def buy(on: Account, second: int, *, wave: int = 70, device: str | None = "tablet") -> None:
    """Buy with a grant of the wave."""
    award = on.grants.filter(gelombang__number=wave).first() or people.grant(on, wave=wave)
    people.purchase(award, bought_at=NOON - HOUR + timedelta(seconds=second), device=device)


def test_as_many_as_admitted_are_no_burst() -> None:
    buyers(0, 1)
    assert broken_by("purchase_burst", TWO) == []


def test_one_more_makes_a_burst_of_all_of_them() -> None:
    crowd = buyers(0, 1, 2)
    assert broken_by("purchase_burst", TWO) == keys(crowd)
    assert facts("purchase_burst", TWO) == [
        {"basis": "device", "cluster": crowd[0].pk, "at_least": 3, "most": 2, "minutes": 10}
    ]


@pytest.mark.parametrize(("last", "is_broken"), [(600, True), (601, False)])
def test_the_window_is_that_long_to_the_second(last: int, *, is_broken: bool) -> None:
    buyers(0, 300, last)
    assert bool(broken_by("purchase_burst", TWO)) == is_broken


def test_one_person_who_buys_many_trainings_is_one() -> None:
    one, _ = buyers(0, 1)
    for second in (2, 3, 4):
        buy(one, second)
    buy(one, 5, wave=71)
    assert broken_by("purchase_burst", TWO) == []


def test_who_bought_slowly_before_counts_in_the_burst() -> None:
    crowd = buyers(-9000, -6000, -3000)
    for second, one in enumerate(crowd):
        buy(one, second)
    assert broken_by("purchase_burst", TWO) == keys(crowd)


@pytest.mark.parametrize("devices", [(None, None, None), ("one", "two", "three")])
def test_no_device_in_common_is_no_burst(devices: tuple[str | None, ...]) -> None:
    for device in devices:
        buyers(0, device=device)
    assert broken_by("purchase_burst", TWO) == []


def test_equal_facts_while_the_burst_grows_and_new_ones_when_it_doubles() -> None:
    buyers(0, 1, 2)
    before = facts("purchase_burst", TWO)
    buyers(3, 4)
    assert facts("purchase_burst", TWO) == before
    buyers(5)
    assert [one["at_least"] for one in facts("purchase_burst", TWO)] == [6]


def test_a_burst_is_left_when_the_purchase_goes() -> None:
    crowd = buyers(0, 1, 2, 3)
    TrainingPurchase.objects.filter(grant__account=crowd[0]).delete()
    assert broken_by("purchase_burst", TWO) == keys(crowd[1:])
    assert [one["cluster"] for one in facts("purchase_burst", TWO)] == [crowd[1].pk]


def test_one_account_in_scope_is_judged_with_its_whole_burst() -> None:
    crowd = buyers(0, 1, 2)
    whole = rows("purchase_burst", TWO)
    scope = Scope(account_ids=(crowd[1].pk,))
    assert rows("purchase_burst", TWO, scope=scope) == [whole[1]]


def test_neighbours_bought_from_the_same_device_within_a_day() -> None:
    one, near, _ = buyers(0, 24 * 3600, 24 * 3600 + 1)
    buyers(0, device="another")
    assert neighbours("purchase_burst", one, limits=TWO) == {near.pk}
