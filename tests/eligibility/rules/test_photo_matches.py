"""G08 and G12: a card or a selfie that was given for another NIK."""

import pytest

from eligibility import photos
from eligibility.models import Account
from eligibility.rules.base import NoLimits
from eligibility.rules.reused_card import SameCard
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.rules.crowds import broken_by, facts, keys, neighbours, rows

pytestmark = pytest.mark.django_db

HOUSEHOLD = "3171010101150001"
CODES = {"card": "reused_card", "selfie": "shared_selfie"}


def pair(kind: str, one: Account, other: Account) -> list[Account]:
    """Note that the two gave the same photo."""
    photos.note_match(one, other, kind=kind, reference="match 7", at=NOON)
    return [one, other]


@pytest.mark.parametrize("kind", CODES)
def test_both_who_gave_the_photo_are_found(kind: str) -> None:
    two = pair(kind, people.account(), people.account())
    assert broken_by(CODES[kind], NoLimits()) == keys(two)
    assert facts(CODES[kind], NoLimits()) == [
        {"basis": kind, "reference": "match 7", "other": other.pk} for other in reversed(two)
    ]


@pytest.mark.parametrize("kind", CODES)
def test_the_pair_is_named_by_its_lower_key(kind: str) -> None:
    first, second = people.account(), people.account()
    pair(kind, second, first)
    found = rows(CODES[kind], NoLimits())
    assert [row["cluster_key"] for row in found] == [first.pk] * 2
    assert [(row["said_date"], row["batch_key"]) for row in found] == [(NOON.date(), None)] * 2


@pytest.mark.parametrize("kind", CODES)
def test_two_accounts_of_one_person_may_give_one_photo(kind: str) -> None:
    old = people.account(status="closed")
    pair(kind, people.account(nik=old.nik), old)
    assert broken_by(CODES[kind], NoLimits()) == []


@pytest.mark.parametrize(("kind", "is_broken"), [("card", True), ("selfie", False)])
def test_a_selfie_says_nothing_within_a_household(kind: str, *, is_broken: bool) -> None:
    pair(kind, people.account(kk=HOUSEHOLD), people.account(kk=HOUSEHOLD))
    assert bool(broken_by(CODES[kind], NoLimits())) == is_broken


@pytest.mark.parametrize("kind", CODES)
def test_the_other_kind_of_photo_is_another_rules(kind: str) -> None:
    pair(kind, people.account(), people.account())
    (other,) = set(CODES.values()) - {CODES[kind]}
    assert broken_by(other, NoLimits()) == []


def test_a_second_match_is_another_finding() -> None:
    one, *_ = pair("card", people.account(), people.account())
    pair("card", one, people.account())
    assert broken_by("reused_card", NoLimits()).count(one.pk) == 2


@pytest.mark.parametrize("kind", CODES)
def test_neighbours_gave_the_same_photo(kind: str) -> None:
    one, other = pair(kind, people.account(), people.account())
    pair(kind, people.account(), people.account())
    assert neighbours(CODES[kind], one, limits=NoLimits()) == {other.pk}


def test_a_match_found_before_is_one_under_any_policy() -> None:
    assert SameCard().judge({"basis": "card", "other": 1}, NoLimits()) is True
    assert SameCard().judge({}, NoLimits()) is None
