"""G09: registrations from one device or address within minutes."""

import random
from datetime import timedelta
from typing import Any

import pytest

from eligibility.models import Account, RegistrationEvent
from eligibility.rules.base import Scope
from eligibility.rules.velocity import FromOneDevice, VelocityLimits
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.rules.crowds import (
    HOUR,
    broken_by,
    event,
    facts,
    keys,
    neighbours,
    registrations,
    rows,
)

pytestmark = pytest.mark.django_db

TWO = VelocityLimits(most=2, minutes=10)


def test_as_many_as_admitted_are_no_burst() -> None:
    registrations(0, 1)
    assert broken_by("velocity", TWO) == []


def test_one_more_makes_a_burst_of_all_of_them() -> None:
    crowd = registrations(0, 1, 2)
    assert broken_by("velocity", TWO) == keys(crowd)
    assert facts("velocity", TWO) == [
        {"basis": "device", "cluster": crowd[0].pk, "at_least": 3, "most": 2, "minutes": 10}
    ]


@pytest.mark.parametrize(("last", "is_broken"), [(600, True), (601, False)])
def test_the_window_is_that_long_to_the_second(last: int, *, is_broken: bool) -> None:
    registrations(0, 300, last)
    assert bool(broken_by("velocity", TWO)) == is_broken


def test_the_window_slides_over_the_hours_of_the_clock() -> None:
    crowd = registrations(-400, 595, 600, 605, 1600)
    assert broken_by("velocity", TWO) == keys(crowd[1:4])


def test_who_lies_between_the_ends_of_a_window_is_in_it() -> None:
    crowd = registrations(0, 1, 300, 599, 600)
    assert broken_by("velocity", VelocityLimits(most=4, minutes=10)) == keys(crowd)


def test_registrations_of_the_same_second_count() -> None:
    crowd = registrations(0, 0, 0, 0)
    assert broken_by("velocity", TWO) == keys(crowd)


@pytest.mark.parametrize("seed", range(4))
def test_everybody_in_a_window_too_full_is_found_and_nobody_else(seed: int) -> None:
    chance = random.Random(seed)
    seconds = [chance.randrange(7200) for _ in range(30)]
    crowd = registrations(*seconds)
    full = [
        range(start, start + 601)
        for start in seconds
        if sum(start <= other <= start + 600 for other in seconds) > 3
    ]
    expected = [
        one.pk for one, at in zip(crowd, seconds, strict=True) if any(at in span for span in full)
    ]
    assert broken_by("velocity", VelocityLimits(most=3, minutes=10)) == expected


def test_one_account_that_tries_again_and_again_is_one() -> None:
    one, *_ = registrations(0, 20)
    for seconds in (5, 10, 15):
        event(one, at=NOON - HOUR + timedelta(seconds=seconds), device="tablet")
    assert broken_by("velocity", TWO) == []


def test_who_comes_again_much_later_counts_in_both_bursts() -> None:
    first, *_ = registrations(0, 1, 2)
    later = registrations(1801, 1802)
    event(first, at=NOON - HOUR + timedelta(seconds=1800), device="tablet")
    assert broken_by("velocity", TWO).count(first.pk) == 1  # equal facts, found once
    assert set(keys(later)) < set(broken_by("velocity", TWO))


def test_two_bursts_on_one_device_are_two_groups() -> None:
    first, second = registrations(0, 1, 2), registrations(1800, 1801, 1802)
    assert [row["cluster_key"] for row in rows("velocity", TWO)] == [first[0].pk] * 3 + [
        second[0].pk
    ] * 3


def test_a_burst_goes_on_while_its_windows_touch() -> None:
    crowd = registrations(0, 1, 2, 602, 603, 604)
    assert [one["at_least"] for one in facts("velocity", TWO)] == [6]
    assert {row["cluster_key"] for row in rows("velocity", TWO)} == {crowd[0].pk}


def test_a_burst_from_one_address_counts_too() -> None:
    for _ in range(3):
        event(people.account(), address="198.51.100.7")
    assert [one["basis"] for one in facts("velocity", TWO)] == ["address"]


@pytest.mark.parametrize(
    "over", [{"device": None}, {"device": "tablet", "kind": RegistrationEvent.Kind.JOINED}]
)
def test_no_device_or_no_registration_is_no_burst(over: dict[str, Any]) -> None:
    for _ in range(4):
        event(people.account(), **over)
    assert broken_by("velocity", TWO) == []


def test_different_devices_are_no_burst() -> None:
    for device in ("one", "two", "three"):
        registrations(0, device=device)
    assert broken_by("velocity", TWO) == []


def test_equal_facts_while_the_burst_grows_and_new_ones_when_it_doubles() -> None:
    registrations(0, 1, 2)
    before = facts("velocity", TWO)
    registrations(3, 4)
    assert facts("velocity", TWO) == before
    registrations(5)
    assert [one["at_least"] for one in facts("velocity", TWO)] == [6]


def test_a_burst_is_left_when_its_registration_goes() -> None:
    crowd = registrations(0, 1, 2)
    RegistrationEvent.objects.filter(account=crowd[0]).delete()
    assert broken_by("velocity", TWO) == []


def test_a_revoked_account_counts_and_is_not_found() -> None:
    crowd = registrations(0, 1, 2)
    Account.objects.filter(pk=crowd[0].pk).update(status="revoked")
    assert broken_by("velocity", TWO) == keys(crowd[1:])


def test_one_account_in_scope_is_judged_with_its_whole_burst() -> None:
    crowd = registrations(0, 1, 2)
    registrations(0, 1, 2, device="another")
    whole = rows("velocity", TWO)
    scope = Scope(account_ids=(crowd[1].pk,))
    assert rows("velocity", TWO, scope=scope) == [whole[1]]


def test_without_limits_nobody_is_in_a_burst() -> None:
    crowd = registrations(0, 1, 2)
    assert not FromOneDevice().within(Scope(account_ids=(crowd[0].pk,)))


def test_the_day_and_the_file_are_those_of_the_registration() -> None:
    batch = people.training_file(NOON.date())
    crowd = registrations(0, 1, 2)
    RegistrationEvent.objects.filter(account=crowd[0]).update(batch=batch)
    row = rows("velocity", TWO)[0]
    assert (row["said_date"], row["batch_key"], row["source_code"]) == (NOON.date(), batch.pk, "")


def test_neighbours_registered_from_the_same_place_within_a_day() -> None:
    day = 24 * 3600
    one, near, far = registrations(0, day, day + 1)
    registrations(0, device="another")
    assert neighbours("velocity", one, limits=TWO) == {near.pk}
    assert neighbours("velocity", near, limits=TWO) == {one.pk, far.pk}


@pytest.mark.parametrize(
    ("most", "minutes", "is_broken"),
    [
        (2, 10, True),
        (1, 11, True),
        (2, 9, None),
        (3, 10, None),
        (5, 10, False),  # three to five accounts
        (4, 10, None),
        (5, 11, None),
    ],
)
def test_stored_facts_are_judged_under_other_limits(
    most: int, minutes: int, *, is_broken: bool | None
) -> None:
    stored = {"basis": "device", "cluster": 1, "at_least": 3, "most": 2, "minutes": 10}
    limits = VelocityLimits(most=most, minutes=minutes)
    assert FromOneDevice().judge(stored, limits) is is_broken


def test_facts_that_say_too_little_are_not_judged() -> None:
    assert FromOneDevice().judge({"at_least": 3}, TWO) is None
