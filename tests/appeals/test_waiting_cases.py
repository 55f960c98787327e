"""Cases that wait: reminders, coming back by themselves, and the bounds of a wait."""

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from appeals import clocks, escalating, inquiries, lifecycle, reminders
from appeals.lifecycle import Ask, Inquiry, Reply, coming_back
from appeals.lifecycle.review import run_again
from appeals.models import Appeal, DeskNews, SourceRequest
from eligibility import explain, replay
from eligibility.models import Block, RegistryVerdict
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.appeals.waits import DAY, asked, taken
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def reminded() -> int:
    return OutgoingMessage.objects.filter(key__contains=":answer_reminder:").count()


def test_the_person_is_reminded_half_way_and_three_days_before_the_end_once_each() -> None:
    asked()
    for days, sent in ((6, 0), (7, 1), (8, 1), (10, 1), (11, 2), (14, 2), (15, 2)):
        reminders.remind(at=NOON + days * DAY)
        assert reminded() == sent, days
    assert AuditEntry.objects.filter(action="question.reminded").count() == 2


def test_a_reminder_names_only_what_is_still_open() -> None:
    appeal, _agent = asked()
    first = appeal.questions.earliest("pk")
    lifecycle.answer(appeal, answers={first.pk: Reply("Tahun 2025")}, at=NOON + DAY)
    reminders.remind(at=NOON + 7 * DAY)
    mail = OutgoingMessage.objects.get(key__contains=":answer_reminder:")
    assert "Di mana?" in mail.body
    assert "Kapan?" not in mail.body


def test_who_has_answered_is_not_reminded() -> None:
    appeal, _agent = asked()
    answers = {question.pk: Reply("Ya") for question in appeal.questions.all()}
    lifecycle.answer(appeal, answers=answers, at=NOON + DAY)
    assert reminders.remind(at=NOON + 7 * DAY) == 0


def test_an_unanswered_case_comes_back_to_its_officer_with_a_note_and_is_not_refused() -> None:
    appeal, agent = asked()
    assert lifecycle.return_unanswered(at=NOON + 14 * DAY) == 0
    assert lifecycle.return_unanswered(at=NOON + 15 * DAY) == 1
    assert lifecycle.return_unanswered(at=NOON + 15 * DAY) == 0
    appeal.refresh_from_db()
    assert (appeal.status, appeal.officer, appeal.paused_at) == ("in_review", agent, None)
    assert not appeal.decisions.exists()
    assert "bukan alasan menolak" in appeal.conversation.get(is_internal=True).text
    assert DeskNews.objects.get(officer=agent).kind == DeskNews.Kind.CAME_BACK
    assert appeal.steps.latest("pk").by is None


def test_one_case_that_fails_stops_no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, _agent = asked()
    good, agent = taken()
    lifecycle.ask(good, by=agent, questions=[Ask("", "Kapan?")], at=NOON)
    tell = run_again

    def fail(appeal: Appeal, *rest: Any, **named: Any) -> None:
        if appeal == bad:
            raise ValueError("unreadable")
        tell(appeal, *rest, **named)

    def fail_to_queue(appeal: Appeal, *_rest: Any, **_named: Any) -> None:
        if appeal == bad:
            raise ValueError("unreadable")

    monkeypatch.setattr(coming_back, "run_again", fail)
    monkeypatch.setattr("appeals.reminders.notices.queue", fail_to_queue)
    assert reminders.remind(at=NOON + 7 * DAY) == 1
    assert lifecycle.return_unanswered(at=NOON + 15 * DAY) == 1
    assert set(Appeal.objects.waiting_for_person()) == {bad}


def test_a_wait_that_cannot_be_looked_at_goes_behind_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (bad, first), (good, second) = taken(), taken()
    for appeal, agent in ((bad, first), (good, second)):
        lifecycle.wait_for_source(appeal, by=agent, at=NOON)
    judge = inquiries.whats_new

    def fail(request: SourceRequest, *, at: datetime) -> list[str]:
        if request.appeal_id == bad.pk:
            raise ValueError("unreadable")
        return judge(request, at=at)

    monkeypatch.setattr(inquiries, "whats_new", fail)
    at = NOON + 60 * DAY
    assert lifecycle.return_from_sources(at=at) == 1
    request = bad.source_requests.get()
    assert (request.ended_at, request.checked_at) == (None, at)


