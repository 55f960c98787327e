"""G07: on the same account and on another of the same NIK, before and after."""

from datetime import timedelta

import pytest

from eligibility.rules.base import NoLimits, Scope
from eligibility.rules.earlier_recipient import OtherAccount, SecondGrant
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def test_a_grant_in_an_earlier_wave_counts_once_more() -> None:
    person = people.account()
    people.grant(person, wave=60)
    people.grant(person, wave=61)
    facts = {"basis": "second_grant", "earlier_wave": 60, "wave": 61}
    assert people.found("earlier_recipient") == [facts]


def test_every_later_grant_names_the_first() -> None:
    person = people.account()
    for wave in (62, 60, 61):
        people.grant(person, wave=wave)
    found = people.found("earlier_recipient")
    assert sorted((facts["earlier_wave"], facts["wave"]) for facts in found) == [(60, 61), (60, 62)]


def test_the_first_grant_is_no_earlier_one() -> None:
    people.grant(people.account())
    assert people.found("earlier_recipient") == []


@pytest.mark.parametrize("is_asked", [True, False])
def test_only_the_accounts_asked_about_are_counted(*, is_asked: bool) -> None:
    person, other = people.account(), people.account()
    for wave in (60, 61):
        people.grant(person, wave=wave)
    scope = Scope(account_ids=(person.pk if is_asked else other.pk,))
    assert SecondGrant().breaches(scope, NoLimits(), at=NOON).count() == is_asked


def test_a_grant_to_a_closed_account_of_the_same_nik_counts() -> None:
    old = people.account(status="closed")
    people.grant(old, wave=60, granted_at=NOON - timedelta(days=200))
    people.account(nik=old.nik)
    facts = {"basis": "other_account", "earlier_wave": 60}
    assert people.found("earlier_recipient") == [facts]


def test_a_closed_account_without_a_grant_counts_for_nothing() -> None:
    old = people.account(status="closed")
    people.account(nik=old.nik)
    assert people.found("earlier_recipient") == []


@pytest.mark.parametrize(("seconds", "is_broken"), [(-1, True), (0, False)])
def test_a_grant_to_another_account_must_come_before_registering(
    seconds: int, *, is_broken: bool
) -> None:
    old = people.account(status="closed")
    new = people.account(nik=old.nik)
    people.grant(old, wave=60, granted_at=new.registered_at + timedelta(seconds=seconds))
    assert bool(people.found("earlier_recipient")) == is_broken


def test_stored_facts_are_judged_again_by_themselves() -> None:
    assert SecondGrant().judge({"earlier_wave": 60, "wave": 61}, NoLimits()) is True
    assert SecondGrant().judge({"earlier_wave": 61, "wave": 61}, NoLimits()) is False
    assert SecondGrant().judge({"wave": 61}, NoLimits()) is None
    assert OtherAccount().judge({"earlier_wave": 60}, NoLimits()) is True
    assert OtherAccount().judge({}, NoLimits()) is None
