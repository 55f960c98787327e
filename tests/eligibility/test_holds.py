"""Holds: placed and released once, whoever repeats."""

import pytest

from eligibility import holds
from eligibility.models import ChangedAccount, Hold
from portal.models import AuditEntry
from tests import builders

pytestmark = pytest.mark.django_db


def test_placing_twice_makes_one_hold() -> None:
    person = builders.account()
    for _ in range(2):
        holds.place(person, reference="PRK-1", at=builders.NOON)
    assert Hold.objects.standing().count() == 1
    assert AuditEntry.objects.filter(action="hold.place").count() == 1


def test_releasing_twice_releases_once() -> None:
    person = builders.account()
    holds.place(person, reference="PRK-1", at=builders.NOON)
    for _ in range(2):
        holds.release(person, reference="PRK-1", at=builders.NOON)
    assert not Hold.objects.standing().exists()
    assert AuditEntry.objects.filter(action="hold.release").count() == 1


def test_a_released_hold_can_be_placed_again() -> None:
    person = builders.account()
    holds.place(person, reference="PRK-1", at=builders.NOON)
    holds.release(person, reference="PRK-1", at=builders.NOON)
    holds.place(person, reference="PRK-1", at=builders.NOON)
    assert Hold.objects.count() == 2


def test_another_reference_keeps_its_own_hold() -> None:
    person = builders.account()
    holds.place(person, reference="PRK-1", at=builders.NOON)
    holds.place(person, reference="PRK-2", at=builders.NOON)
    holds.release(person, reference="PRK-1", at=builders.NOON)
    assert list(Hold.objects.standing().values_list("reference", flat=True)) == ["PRK-2"]


def test_a_released_account_is_screened_again_at_once() -> None:
    person = builders.account()
    holds.place(person, reference="PRK-1", at=builders.NOON)
    assert not ChangedAccount.objects.exists()
    holds.release(person, reference="PRK-1", at=builders.NOON)
    assert ChangedAccount.objects.get().account == person


def test_a_hold_names_what_is_looked_at_and_placing_again_adds() -> None:
    first = builders.block("G03")
    second = builders.block("G10", on=first.account)
    holds.place(first.account, reference="PRK-1", at=builders.NOON, blocks=[first])
    holds.place(first.account, reference="PRK-1", at=builders.NOON, blocks=[first, second])
    assert set(Hold.objects.get().blocks.all()) == {first, second}


def test_a_result_is_noted_and_the_account_stays_on_hold() -> None:
    person, until = builders.account(), builders.NOON.date()
    holds.place(person, reference="PRK-1", at=builders.NOON)
    holds.answer(person, reference="PRK-1", further_until=until, at=builders.NOON)
    hold = Hold.objects.standing().get()
    assert (hold.answered_at, hold.further_until) == (builders.NOON, until)
    assert AuditEntry.objects.filter(action="hold.answer").count() == 1


def test_nothing_is_noted_on_what_is_not_held() -> None:
    holds.answer(builders.account(), reference="PRK-1", further_until=None, at=builders.NOON)
    assert not AuditEntry.objects.filter(action="hold.answer").exists()
