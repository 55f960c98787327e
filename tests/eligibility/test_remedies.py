"""Remedies: who may open and sign one, that everyone it hit is lifted once, killed or not."""

import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eligibility import announcements, blocking, holds, remedies
from eligibility.models import (
    Account,
    Block,
    BlockLetter,
    Finding,
    ImportBatch,
    Remedy,
    RemedyChunk,
    ScreeningRun,
)
from portal.models import AuditEntry, Role
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def batch() -> ImportBatch:
    return ImportBatch.objects.create(
        kind="verdicts",
        source="kemdikbud",
        source_date=NOON.date(),
        file_sha256="0" * 64,
        started_at=NOON,
        finished_at=NOON,
    )


def blocks_by(source: ImportBatch, count: int = 3) -> list[Block]:
    """Block `count` people on the word of one file."""
    blocks = [builders.block() for _ in range(count)]
    Finding.objects.filter(blocks__in=blocks).update(batch=source)
    BlockLetter.objects.all().delete()
    return blocks


def opened(source: ImportBatch, *, role: str = "rule_officer") -> Remedy:
    return remedies.open_for(
        title="Berkas Maret keliru",
        explanation="Data sekolah bulan Maret keliru.",
        batch=source,
        by=builders.officer(role),
        at=NOON,
    )


def approved(source: ImportBatch) -> Remedy:
    remedy = opened(source)
    remedies.approve(remedy, by=builders.officer("supervisor"), at=NOON)
    return remedy


def work_off(remedy: Remedy) -> Remedy:
    while remedies.work_off(at=LATER) is not None:
        pass
    remedy.refresh_from_db()
    return remedy


def statuses() -> set[str]:
    return set(Block.objects.values_list("status", flat=True))


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


def test_the_reach_counts_blocks_and_people() -> None:
    source = batch()
    first = builders.block()
    builders.block("G02", on=first.account)
    builders.block("G04")
    Block.objects.filter(rule="office").update(status="proposed")
    Finding.objects.update(batch=source)
    found = remedies.reach(remedies.Cause(batch=source))
    assert (found.standing, found.proposed, found.people, found.blocks) == (2, 1, 2, 3)


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
def test_only_supervisors_and_rule_officers_open_one(role: str) -> None:
    with pytest.raises(remedies.NotAllowed):
        opened(batch(), role=role)


@pytest.mark.parametrize(("title", "explanation"), [(" ", "e"), ("t", "")])
def test_nobody_opens_one_without_words(title: str, explanation: str) -> None:
    with pytest.raises(remedies.NotAllowed, match="explanation"):
        remedies.open_for(
            title=title, explanation=explanation, batch=batch(),
            by=builders.officer("supervisor"), at=NOON,
        )  # fmt: skip


def test_a_remedy_has_exactly_one_cause() -> None:
    by = builders.officer("supervisor")
    with pytest.raises(ValueError, match="one cause"):
        remedies.open_for(title="t", explanation="e", by=by, at=NOON)
    with pytest.raises(ValueError, match="one cause"):
        remedies.open_for(
            title="t", explanation="e", batch=batch(), policy=builders.policy(), by=by, at=NOON
        )


def test_one_cause_has_one_remedy_at_a_time() -> None:
    source = batch()
    blocks_by(source)
    first = opened(source)
    with pytest.raises(remedies.NotAllowed, match="under way"):
        opened(source)
    remedies.stop(first, by=builders.officer("supervisor"), at=NOON)
    assert opened(source).pk != first.pk


def test_nobody_signs_their_own_remedy() -> None:
    by, source = builders.officer("supervisor", is_superuser=True), batch()
    blocks_by(source, 1)
    remedy = remedies.open_for(title="t", explanation="e", batch=source, by=by, at=NOON)
    with pytest.raises(remedies.NotAllowed, match="may not sign"):
        remedies.approve(remedy, by=by, at=NOON)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_only_a_supervisor_signs(role: Role) -> None:
    source = batch()
    blocks_by(source, 1)
    with pytest.raises(remedies.NotAllowed, match="may not do this"):
        remedies.approve(opened(source), by=builders.officer(role.value), at=NOON)


def test_it_is_signed_once() -> None:
    source = batch()
    blocks_by(source)
    remedy = approved(source)
    with pytest.raises(remedies.NotAllowed, match="already"):
        remedies.approve(remedy, by=builders.officer("supervisor"), at=NOON)


def test_a_cause_without_open_blocks_has_no_remedy() -> None:
    source = batch()
    with pytest.raises(remedies.NothingToLift):
        opened(source)
    blocks_by(source, 1)
    Block.objects.update(status="lifted", ended_at=NOON)
    with pytest.raises(remedies.NothingToLift):
        opened(source)


def test_what_others_have_ended_meanwhile_is_not_signed_for() -> None:
    source = batch()
    blocks_by(source, 1)
    remedy = opened(source)
    Block.objects.update(status="lifted", ended_at=NOON)
    with pytest.raises(remedies.NothingToLift):
        remedies.approve(remedy, by=builders.officer("supervisor"), at=NOON)


