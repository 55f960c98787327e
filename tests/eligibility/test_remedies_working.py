"""The work of a remedy in portions: stopped, killed, shared among workers, each block lifted once."""

import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eligibility import announcements, remedies
from eligibility.models import Account, Block, BlockLetter, RemedyChunk
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.eligibility.campaigns import LATER, approved, batch, blocks_by, statuses, work_off

pytestmark = pytest.mark.django_db


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
