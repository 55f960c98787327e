"""Cases near their day: on the supervisors' desk, told once, and what silence grants."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from appeals import escalating, lifecycle
from appeals.lifecycle import Ask, Reply, silence
from appeals.models import Appeal, Escalation
from eligibility import blocking
from eligibility.models import Block
from portal.models import AuditEntry, OutgoingMessage
from tests import builders
from tests.appeals.waits import DAY, taken
from tests.builders import NOON

pytestmark = pytest.mark.django_db


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


def test_a_case_that_fails_holds_up_no_other_that_silence_grants(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SILENCE_GRANTS = True
    broken, _agent = taken(builders.block())
    taken(builders.block())
    grant = silence.grant_by_silence

    def fails_once(appeal: Appeal, **how: Any) -> Any:
        if appeal.pk == broken.pk:
            raise ValueError
        return grant(appeal, **how)

    monkeypatch.setattr(silence, "grant_by_silence", fails_once)
    assert lifecycle.grant_all_by_silence(at=NOON + 15 * DAY) == 1
    assert f"appeal {broken.pk} could not be granted" in caplog.text


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
    stranger: dict[str, Any] = {"email": "lain@example.id", "phone": "081300000009"}
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
