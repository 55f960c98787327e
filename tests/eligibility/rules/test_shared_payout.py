"""G09: one payout account for several people."""

from typing import Any

import pytest

from eligibility.models import Account
from eligibility.rules.shared_payout import PaidToOneAccount, SharedPayoutLimits
from tests.eligibility import people
from tests.eligibility.rules.crowds import broken_by, facts, keys, neighbours

pytestmark = pytest.mark.django_db

TWO = SharedPayoutLimits()


def paid(number: int, **over: Any) -> list[Account]:
    """Register people paid to one bank account unless told."""
    return [people.account(**{"payout_account": "BCA 123", **over}) for _ in range(number)]


def test_two_people_may_be_paid_to_one_account() -> None:
    paid(2)
    assert broken_by("shared_payout", TWO) == []


def test_a_third_is_one_too_many() -> None:
    crowd = paid(3)
    assert broken_by("shared_payout", TWO) == keys(crowd)
    assert facts("shared_payout", TWO) == [
        {"basis": "payout_account", "cluster": crowd[0].pk, "at_least": 3, "most": 2}
    ]


def test_people_of_one_family_count_each() -> None:
    assert len(paid(3, kk="3171010101150001")) == len(broken_by("shared_payout", TWO))


def test_several_accounts_of_one_nik_are_one_person() -> None:
    first, _ = paid(2)
    paid(2, nik=first.nik, status="closed")
    assert broken_by("shared_payout", TWO) == []


@pytest.mark.parametrize("unknown", ["", None])
def test_nobody_shares_an_account_that_is_not_known(unknown: str | None) -> None:
    paid(4, payout_account=unknown)
    assert broken_by("shared_payout", TWO) == []


def test_equal_facts_until_the_group_has_doubled() -> None:
    paid(3)
    before = facts("shared_payout", TWO)
    paid(2)
    assert facts("shared_payout", TWO) == before
    paid(1)
    assert [one["at_least"] for one in facts("shared_payout", TWO)] == [6]


def test_who_changes_the_account_leaves_the_group() -> None:
    crowd = paid(4)
    Account.objects.filter(pk=crowd[0].pk).update(payout_account="BRI 9")
    assert broken_by("shared_payout", TWO) == keys(crowd[1:])
    assert [one["cluster"] for one in facts("shared_payout", TWO)] == [crowd[1].pk]


def test_neighbours_are_paid_to_the_same_account() -> None:
    one, other, third = paid(3)
    paid(1, payout_account="BRI 9")
    paid(1, payout_account=None)
    assert neighbours("shared_payout", one, limits=TWO) == {other.pk, third.pk}


def test_who_has_no_payout_account_has_no_neighbours() -> None:
    one, *_ = paid(3, payout_account=None)
    assert neighbours("shared_payout", one, limits=TWO) == set()


def test_stored_facts_are_judged_under_another_limit() -> None:
    stored = {"basis": "payout_account", "cluster": 1, "at_least": 3, "most": 2}
    look = PaidToOneAccount()
    assert look.judge(stored, SharedPayoutLimits(most=1)) is True
    assert look.judge(stored, SharedPayoutLimits(most=5)) is False
