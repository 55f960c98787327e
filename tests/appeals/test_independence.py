"""Who had a hand in a case, for one case and for the queue."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from appeals import conversation, lifecycle
from appeals.filing import GroundClaim
from appeals.independence import Bar, bar_between, has_touched, tie_between
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal, CaseLink, Decision, DeskProfile, Priority, PriorityChange
from eligibility.models import Block
from portal.models import User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

Hand = Callable[[Appeal, User], object]


def below() -> Appeal:
    """File a case on a ground that needs two people."""
    return builders.appeal_about(builders.block("G08"))


def second_level(first: Appeal) -> Appeal:
    """File a case as if it were about the decision on `first`."""
    above = builders.appeal_about(builders.block("G08"))
    root = first.root or first
    Appeal.objects.filter(pk=above.pk).update(previous=first, root=root, level=2)
    above.refresh_from_db()
    return above


def propose(appeal: Appeal, by: User) -> Decision:
    lifecycle.take(appeal, by=by, at=NOON)
    chosen = tuple(
        OutcomeChosen(block.pk, "upheld", "rule_applies")
        for block in lifecycle.open_contested_blocks(appeal)
    )
    return lifecycle.decide(appeal, by=by, ruling=Ruling(chosen, "Sudah dibaca."), at=NOON)


def take_and_hand_back(appeal: Appeal, by: User) -> None:
    lifecycle.take(appeal, by=by, at=NOON)
    lifecycle.hand_back(appeal, by=by, at=NOON)


def approve(appeal: Appeal, by: User) -> None:
    lifecycle.approve(propose(appeal, builders.officer()), by=by, at=NOON)


def send_back(appeal: Appeal, by: User) -> None:
    decision = propose(appeal, builders.officer())
    lifecycle.send_back(decision, by=by, note="Belum lengkap.", at=NOON)


def write_a_note(appeal: Appeal, by: User) -> None:
    conversation.note(appeal, by=by, text="Perlu dicek.", at=NOON)


@pytest.mark.parametrize("hand", [take_and_hand_back, propose, approve, send_back, write_a_note])
def test_a_hand_in_the_level_below_bars_from_the_second(hand: Hand) -> None:
    officer, first = builders.officer("supervisor"), below()
    hand(first, officer)
    above = second_level(first)
    assert has_touched(officer, above)
    assert above not in Appeal.objects.next_for(officer)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.take(above, by=officer, at=NOON)


@pytest.mark.parametrize("judge", [lifecycle.approve, lifecycle.send_back])
def test_a_hand_in_the_level_below_bars_from_judging_a_proposal(judge: Callable[..., Any]) -> None:
    supervisor, first = builders.officer("supervisor"), below()
    write_a_note(first, supervisor)
    decision = propose(second_level(first), builders.officer())
    note = {"note": "Belum."} if judge is lifecycle.send_back else {}
    with pytest.raises(lifecycle.NotAllowed, match="second person"):
        judge(decision, by=supervisor, at=NOON, **note)


@pytest.mark.parametrize("column", ["proposed_by", "approved_by"])
def test_a_signature_alone_bars_from_the_second_level(column: str) -> None:
    officer, first = builders.officer(), below()
    values: dict[str, Any] = {"proposed_by": builders.officer(), "proposed_at": NOON}
    first.decisions.create(conclusion="refused", explanation="Lama.", **{**values, column: officer})
    assert has_touched(officer, second_level(first))


def test_somebody_else_may_take_the_second_level() -> None:
    officer, first = builders.officer(), below()
    propose(first, builders.officer())
    above = second_level(first)
    assert not has_touched(officer, above)
    assert above in Appeal.objects.next_for(officer)


def test_confirming_the_block_bars_from_the_first_level() -> None:
    officer, block = builders.officer(), builders.block()
    Block.objects.filter(pk=block.pk).update(confirmed_by=officer)
    appeal = builders.appeal_about(block)
    assert has_touched(officer, appeal)
    assert appeal not in Appeal.objects.next_for(officer)


def test_a_note_does_not_bar_from_the_same_level() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    write_a_note(appeal, officer)
    assert not has_touched(officer, appeal)


def test_a_hand_anywhere_in_the_chain_below_bars() -> None:
    officer, first = builders.officer(), below()
    write_a_note(first, officer)
    opened_again = second_level(first)
    above = second_level(opened_again)
    assert above.root == first
    assert has_touched(officer, above)


def test_a_hand_in_what_came_later_does_not_bar() -> None:
    officer, first = builders.officer(), below()
    opened_again = second_level(first)
    above = second_level(opened_again)
    write_a_note(above, officer)
    assert not has_touched(officer, opened_again)


def test_a_hand_in_what_was_folded_into_the_chain_bars() -> None:
    block = builders.block("G08")
    first, rival = builders.appeal_about(block), builders.rival_about(block)
    officer = builders.officer()
    write_a_note(rival, officer)
    lifecycle.merge(rival, into=first, by=builders.officer(), at=NOON)
    above = second_level(first)
    assert has_touched(officer, above)
    assert has_touched(officer, second_level(above))


def for_a_caller(by: User, **over: Any) -> Appeal:
    """File by telephone: `by` read the consents aloud."""
    read = tuple(replace(given, read_aloud_by=by.pk) for given in builders.agreed("processing"))
    return builders.appeal(channel="phone", consents=read, **over)


def test_whoever_filed_for_a_caller_does_not_decide_the_case() -> None:
    officer, other = builders.officer(), builders.officer()
    appeal = for_a_caller(officer)
    assert bar_between(officer, appeal) is Bar.TAKEN_DOWN
    assert appeal not in Appeal.objects.next_for(officer)
    with pytest.raises(lifecycle.Barred):
        lifecycle.take(appeal, by=officer, at=NOON)
    desk, words = signed_in(officer), "Anda yang mencatat"
    queue = reverse("admin:appeals_appeal_changelist") + "?tab=unclaimed"
    case = reverse("admin:appeals_appeal_change", args=[appeal.pk])
    assert [words in desk.get(url).content.decode() for url in (queue, case)] == [True, True]
    assert words not in signed_in(other).get(queue).content.decode()
    lifecycle.take(appeal, by=other, at=NOON)


def test_a_call_folded_into_a_case_or_gone_on_from_bars_too() -> None:
    officer, block = builders.officer(), builders.block("G08")
    first = builders.appeal_about(block)
    called = for_a_caller(officer, nik=block.account.nik, email=block.account.email)
    assert called.merged_into == first
    assert bar_between(officer, first) is Bar.TAKEN_DOWN
    assert bar_between(officer, second_level(first)) is Bar.TOUCHED


def test_whoever_is_tied_to_the_person_does_not_steer_the_case_either() -> None:
    boss, other = builders.officer("supervisor"), builders.appeal()
    appeal, colleague = builders.appeal(kk="3171010101150078"), builders.officer()
    lifecycle.take(appeal, by=boss, at=NOON)
    ask, reason = [lifecycle.Ask("", "Kapan?")], CaseLink.Reason.HOUSEHOLD
    first: dict[str, Any] = {"reason": PriorityChange.Reason.HEALTH, "by": boss, "at": NOON}
    steering: list[Callable[[], object]] = [
        lambda: lifecycle.set_priority(appeal, Priority.URGENT, **first),
        lambda: lifecycle.link(other, appeal, reason=reason, by=boss, at=NOON),
        lambda: lifecycle.unlink(other, appeal, by=boss, at=NOON),
        lambda: lifecycle.reply(appeal, by=boss, text="Halo.", at=NOON),
        lambda: lifecycle.note(appeal, by=boss, text="Halo.", at=NOON),
        lambda: lifecycle.ask(appeal, by=boss, questions=ask, at=NOON),
        lambda: lifecycle.wait_for_source(appeal, by=boss, at=NOON),
        lambda: lifecycle.merge(other, into=appeal, by=boss, at=NOON),
        lambda: lifecycle.split(appeal, by=boss, at=NOON),
        lambda: lifecycle.reassign(appeal, to=colleague, by=boss, at=NOON),
    ]
    desk = DeskProfile.objects.create(user=boss, kk=appeal.kk)
    for verb in steering:
        with pytest.raises(lifecycle.Barred):
            verb()
    page = signed_in(boss).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert page.context["page"].offered == {"hand_back", "declare_interest"}
    assert "Kasus ini tentang Anda atau Kartu Keluarga Anda" in page.content.decode()
    DeskProfile.objects.filter(pk=desk.pk).update(kk="", only_provinces=["91"])
    lifecycle.reply(appeal, by=boss, text="Halo.", at=NOON)  # a division of work is no tie
    assert tie_between(boss, appeal) is None


def test_a_colleagues_case_is_merged_by_them_or_a_supervisor_alone() -> None:
    holder, other = builders.officer(), builders.officer()
    first = builders.block("G03")
    second = builders.block("G10", on=first.account)
    into = builders.appeal_about(first, claims=(GroundClaim("G03"),))
    merged = builders.rival_about(second, claims=(GroundClaim("G10"),))
    lifecycle.take(into, by=holder, at=NOON)
    with pytest.raises(lifecycle.HeldByOther):
        lifecycle.merge(merged, into=into, by=other, at=NOON)
    lifecycle.merge(merged, into=into, by=holder, at=NOON)
    with pytest.raises(lifecycle.HeldByOther):
        lifecycle.split(merged, by=other, at=NOON)
    lifecycle.split(merged, by=builders.officer("supervisor"), at=NOON)
    assert merged.status == "submitted"


def test_what_an_officer_did_is_looked_up_by_case_and_never_walked() -> None:
    """Joined with the case's chain, the steps of a busy officer were read for each banding."""
    rows = Appeal.objects.next_for(builders.officer())
    sql = str(rows.query)
    assert "appeals_step" in sql
    for table in ("step", "message", "decision", "filewaiver", "qualityreview"):
        assert f'FROM "appeals_{table}"' in sql
        assert not re.search(rf'FROM "appeals_{table}" \w+ (INNER|LEFT OUTER) JOIN', sql)
