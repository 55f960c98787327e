"""Questions, pauses and the clocks of a case."""

from datetime import date, timedelta

import pytest

from appeals import lifecycle
from appeals.lifecycle import Ask, Reply
from appeals.models import Appeal
from portal.models import OutgoingMessage, User
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

_ASKED = [Ask("supporting", "Foto ijazah"), Ask("", "Kapan Anda lulus?")]


def _in_review() -> tuple[Appeal, User]:
    agent, appeal = builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=agent, at=NOON)
    return appeal, agent


def test_the_decision_is_due_after_ten_working_days() -> None:
    assert builders.appeal().due_date == date(2026, 12, 4)


def test_asking_stops_the_clock_and_tells_the_person_what_is_missing() -> None:
    appeal, agent = _in_review()
    lifecycle.ask(appeal, by=agent, questions=_ASKED, at=NOON)
    assert appeal.paused_at == NOON
    assert appeal.answer_due_date == date(2026, 12, 4)
    assert "Foto ijazah" in OutgoingMessage.objects.get(key__contains="info_requested").body


def test_the_clock_gives_back_the_days_it_stood() -> None:
    appeal, agent = _in_review()
    lifecycle.ask(appeal, by=agent, questions=_ASKED, at=NOON)
    answers = {question.pk: Reply("Tahun 2025") for question in appeal.questions.all()}
    lifecycle.answer(appeal, answers=answers, at=NOON + timedelta(days=7))
    assert appeal.status == Appeal.Status.IN_REVIEW
    assert appeal.due_date == date(2026, 12, 11)
    assert appeal.paused_at is None


def test_one_answer_of_two_keeps_the_question_open() -> None:
    appeal, agent = _in_review()
    lifecycle.ask(appeal, by=agent, questions=_ASKED, at=NOON)
    first = appeal.questions.order_by("pk").first()
    assert first is not None
    lifecycle.answer(appeal, answers={first.pk: Reply("Ini")}, at=NOON)
    assert appeal.status == Appeal.Status.INFO_REQUESTED
    assert appeal.questions.filter(answered_at=None).count() == 1


def test_a_question_is_answered_once() -> None:
    appeal, agent = _in_review()
    lifecycle.ask(appeal, by=agent, questions=_ASKED, at=NOON)
    first = appeal.questions.order_by("pk").first()
    assert first is not None
    lifecycle.answer(appeal, answers={first.pk: Reply("Ini")}, at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.answer(appeal, answers={first.pk: Reply("Itu")}, at=NOON)


def test_another_cases_file_answers_nothing() -> None:
    appeal, agent = _in_review()
    lifecycle.ask(appeal, by=agent, questions=_ASKED, at=NOON)
    first = appeal.questions.order_by("pk").first()
    assert first is not None
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.answer(appeal, answers={first.pk: Reply("", evidence_id=4711)}, at=NOON)


def test_asking_nothing_is_refused() -> None:
    appeal, agent = _in_review()
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.ask(appeal, by=agent, questions=[], at=NOON)


def test_the_officer_goes_on_only_after_the_persons_time() -> None:
    appeal, agent = _in_review()
    lifecycle.ask(appeal, by=agent, questions=_ASKED, at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.continue_without_answer(appeal, by=agent, at=NOON + timedelta(days=14))
    lifecycle.continue_without_answer(appeal, by=agent, at=NOON + timedelta(days=15))
    assert appeal.status == Appeal.Status.IN_REVIEW


def test_a_case_handed_back_is_free_again() -> None:
    appeal, agent = _in_review()
    lifecycle.hand_back(appeal, by=agent, at=NOON)
    assert Appeal.objects.unclaimed().get() == appeal
    lifecycle.take(appeal, by=agent, at=NOON)


def test_a_paused_case_is_not_overdue() -> None:
    appeal, agent = _in_review()
    lifecycle.wait_for_source(appeal, by=agent, at=NOON)
    assert not Appeal.objects.overdue(on=date(2027, 1, 29)).exists()
    lifecycle.resume(appeal, by=agent, at=NOON)
    assert Appeal.objects.overdue(on=date(2027, 1, 29)).get() == appeal
    assert not Appeal.objects.overdue(on=appeal.due_date).exists()