def test_nothing_happens_before_it_is_signed() -> None:
    source = batch()
    blocks_by(source)
    opened(source)
    assert remedies.work_off(at=NOON) is None
    assert statuses() == {"confirmed"}


def test_what_comes_after_the_signature_is_not_lifted() -> None:
    source = batch()
    blocks_by(source, 1)
    remedy = approved(source)
    (late,) = blocks_by(source, 1)
    work_off(remedy)
    late.refresh_from_db()
    assert late.status == "confirmed"


def test_a_stopped_remedy_rests_until_it_is_resumed() -> None:
    source = batch()
    blocks_by(source)
    remedy = approved(source)
    remedies.stop(remedy, by=builders.officer("rule_officer"), at=NOON)
    work_off(remedy)
    assert (statuses(), remedy.finished_at) == ({"confirmed"}, None)
    remedies.resume(remedy, by=builders.officer("supervisor"), at=NOON)
    assert work_off(remedy).lifted == 3


def test_only_what_is_under_way_is_stopped_or_resumed() -> None:
    source = batch()
    blocks_by(source)
    remedy = work_off(approved(source))
    with pytest.raises(remedies.NotAllowed, match="finished"):
        remedies.stop(remedy, by=builders.officer("supervisor"), at=NOON)
    with pytest.raises(remedies.NotAllowed, match="nothing"):
        remedies.resume(remedy, by=builders.officer("supervisor"), at=NOON)


def test_a_portion_given_up_is_shown_and_can_be_tried_again() -> None:
    source = batch()
    blocks_by(source)
    remedy = approved(source)
    RemedyChunk.objects.update(deliveries=5, dead_at=NOON)
    work_off(remedy)
    assert remedy.finished_at is None
    assert remedies.progress(remedy).stuck == 1
    remedies.resume(remedy, by=builders.officer("supervisor"), at=NOON)
    assert work_off(remedy).lifted == 3


def test_a_worker_killed_in_the_middle_changes_nothing_in_the_end() -> None:
    source = batch()
    blocks_by(source)
    remedy = approved(source)
    dies = patch.object(announcements, "owe_restored_letters", side_effect=SystemExit)
    with dies, pytest.raises(SystemExit):
        remedies.work_off(at=NOON)
    assert statuses() == {"confirmed"}
    RemedyChunk.objects.update(lease_until=NOON - timedelta(days=1))
    assert work_off(remedy).lifted == BlockLetter.objects.count() == 3


def test_a_worker_killed_before_the_end_is_noted_leaves_that_to_the_next() -> None:
    source = batch()
    blocks_by(source)
    remedy = approved(source)
    dies = patch.object(remedies.campaigns, "_finish_done", side_effect=SystemExit)
    with dies, pytest.raises(SystemExit):
        remedies.work_off(at=NOON)
    assert work_off(remedy).finished_at == LATER


def test_who_lost_the_lease_lifts_nothing() -> None:
    source = batch()
    blocks_by(source)
    approved(source)
    (chunk,) = RemedyChunk.objects.lease(seconds=60)
    RemedyChunk.objects.update(claimed_by="00000000-0000-0000-0000-000000000001")
    assert remedies.campaigns._lift_chunk(chunk, at=NOON) == 0
    assert statuses() == {"confirmed"}


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


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_lift_each_block_once() -> None:
    source = batch()
    blocks_by(source, 12)
    with patch.object(remedies.campaigns, "CHUNK_BLOCKS", 2):
        remedy = approved(source)
    assert RemedyChunk.objects.count() == 6

    def work() -> None:
        try:
            while remedies.work_off(at=LATER) is not None:
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work_off(remedy)
    assert (remedy.lifted, remedy.passed_over) == (12, 0)
    assert BlockLetter.objects.count() == 12
    assert AuditEntry.objects.filter(action="remedy.finished").count() == 1
    assert set(Account.objects.values_list("status", flat=True)) == {"candidate"}


def cost_of(count: int) -> int:
    source = batch()
    blocks_by(source, count)
    approved(source)
    with CaptureQueriesContext(connection) as captured:
        assert remedies.work_off(at=LATER) == count
    return len(captured)


def test_twenty_five_cost_as_many_queries_as_one() -> None:
    assert cost_of(1) == cost_of(25)


def test_a_portion_taken_but_not_begun_waits_once_the_campaign_is_stopped() -> None:
    source = batch()
    blocks_by(source)
    remedy = approved(source)
    (chunk,) = RemedyChunk.objects.lease(seconds=0)
    remedies.stop(remedy, by=builders.officer("supervisor"), at=NOON)
    with patch.object(type(RemedyChunk.objects.all()), "lease", return_value=[chunk]):
        assert remedies.work_off(at=LATER) == 0
    assert Block.objects.standing().count() == 3
    remedies.resume(remedy, by=builders.officer("supervisor"), at=LATER)
    assert work_off(remedy).lifted == 3
