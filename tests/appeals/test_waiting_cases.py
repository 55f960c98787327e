"""Cases that wait: reminders, coming back by themselves, and the bounds of a wait."""

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import Settings

from appeals import clocks, escalating, inquiries, lifecycle, reminders
from appeals.lifecycle import Ask, Inquiry, Reply, coming_back, silence
from appeals.models import Appeal, DeskNews, Escalation, SourceRequest
from eligibility import blocking, explain, replay
from eligibility.models import Block, RegistryVerdict
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def taken(block: Block | None = None, at: datetime = NOON) -> tuple[Appeal, User]:
    agent = builders.officer(email="petugas@example.id")
    appeal = builders.appeal_about(block, at=at) if block else builders.appeal(at=at)
    lifecycle.take(appeal, by=agent, at=at)
    return appeal, agent


def asked() -> tuple[Appeal, User]:
    appeal, agent = taken()
    lifecycle.ask(appeal, by=agent, questions=[Ask("", "Kapan?"), Ask("", "Di mana?")], at=NOON)
    return appeal, agent


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
    tell = coming_back.run_again

    def fail(appeal: Appeal, *rest: Any, **named: Any) -> None:
        if appeal == bad:
            raise ValueError("unreadable")
        tell(appeal, *rest, **named)

    def fail_to_queue(appeal: Appeal, *_rest: Any, **_named: Any) -> None:
        if appeal == bad:
            raise ValueError("unreadable")

    monkeypatch.setattr(coming_back, "run_again", fail)
    monkeypatch.setattr(reminders.notices, "queue", fail_to_queue)
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


def test_a_case_is_escalated_two_working_days_before_its_day_once() -> None:
    supervisor = builders.officer("supervisor", email="penyelia@example.id")
    appeal, agent = taken()  # due on Friday, 4 December
    assert escalating.escalate(at=NOON + 11 * DAY) == 0
    assert escalating.escalate(at=NOON + 12 * DAY) == 1
    assert escalating.escalate(at=NOON + 13 * DAY) == 0
    mails = OutgoingMessage.objects.filter(key__startswith="desk-escalated")
    assert {mail.recipient for mail in mails} == {agent.email, supervisor.email}
    assert all(appeal.reference in mail.body and appeal.nik not in mail.body for mail in mails)
    assert AuditEntry.objects.filter(action="appeal.escalated").count() == 1


def test_a_pause_takes_a_case_off_the_supervisors_desk() -> None:
    appeal, agent = taken()
    escalating.escalate(at=NOON + 12 * DAY)
    assert escalating.end_those_over(at=NOON + 12 * DAY) == 0
    lifecycle.wait_for_source(appeal, by=agent, at=NOON + 12 * DAY)
    assert escalating.end_those_over(at=NOON + 12 * DAY) == 1
    assert escalating.escalate(at=NOON + 13 * DAY) == 0
    assert Escalation.objects.get().over_at == NOON + 12 * DAY


def test_a_case_that_runs_again_by_the_same_day_is_back_on_the_desk_and_told_again() -> None:
    appeal, agent = taken()
    escalating.escalate(at=NOON + 12 * DAY)
    lifecycle.wait_for_source(appeal, by=agent, at=NOON + 12 * DAY)
    escalating.end_those_over(at=NOON + 12 * DAY)
    lifecycle.resume(appeal, by=agent, at=NOON + 12 * DAY)
    later = NOON + 12 * DAY + timedelta(hours=1)
    assert escalating.escalate(at=later) == 1
    assert escalating.escalate(at=later) == 0
    row = Escalation.objects.get()
    assert (row.due_date, row.at, row.over_at) == (appeal.due_date, later, None)
    assert OutgoingMessage.objects.filter(key__startswith="desk-escalated").count() == 2


