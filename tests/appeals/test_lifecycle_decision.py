"""Decisions, second signatures and their effect on the account."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from appeals import lifecycle
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal, Decision
from eligibility.models import Account, Block
from portal.models import OutgoingMessage, User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def _rule(*chosen: tuple[Block, str]) -> Ruling:
    reasons = {"lifted": "proof_convinces", "upheld": "rule_applies"}
    return Ruling(
        tuple(OutcomeChosen(block.pk, result, reasons[result]) for block, result in chosen),
        "Kami sudah membaca semua berkas Anda.",
    )


def _taken(block: Block, by: User) -> Appeal:
    appeal = builders.appeal_about(block)
    lifecycle.take(appeal, by=by, at=NOON)
    return appeal


def test_granting_lifts_the_block_and_frees_the_account() -> None:
    agent, block = builders.officer(), builders.block("G03")
    appeal = _taken(block, agent)
    lifecycle.decide(appeal, by=agent, ruling=_rule((block, "lifted")), at=NOON)
    block.refresh_from_db()
    assert block.status == Block.Status.LIFTED
    assert Account.objects.get(pk=block.account_id).status != Account.Status.BLOCKED
    assert appeal.decisions.get().conclusion == Decision.Conclusion.GRANTED


def test_refusing_upholds_the_block() -> None:
    agent, block = builders.officer(), builders.block("G03")
    appeal = _taken(block, agent)
    lifecycle.decide(appeal, by=agent, ruling=_rule((block, "upheld")), at=NOON)
    block.refresh_from_db()
    assert block.status == Block.Status.UPHELD
    assert Account.objects.get(pk=block.account_id).status == Account.Status.BLOCKED
    assert appeal.decisions.get().conclusion == Decision.Conclusion.REFUSED


def test_winning_one_of_two_grounds_leaves_the_account_blocked() -> None:
    agent, person = builders.officer(), builders.account()
    one, other = builders.block("G03", on=person), builders.block("G10", on=person)
    appeal = _taken(one, agent)
    ruling = _rule((one, "lifted"), (other, "upheld"))
    decision = lifecycle.decide(appeal, by=agent, ruling=ruling, at=NOON)
    assert decision.conclusion == Decision.Conclusion.PARTLY
    assert Account.objects.get(pk=person.pk).status == Account.Status.BLOCKED


@pytest.mark.parametrize("ground", ["G07", "G08"])
def test_a_ground_for_two_people_waits_for_a_second_signature(ground: str) -> None:
    agent, block = builders.officer(), builders.block(ground)
    appeal = _taken(block, agent)
    decision = lifecycle.decide(appeal, by=agent, ruling=_rule((block, "lifted")), at=NOON)
    block.refresh_from_db()
    assert appeal.status == Appeal.Status.FOR_APPROVAL
    assert block.status in {Block.Status.CONFIRMED, Block.Status.PROPOSED}
    lifecycle.approve(decision, by=builders.officer("supervisor"), at=NOON)
    block.refresh_from_db()
    assert block.status in {Block.Status.LIFTED, Block.Status.DISMISSED}


def test_nobody_approves_their_own_proposal() -> None:
    supervisor, block = builders.officer("supervisor"), builders.block("G08")
    appeal = _taken(block, supervisor)
    decision = lifecycle.decide(appeal, by=supervisor, ruling=_rule((block, "lifted")), at=NOON)
    assert appeal.status == Appeal.Status.FOR_APPROVAL
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.approve(decision, by=supervisor, at=NOON)


def test_the_second_person_is_never_the_first_whichever_door() -> None:
    officer, block = builders.officer("agent"), builders.block("G08")
    appeal = _taken(block, officer)
    decision = lifecycle.decide(appeal, by=officer, ruling=_rule((block, "lifted")), at=NOON)
    officer.groups.add(officer.groups.model.objects.get(name="supervisor"))
    promoted = User.objects.get(pk=officer.pk)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.approve(decision, by=promoted, at=NOON)
    url = reverse("admin:appeals_appeal_step", args=[appeal.pk, "approve"])
    appeal.refresh_from_db()
    posted = signed_in(promoted).post(url, {"revision": appeal.revision})
    assert posted.status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(approved_by=promoted)
    block.refresh_from_db()
    assert block.status == Block.Status.CONFIRMED


def test_an_agent_cannot_be_the_second_signature() -> None:
    agent, block = builders.officer(), builders.block("G08")
    appeal = _taken(block, agent)
    decision = lifecycle.decide(appeal, by=agent, ruling=_rule((block, "lifted")), at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.approve(decision, by=builders.officer("agent"), at=NOON)


def test_a_proposal_sent_back_counts_no_more() -> None:
    agent, block = builders.officer(), builders.block("G08")
    supervisor = builders.officer("supervisor")
    appeal = _taken(block, agent)
    first = lifecycle.decide(appeal, by=agent, ruling=_rule((block, "upheld")), at=NOON)
    lifecycle.send_back(first, by=supervisor, note="Lihat ijazahnya.", at=NOON)
    second = lifecycle.decide(appeal, by=agent, ruling=_rule((block, "lifted")), at=NOON)
    first.refresh_from_db()
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.approve(first, by=supervisor, at=NOON)
    lifecycle.approve(second, by=supervisor, at=NOON)
    assert appeal.conversation.get().is_internal


def test_only_the_holder_decides() -> None:
    block = builders.block("G03")
    appeal = _taken(block, builders.officer())
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.decide(appeal, by=builders.officer(), ruling=_rule((block, "lifted")), at=NOON)


def test_every_open_ground_needs_an_outcome() -> None:
    agent, person = builders.officer(), builders.account()
    one, _ = builders.block("G03", on=person), builders.block("G10", on=person)
    appeal = _taken(one, agent)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.decide(appeal, by=agent, ruling=_rule((one, "lifted")), at=NOON)


def test_the_slower_of_two_officers_learns_who_was_faster() -> None:
    block, first, second = builders.block("G03"), builders.officer(), builders.officer()
    appeal = builders.appeal_about(block)
    stale = Appeal.objects.get(pk=appeal.pk)
    lifecycle.take(appeal, by=first, at=NOON)
    with pytest.raises(lifecycle.MovedByOther) as refusal:
        lifecycle.take(stale, by=second, at=NOON)
    assert refusal.value.step is not None
    assert refusal.value.step.by == first


def test_whoever_confirmed_the_block_may_not_judge_it() -> None:
    agent, block = builders.officer(), builders.block("G03")
    Block.objects.filter(pk=block.pk).update(confirmed_by=agent)
    appeal = builders.appeal_about(block)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.take(appeal, by=agent, at=NOON)


def test_an_appeal_without_an_account_can_be_answered() -> None:
    agent = builders.officer()
    appeal = builders.appeal(nik="12")
    lifecycle.take(appeal, by=agent, at=NOON)
    lifecycle.decide(
        appeal, by=agent, ruling=Ruling((), "Nomor NIK ini tidak kami kenal."), at=NOON
    )
    assert appeal.decisions.get().conclusion == Decision.Conclusion.ANSWERED


def test_the_letter_names_what_remains() -> None:
    agent, person = builders.officer(), builders.account()
    one, other = builders.block("G03", on=person), builders.block("G10", on=person)
    appeal = _taken(one, agent)
    ruling = _rule((one, "lifted"), (other, "upheld"))
    lifecycle.decide(appeal, by=agent, ruling=ruling, at=NOON + timedelta(hours=1))
    letter = OutgoingMessage.objects.get(key__contains=":decided:")
    assert "Dikabulkan sebagian" in letter.body
    assert "Diblokir sementara" in letter.body
    assert "banding" in letter.body


def test_a_proposal_about_a_block_that_is_over_goes_back_and_changes_nothing() -> None:
    agent, supervisor, block = (
        builders.officer(),
        builders.officer("supervisor"),
        builders.block("G08"),
    )
    first, second = _taken(block, agent), builders.rival_about(block)
    lifecycle.take(second, by=agent, at=NOON)
    proposals = [
        lifecycle.decide(appeal, by=agent, ruling=_rule((block, "lifted")), at=NOON)
        for appeal in (first, second)
    ]
    lifecycle.approve(proposals[0], by=supervisor, at=NOON)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.approve(proposals[1], by=supervisor, at=NOON)
    proposal = Decision.objects.get(pk=proposals[1].pk)
    assert proposal.effective_at is None
    lifecycle.send_back(proposal, by=supervisor, note="Blokir sudah dicabut.", at=NOON)
    again = Appeal.objects.get(pk=second.pk)
    decision = lifecycle.decide(again, by=agent, ruling=_rule(), at=NOON)
    assert decision.conclusion == Decision.Conclusion.ANSWERED
