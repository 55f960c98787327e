"""G09: a form filled in faster than people can."""

import pytest

from eligibility.rules.form_speed import FilledIn, FormSpeedLimits
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.rules.crowds import broken_by, event, facts, rows

pytestmark = pytest.mark.django_db

USUAL = FormSpeedLimits()


@pytest.mark.parametrize(("seconds", "is_broken"), [(19, True), (20, False), (0, True)])
def test_twenty_seconds_are_enough(seconds: int, *, is_broken: bool) -> None:
    one = people.account()
    event(one, form_seconds=seconds)
    assert broken_by("form_speed", USUAL) == [one.pk] * is_broken


def test_the_facts_are_the_seconds_and_the_limit() -> None:
    event(people.account(), form_seconds=3)
    assert facts("form_speed", USUAL) == [{"basis": "form", "seconds": 3, "least_seconds": 20}]
    assert rows("form_speed", USUAL)[0]["said_date"] == NOON.date()


def test_a_form_nobody_timed_is_unknown() -> None:
    event(people.account(), form_seconds=None)
    assert broken_by("form_speed", USUAL) == []


def test_joining_a_wave_is_quick_and_right() -> None:
    event(people.account(), form_seconds=1, kind="joined")
    assert broken_by("form_speed", USUAL) == []


@pytest.mark.parametrize(("least", "is_broken"), [(5, False), (6, True)])
def test_stored_facts_are_judged_under_another_limit(least: int, *, is_broken: bool) -> None:
    limits = FormSpeedLimits(least_seconds=least)
    assert FilledIn().judge({"basis": "form", "seconds": 5}, limits) is is_broken
    assert FilledIn().judge({"basis": "form"}, limits) is None
