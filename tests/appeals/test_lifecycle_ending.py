"""Withdrawing, merging, voiding and closing."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client

from appeals import access, clocks, lifecycle, tasks
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal
from eligibility import blocking
from eligibility.explain import title_of
from eligibility.models import Block, Gelombang, Hold
from portal import calendar
from portal.models import OutgoingMessage
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
    first, second = builders.appeal_about(block), builders.rival_about(block)
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


def _made_moot(*grounds: str, at: datetime = NOON) -> Appeal:
    """File a case, then let others end the blocks of `grounds` it contests."""
    block = builders.block("G03")
    builders.block("G02", on=block.account)
    appeal = builders.appeal_about(block)
    ended = Block.objects.filter(account=block.account, ground__in=grounds)
    blocking.lift(ended, by=None, reason="source_wrong", at=at)
    return appeal


def test_a_case_whose_blocks_others_ended_is_closed_and_the_hold_with_it() -> None:
    appeal = _made_moot("G03", "G02")
    assert lifecycle.close_all_moot(at=NOON) == 1
    appeal.refresh_from_db()
    assert (appeal.status, appeal.closed_at) == (Appeal.Status.VOID, NOON)
    assert appeal.steps.latest("pk").verb == "close_moot"
    assert not Hold.objects.standing().exists()


def test_a_case_is_not_moot_while_one_of_its_blocks_stands() -> None:
    appeal = _made_moot("G03")
    assert lifecycle.close_all_moot(at=NOON) == 0
    with pytest.raises(lifecycle.NotAllowed, match="not moot"):
        lifecycle.close_moot(appeal, at=NOON)


def test_a_case_is_not_moot_while_one_of_its_blocks_is_proposed() -> None:
    appeal = _made_moot("G03")
    Block.objects.filter(ground="G02").update(status="proposed")
    assert not Appeal.objects.made_moot().exists()
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.close_moot(appeal, at=NOON)


def test_a_case_about_no_block_is_never_moot() -> None:
    appeal = builders.appeal()
    assert lifecycle.close_all_moot(at=NOON) == 0
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.close_moot(appeal, at=NOON)


@pytest.mark.parametrize("status", ["lifted", "superseded", "expired", "dismissed"])
def test_whichever_way_the_blocks_ended_the_case_is_moot(status: str) -> None:
    appeal = builders.appeal_about(builders.block("G03"))
    Block.objects.update(status=status, ended_at=NOON)
    assert Appeal.objects.made_moot().get() == appeal


def test_a_moot_case_takes_its_waiting_proposal_with_it() -> None:
    agent, block = builders.officer(), builders.block("G08")
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=agent, at=NOON)
    chosen = OutcomeChosen(block.pk, "upheld", "rule_applies")
    decision = lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Benar."), at=NOON)
    blocking.lift([block], by=None, reason="source_wrong", at=NOON)
    assert lifecycle.close_all_moot(at=NOON) == 1
    decision.refresh_from_db()
    assert decision.voided_at == NOON


def test_a_case_decided_already_is_not_moot() -> None:
    _refused_at(NOON)
    blocking.lift(Block.objects.all(), by=None, reason="source_wrong", at=NOON)
    assert lifecycle.close_all_moot(at=NOON) == 0


def test_the_sweep_of_every_minute_looks_at_lately_ended_blocks_only() -> None:
    _made_moot("G03", "G02", at=NOON)
    after = NOON + timedelta(microseconds=1)
    assert lifecycle.close_all_moot(at=NOON, ended_since=after) == 0
    assert lifecycle.close_all_moot(at=NOON, ended_since=NOON) == 1


def test_the_moot_letter_says_what_is_gone_what_came_back_and_where_to_ask() -> None:
    Gelombang.objects.create(
        number=71, opens_at=NOON - timedelta(days=20), closes_at=NOON - timedelta(days=15)
    )
    _made_moot("G03", "G02")
    lifecycle.close_all_moot(at=NOON)
    letter = OutgoingMessage.objects.get(key__contains=":void:").body
    assert "sudah tidak ada:\n- " in letter
    assert "- Anda berhak ikut gelombang berikutnya" in letter
    assert "Anda tidak perlu melakukan apa pun." in letter
    assert "buat pengaduan baru" in letter


def test_a_case_is_found_moot_once_however_often_the_jobs_run() -> None:
    _made_moot("G03", "G02", at=builders.now())
    for job in (tasks.close_moot, tasks.close_moot, tasks.close_all_moot):
        job()
    assert OutgoingMessage.objects.filter(key__contains=":void:").count() == 1


def test_somebody_faster_is_left_alone() -> None:
    appeal = _made_moot("G03", "G02")
    lifecycle.withdraw(Appeal.objects.get(pk=appeal.pk), at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.close_moot(appeal, at=NOON)


def test_who_merely_knows_a_nik_learns_nothing_from_a_moot_case(client: Client) -> None:
    block = builders.block("G03")
    stranger = builders.rival_about(block)
    blocking.lift([block], by=None, reason="source_wrong", at=NOON)
    lifecycle.close_all_moot(at=NOON)
    message = OutgoingMessage.objects.get(key__contains=":void:", recipient=stranger.email)
    page = client.get(access.secret_link(stranger), follow=True).content.decode()
    for said in (f"{message.subject} {message.body}", page):
        assert title_of(block) not in said
        assert "lokir akun Anda sudah tidak ada" not in said
        assert "Blokir sudah tidak ada" not in said
        assert "Keadaan akun Anda sekarang" not in said
    assert "/akun/" in message.body
