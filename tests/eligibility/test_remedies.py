"""Remedies: everyone whom a mistake hit is lifted once and told."""

from datetime import timedelta

import pytest

from eligibility import blocking, holds, remedies
from eligibility.models import Block, BlockLetter, Finding, ScreeningRun
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.eligibility.campaigns import LATER, approved, batch, blocks_by, statuses, work_off

pytestmark = pytest.mark.django_db


def test_everyone_the_file_blocked_is_lifted_and_told() -> None:
    source = batch()
    blocks = blocks_by(source)
    other = builders.block()
    BlockLetter.objects.all().delete()
    remedy = work_off(approved(source))
    for block in blocks:
        block.refresh_from_db()
        assert (block.status, block.ended_at, block.ended_by) == (
            "lifted",
            LATER,
            remedy.approved_by,
        )
    other.refresh_from_db()
    assert other.status == "confirmed"
    assert (remedy.blocks, remedy.lifted, remedy.passed_over) == (3, 3, 0)
    assert remedy.finished_at == LATER
    assert set(BlockLetter.objects.values_list("block", "kind")) == {
        (block.pk, "restored") for block in blocks
    }


@pytest.mark.parametrize("cause", ["policy", "run"])
def test_a_version_or_a_run_can_be_the_cause(cause: str) -> None:
    block, other = builders.block(), builders.block("G02")
    run = ScreeningRun.objects.create(at=NOON)
    Block.objects.filter(pk=block.pk).update(run=run, policy=block.finding.policy)
    of = {"run": run} if cause == "run" else {"policy": block.finding.policy}
    remedy = remedies.open_for(
        title="t", explanation="e", by=builders.officer("rule_officer"), at=NOON, **of
    )
    remedies.approve(remedy, by=builders.officer("supervisor"), at=NOON)
    work_off(remedy)
    block.refresh_from_db()
    other.refresh_from_db()
    assert (block.status, other.status) == ("lifted", "confirmed")


def test_a_proposal_is_dropped_and_counts_as_lifted() -> None:
    source = batch()
    (block,) = blocks_by(source, 1)
    Block.objects.update(status="proposed", confirmed_at=None)
    remedy = work_off(approved(source))
    block.refresh_from_db()
    assert block.status == "dismissed"
    assert remedy.lifted == 1


def test_what_a_person_upheld_is_lifted_too() -> None:
    source = batch()
    blocking.uphold(blocks_by(source, 1), by=None, reason="rule_applies", at=NOON)
    work_off(approved(source))
    assert statuses() == {"lifted"}


def test_a_hold_does_not_keep_a_block() -> None:
    source = batch()
    (block,) = blocks_by(source, 1)
    holds.place(block.account, reference="PRK-1", at=NOON)
    work_off(approved(source))
    assert statuses() == {"lifted"}


def test_what_ended_meanwhile_is_passed_over() -> None:
    source = batch()
    first, *_rest = blocks_by(source)
    remedy = approved(source)
    blocking.lift([first], by=None, reason="proof_convinces", at=NOON)
    BlockLetter.objects.all().delete()
    work_off(remedy)
    assert (remedy.blocks, remedy.lifted, remedy.passed_over) == (3, 2, 1)
    assert not BlockLetter.objects.filter(block=first).exists()


def test_what_ended_before_is_not_counted() -> None:
    source = batch()
    first, *_rest = blocks_by(source)
    blocking.lift([first], by=None, reason="proof_convinces", at=NOON - timedelta(days=1))
    remedy = work_off(approved(source))
    assert (remedy.blocks, remedy.lifted, remedy.passed_over) == (2, 2, 0)
    assert remedies.blocks_of(remedy).count() == 3


def test_somebody_hit_twice_gets_one_letter() -> None:
    source = batch()
    first = builders.block()
    second = builders.block("G02", on=first.account)
    Finding.objects.update(batch=source)
    BlockLetter.objects.all().delete()
    work_off(approved(source))
    assert BlockLetter.objects.filter(block__in=[first, second]).count() == 1


def test_the_letter_carries_the_explanation() -> None:
    source = batch()
    (block,) = blocks_by(source, 1)
    remedy = work_off(approved(source))
    block.refresh_from_db()
    assert remedies.told_by([block]) == {block.pk: remedy}


def test_what_comes_after_the_signature_is_not_lifted() -> None:
    source = batch()
    blocks_by(source, 1)
    remedy = approved(source)
    (late,) = blocks_by(source, 1)
    work_off(remedy)
    late.refresh_from_db()
    assert late.status == "confirmed"


def test_each_step_is_audited() -> None:
    source = batch()
    blocks_by(source)
    work_off(approved(source))
    written = AuditEntry.objects.filter(action__startswith="remedy.").order_by("pk")
    assert [(entry.action, entry.details) for entry in written] == [
        ("remedy.opened", {"blocks": 3}),
        ("remedy.approved", {"blocks": 3}),
        ("remedy.finished", {"lifted": 3, "passed_over": 0}),
    ]
