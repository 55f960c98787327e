"""The story of a case in plain words."""

from datetime import date

import pytest

from appeals import lifecycle
from appeals.lifecycle import Ask
from appeals.timeline import State, timeline
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

_DAY = date(2026, 11, 23)


def test_a_fresh_case_waits_and_says_until_when() -> None:
    moments = timeline(builders.appeal(), day=_DAY)
    assert [moment.state for moment in moments] == [State.DONE, State.NOW, State.NEXT]
    assert moments[-1].day == date(2026, 12, 4)


def test_a_question_puts_the_persons_own_day_next() -> None:
    agent, appeal = builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=agent, at=NOON)
    lifecycle.ask(appeal, by=agent, questions=[Ask("", "Kapan?")], at=NOON)
    last = timeline(appeal, day=_DAY)[-1]
    assert (last.title, last.day) == ("Batas jawaban Anda", appeal.answer_due_date)


def test_a_withdrawn_case_has_nothing_next() -> None:
    appeal = builders.appeal()
    lifecycle.withdraw(appeal, at=NOON)
    assert {moment.state for moment in timeline(appeal, day=_DAY)} == {State.DONE}