def test_a_sweep_that_meets_another_tells_of_its_own_cases() -> None:
    first, second = taken()[0], builders.appeal(at=NOON)
    supervisor = builders.officer("supervisor", email="penyelia@example.id")
    at = NOON + 12 * DAY

    def other_is_faster(execute: Any, sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if "SKIP LOCKED" in sql:  # between the reading of this sweep and its lock
            Escalation.objects.create(appeal=first, due_date=first.due_date, at=at)
        return found

    with connection.execute_wrapper(other_is_faster):
        assert escalating.escalate(at=at) == 1
    mail = OutgoingMessage.objects.get(recipient=supervisor.email)
    assert second.reference in mail.body
    assert first.reference not in mail.body


@pytest.mark.parametrize("is_on", [True, False])
def test_silence_grants_only_where_the_setting_is_on(settings: Settings, is_on: bool) -> None:
    settings.SILENCE_GRANTS = is_on
    block = builders.block()
    appeal, _agent = taken(block)
    assert lifecycle.grant_all_by_silence(at=NOON + 14 * DAY) == 0
    assert lifecycle.grant_all_by_silence(at=NOON + 15 * DAY) == is_on
    appeal.refresh_from_db()
    block.refresh_from_db()
    assert (appeal.status == "decided", block.status == "lifted") == (is_on, is_on)
    if is_on:
        decision = appeal.decisions.get()
        assert (decision.proposed_by, decision.outcomes.get().reason) == (None, "silence")
        assert "dianggap dikabulkan" in OutgoingMessage.objects.get(key__contains=":decided:").body


def test_silence_leaves_rivals_misuse_and_pauses_to_people(settings: Settings) -> None:
    settings.SILENCE_GRANTS = True
    contested = builders.block()
    builders.appeal_about(contested)
    builders.rival_about(contested)
    builders.appeal_about(builders.block(), lane="misuse")
    builders.appeal()  # about no block
    paused, agent = taken(builders.block())
    lifecycle.wait_for_source(paused, by=agent, at=NOON)
    assert lifecycle.grant_all_by_silence(at=NOON + 20 * DAY) == 0


def test_silence_leaves_to_people_what_no_officer_lifts_alone(settings: Settings) -> None:
    settings.SILENCE_GRANTS = True
    for ground in ("G07", "G08"):
        builders.appeal_about(builders.block(ground))
    stranger = {"email": "lain@example.id", "phone": "081300000009"}
    builders.rival_about(builders.block(), **stranger)
    alike = builders.appeal_about(builders.block())
    Appeal.objects.filter(pk=alike.pk).update(has_lookalike=True)
    assert lifecycle.grant_all_by_silence(at=NOON + 20 * DAY) == 0
    Appeal.objects.filter(pk=alike.pk).update(has_lookalike=False)
    assert lifecycle.grant_all_by_silence(at=NOON + 20 * DAY) == 1


def test_silence_leaves_working_days_to_officers_who_have_a_case_again(settings: Settings) -> None:
    settings.SILENCE_GRANTS = True
    back, agent = taken(builders.block())
    lifecycle.ask(back, by=agent, questions=[Ask("", "Kapan?")], at=NOON)
    reply = {back.questions.get().pk: Reply("Ya")}
    lifecycle.answer(back, answers=reply, at=NOON + 61 * DAY)
    # A Wednesday: the next five working days end on the Wednesday after it.
    assert (NOON + 61 * DAY).date() == date(2027, 1, 20)
    assert lifecycle.grant_all_by_silence(at=NOON + 68 * DAY) == 0
    assert lifecycle.grant_all_by_silence(at=NOON + 69 * DAY) == 1
    block = builders.block()
    builders.appeal_about(block)
    parted = builders.appeal_about(block)
    parted.refresh_from_db()
    lifecycle.split(parted, by=agent, at=NOON + 61 * DAY)
    assert silence.first_day(parted) == date(2027, 1, 28)


def test_silence_ends_a_proposal_that_nobody_signed(settings: Settings) -> None:
    settings.SILENCE_GRANTS = True
    block = builders.block()
    second = builders.block("G07", on=block.account)
    appeal, agent = taken(block)
    assert appeal.contested.count() == 2
    ruling = lifecycle.Ruling(
        tuple(lifecycle.OutcomeChosen(one.pk, "upheld", "rule_applies") for one in (block, second)),
        "Sudah pernah.",
    )
    lifecycle.decide(appeal, by=agent, ruling=ruling, at=NOON)
    assert appeal.status == "for_approval"
    # What needed the signature has ended by itself.
    lapsed = Block.objects.standing().filter(pk=second.pk)
    blocking.lift(lapsed, by=None, reason="source_wrong", at=NOON)
    assert lifecycle.grant_all_by_silence(at=NOON + 15 * DAY) == 1
    assert appeal.decisions.exclude(voided_at=None).count() == 1
    block.refresh_from_db()
    assert block.status == "lifted"