@pytest.mark.parametrize(("days", "left"), [(39, 14), (40, 13), (52, 1), (53, None), (61, None)])
def test_a_question_leaves_time_to_decide_before_the_outer_limit(
    days: int, left: int | None
) -> None:
    appeal, agent = taken()
    at, questions = NOON + days * DAY, [Ask("", "Kapan?")]
    if left is None:
        with pytest.raises(lifecycle.NotAllowed):
            lifecycle.ask(appeal, by=agent, questions=questions, at=at)
        return
    lifecycle.ask(appeal, by=agent, questions=questions, at=at)
    assert appeal.answer_due_date == clocks.day_of(at) + left * DAY
    assert reminders.remind(at=at) == 0


def test_the_outer_limit_bounds_what_a_pause_adds() -> None:
    appeal, agent = taken()
    lifecycle.wait_for_source(appeal, by=agent, at=NOON)
    lifecycle.resume(appeal, by=agent, at=NOON + 55 * DAY)
    assert appeal.due_date == clocks.outer_limit(appeal) == date(2027, 1, 19)


def test_a_wait_names_its_institution_and_writes_it_a_letter() -> None:
    appeal, agent = taken(builders.block())
    wanted = Inquiry("kemdikbud", "Kapan ia lulus?", "KD-77", date(2026, 12, 1))
    request = lifecycle.wait_for_source(appeal, by=agent, at=NOON, inquiry=wanted)
    letter = request.letter
    assert letter is not None
    assert letter.number.startswith("ST-")
    assert letter.check_code
    said = str(letter.content)
    assert appeal.nik in said
    assert appeal.kk not in said
    assert "Kapan ia lulus?" in said
    assert "KD-77" in said
    assert request.expected_date == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("institution", "told", "kept"),
    [("dukcapil", ("nik", "kk"), ()), ("platform", ("name",), ("nik", "kk")),
     ("own_team", (), ("nik", "kk", "name"))],
)  # fmt: skip
def test_an_institution_learns_no_more_than_it_needs(
    institution: str, told: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    appeal, agent = taken(builders.block())
    request = lifecycle.wait_for_source(appeal, by=agent, at=NOON, inquiry=Inquiry(institution))
    assert request.letter is not None
    said = str(request.letter.content)
    assert all(getattr(appeal, name) in said for name in told)
    assert not any(getattr(appeal, name) in said for name in kept)


@pytest.mark.parametrize("expected", [date(2026, 11, 19), date(2027, 1, 13)])
def test_no_answer_is_expected_in_the_past_or_after_the_wait(expected: date) -> None:
    appeal, agent = taken()
    asked = Inquiry("bkn", expected_date=expected)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.wait_for_source(appeal, by=agent, at=NOON, inquiry=asked)


def test_a_wait_ends_a_week_before_the_outer_limit() -> None:
    appeal, agent = taken()
    lifecycle.wait_for_source(appeal, by=agent, at=NOON)
    last = datetime.combine(clocks.wait_until(appeal), NOON.timetz())
    assert lifecycle.return_from_sources(at=last) == 0
    assert lifecycle.return_from_sources(at=last + DAY) == 1
    appeal.refresh_from_db()
    assert appeal.status == "in_review"
    assert appeal.source_requests.get().end == SourceRequest.End.LIMIT


def test_a_corrected_register_brings_the_case_back_with_what_changed() -> None:
    people.verdict(people.account())
    people.screen()
    block = Block.objects.get()
    appeal, agent = taken(block)
    lifecycle.wait_for_source(appeal, by=agent, at=NOON, inquiry=Inquiry("kemdikbud"))
    assert lifecycle.return_from_sources(at=NOON + DAY) == 0
    RegistryVerdict.objects.update(superseded_at=NOON)
    people.verdict(block.account, "matches", as_of=date(2026, 11, 1))
    assert lifecycle.return_from_sources(at=NOON + DAY + timedelta(minutes=1)) == 0
    assert lifecycle.return_from_sources(at=NOON + 2 * DAY) == 1
    appeal.refresh_from_db()
    assert (appeal.status, appeal.officer) == ("in_review", agent)
    note = appeal.conversation.get(is_internal=True).text
    assert "tidak kena" in note
    assert "1 November 2026" in note
    assert appeal.source_requests.get().end == SourceRequest.End.CHANGED


def waiting_for_a_register() -> tuple[Appeal, Block]:
    people.verdict(people.account())
    people.screen()
    block = Block.objects.get()
    appeal, agent = taken(block)
    lifecycle.wait_for_source(appeal, by=agent, at=NOON)
    return appeal, block


def test_other_words_for_the_same_facts_are_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting_for_a_register()
    monkeypatch.setattr(replay, "in_words", lambda *_: [explain.Fact("school", "Sekolah", "Lain")])
    assert lifecycle.return_from_sources(at=NOON + DAY) == 0


@pytest.mark.parametrize("judged", [{}, {"1": "0" * 64}])
def test_a_wait_without_todays_digests_begins_to_compare_at_its_first_look(
    judged: dict[str, str],
) -> None:
    _appeal, block = waiting_for_a_register()
    SourceRequest.objects.update(judged=judged)
    assert lifecycle.return_from_sources(at=NOON + DAY) == 0
    RegistryVerdict.objects.update(superseded_at=NOON)
    people.verdict(block.account, "matches", as_of=date(2026, 11, 1))
    assert lifecycle.return_from_sources(at=NOON + 2 * DAY) == 1


def test_a_case_that_waited_before_waits_were_rows_gets_one_that_ends() -> None:
    appeal, _block = waiting_for_a_register()
    SourceRequest.objects.all().delete()
    give = import_module("appeals.migrations.0038_owe_waits_an_end").give
    for _twice in range(2):
        give(apps, None)
    request = SourceRequest.objects.get()
    assert (request.asked_by, request.asked_at) == (appeal.officer, NOON)
    assert request.pause_until == clocks.wait_until(appeal)
    assert lifecycle.return_from_sources(at=NOON + DAY) == 0
    assert lifecycle.return_from_sources(at=NOON + 54 * DAY) == 1


def test_a_finding_that_ceased_brings_the_case_back_at_once() -> None:
    block = builders.block()
    appeal, agent = taken(block)
    lifecycle.wait_for_source(appeal, by=agent, at=NOON)
    block.finding.__class__.objects.update(status="ceased")
    assert lifecycle.return_from_sources(at=NOON + timedelta(minutes=1)) == 1
    appeal.refresh_from_db()
    lifecycle.wait_for_source(appeal, by=agent, at=NOON + DAY)
    assert lifecycle.return_from_sources(at=NOON + 2 * DAY) == 0  # known when it began


def test_a_withdrawn_case_waits_for_nobody_any_more() -> None:
    appeal, agent = taken()
    lifecycle.wait_for_source(appeal, by=agent, at=NOON)
    lifecycle.withdraw(appeal, at=NOON)
    lifecycle.return_from_sources(at=NOON)
    assert appeal.source_requests.get().end == SourceRequest.End.CASE_OVER
    written = AuditEntry.objects.get(action="source.ended")
    assert (written.actor, written.details["end"]) == (None, "case_over")


def test_an_officer_hears_once_of_a_late_institution() -> None:
    appeal, agent = taken()
    wanted = Inquiry("polri", expected_date=date(2026, 11, 25))
    lifecycle.wait_for_source(appeal, by=agent, at=NOON, inquiry=wanted)
    assert escalating.remind_of_sources(at=NOON + 5 * DAY) == 0
    assert escalating.remind_of_sources(at=NOON + 6 * DAY) == 1
    assert escalating.remind_of_sources(at=NOON + 7 * DAY) == 0
    assert appeal.reference in OutgoingMessage.objects.get(key__startswith="desk-sources").body


def test_supervisors_hear_of_a_late_institution_when_the_officer_has_left() -> None:
    supervisor = builders.officer("supervisor", email="penyelia@example.id")
    appeal, agent = taken()
    wanted = Inquiry("polri", expected_date=date(2026, 11, 25))
    lifecycle.wait_for_source(appeal, by=agent, at=NOON, inquiry=wanted)
    User.objects.filter(pk=agent.pk).update(is_active=False)
    escalating.remind_of_sources(at=NOON + 6 * DAY)
    mail = OutgoingMessage.objects.get(key__startswith="desk-sources")
    assert mail.recipient == supervisor.email
    assert appeal.reference in mail.body
