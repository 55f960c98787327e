"""Deadlines: days that come back when a block falls, and the whole time anew for the excused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eligibility import blocking
from eligibility.models import Block, Gelombang
from portal.calendar import JAKARTA
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

GRANTED = datetime(2026, 11, 1, 9, 0, tzinfo=JAKARTA)


def lifted(block: Block, at: datetime) -> None:
    blocking.lift([block], by=None, reason="proof", at=at)


def test_days_lost_while_blocked_come_back() -> None:
    person = people.account()
    award = people.grant(person, granted_at=NOON - timedelta(days=35))  # blocked from day 5 on
    before = award.first_training_until
    lifted(builders.block("G03", on=person), at=NOON - timedelta(days=21))
    award.refresh_from_db()
    assert award.first_training_until == before + timedelta(days=10)  # ten days, both ends in


def test_a_deadline_over_before_the_block_stays_over() -> None:
    person = people.account()
    award = people.grant(person, granted_at=NOON - timedelta(days=60))
    lifted(builders.block("G03", on=person), at=NOON)
    before = award.first_training_until
    award.refresh_from_db()
    assert award.first_training_until == before


def test_nothing_comes_back_while_another_block_stands() -> None:
    person = people.account()
    award = people.grant(person, granted_at=NOON - timedelta(days=35))
    first, second = builders.block("G03", on=person), builders.block("G02", on=person)
    before = award.first_training_until
    lifted(first, at=NOON)
    award.refresh_from_db()
    assert award.first_training_until == before
    lifted(second, at=NOON)
    award.refresh_from_db()
    assert award.first_training_until == before + timedelta(days=31)


def test_who_had_bought_gets_no_new_days() -> None:
    person = people.account()
    award = people.grant(person, granted_at=NOON - timedelta(days=35))
    people.purchase(award, bought_at=NOON - timedelta(days=34))
    before = award.first_training_until
    lifted(builders.block("G03", on=person), at=NOON)
    award.refresh_from_db()
    assert award.first_training_until == before


def test_who_is_excused_for_buying_late_gets_the_whole_time_again() -> None:
    people.training_file(date(2026, 11, 17))
    award = people.grant(people.account(), granted_at=GRANTED)
    people.screen()
    lifted(Block.objects.get(), at=NOON)
    award.refresh_from_db()
    assert award.first_training_until == datetime(2026, 12, 5, 16, 59, 59, 999_999, tzinfo=UTC)
    people.screen(at=NOON + timedelta(days=1))
    assert not Block.objects.open().exists()


def test_waves_are_rows_of_their_own() -> None:
    people.grant(people.account(), wave=70)
    assert str(Gelombang.objects.get()) == "Gelombang 70"
