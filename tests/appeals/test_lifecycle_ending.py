"""Withdrawing, merging, voiding and closing."""

from datetime import datetime, time, timedelta

import pytest

from appeals import clocks, lifecycle
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal
from eligibility.models import Hold
from portal import calendar
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def test_withdrawing_ends_the_hold() -> None:
    appeal = builders.appeal_about(builders.block("G03"))
    lifecycle.withdraw(appeal, at=NOON)
    assert not Hold.objects.standing().exists()


def test_withdrawing_voids_a_waiting_proposal() -> None:
    agent, block = builders.officer(), builders.block("G08")
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=agent, at=NOON)
    chosen = OutcomeChosen(block.pk, "lifted", "typing_error")
    decision = lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Salah ketik."), at=NOON)
    lifecycle.withdraw(appeal, at=NOON)
    decision.refresh_from_db()
    assert decision.voided_at == NOON


def test_a_merged_case_keeps_both_numbers_alive() -> None:
    block = builders.block("G03")
    first, second = builders.appeal_about(block), builders.appeal_about(block)
    lifecycle.merge(second, into=first, by=builders.officer(), at=NOON)
    assert second.merged_into == first
    assert Appeal.objects.open().get() == first
    assert Hold.objects.standing().get().reference == first.reference


def test_cases_of_two_people_are_never_merged() -> None:
    first = builders.appeal_about(builders.block("G03"))
    second = builders.appeal_about(builders.block("G03"))
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.merge(second, into=first, by=builders.officer(), at=NOON)


def test_cases_of_two_people_without_accounts_are_never_merged() -> None:
    first, second = builders.appeal(), builders.appeal()
    assert first.account is second.account is None
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.merge(second, into=first, by=builders.officer(), at=NOON)


def test_a_case_about_a_standing_block_cannot_be_voided() -> None:
    appeal = builders.appeal_about(builders.block("G03"))
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.void(appeal, by=builders.officer(), at=NOON)


def test_the_hold_stands_until_the_decided_case_is_closed() -> None:
    agent, block = builders.officer(), builders.block("G03")
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=agent, at=NOON)
    chosen = OutcomeChosen(block.pk, "upheld", "rule_applies")
    lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Masih kuliah."), at=NOON)
    assert Hold.objects.standing().exists()
    lifecycle.close(appeal, by=agent, at=NOON)
    assert not Hold.objects.standing().exists()


def _refused_at(at: datetime) -> Appeal:
    agent, block = builders.officer(), builders.block("G03")
    appeal = builders.appeal_about(block, at=at)
    lifecycle.take(appeal, by=agent, at=at)
    chosen = OutcomeChosen(block.pk, "upheld", "rule_applies")
    lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Masih kuliah."), at=at)
    return appeal


def test_a_decided_case_closes_by_itself_when_the_second_level_is_out_of_reach() -> None:
    appeal = _refused_at(NOON)
    last_day = clocks.second_level_until(NOON)
    for day, closed in ((last_day, 0), (last_day + timedelta(days=1), 1)):
        at = datetime.combine(day, time(0, 30), tzinfo=calendar.JAKARTA)
        assert lifecycle.close_settled(at=at) == closed
    appeal.refresh_from_db()
    assert appeal.status == Appeal.Status.CLOSED
    assert not Hold.objects.standing().exists()


def test_closing_twice_closes_once() -> None:
    _refused_at(NOON)
    later = NOON + timedelta(days=40)
    assert [lifecycle.close_settled(at=later) for _ in range(2)] == [1, 0]
