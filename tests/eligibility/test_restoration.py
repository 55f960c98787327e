"""What lifting gives back: days of both deadlines, the right to a wave, refund demands."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eligibility import blocking, restoration
from eligibility.models import Account, Block, Gelombang, Grant, RefundDemand, Restoration
from portal.calendar import end_of_day
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

BLOCKED_AT = NOON - timedelta(days=30)  # as builders.block does
LAST_DAY = end_of_day((NOON - timedelta(days=25)).date())
Kind = Restoration.Kind


def lift(*blocks: Block, at: datetime = NOON) -> list[Restoration]:
    """Lift the blocks and return what came back, oldest first."""
    blocking.lift(blocks, by=None, reason="source_wrong", at=at)
    return list(Restoration.objects.order_by("pk"))


def wave(number: int, *, opens: datetime, days: int = 5) -> Gelombang:
    return Gelombang.objects.create(
        number=number, opens_at=opens, closes_at=opens + timedelta(days=days)
    )


def demand(on: Account, ground: str = "G03") -> RefundDemand:
    return RefundDemand.objects.create(
        account=on,
        external_id=f"R{on.pk}{ground}",
        ground=ground,
        amount=600_000,
        demanded_at=NOON - timedelta(days=3),
    )


def recipient(until: datetime = LAST_DAY) -> Grant:
    return people.grant(
        builders.account(), granted_at=BLOCKED_AT - timedelta(days=5), first_training_until=until
    )


def test_days_of_the_first_training_come_back_and_are_written_down() -> None:
    grant = recipient()
    block = builders.block(on=grant.account)
    (given,) = lift(block)
    grant.refresh_from_db()
    assert (given.kind, given.grant, given.days) == (Kind.DEADLINE_DAYS, grant, 31)
    assert given.block == block
    assert given.until == grant.first_training_until == LAST_DAY + timedelta(days=31)
    assert grant.days_added == 31


def test_a_deadline_over_before_the_block_stays_over() -> None:
    grant = recipient(until=BLOCKED_AT - timedelta(microseconds=1))
    assert lift(builders.block(on=grant.account)) == []


def test_a_deadline_of_the_blocks_first_moment_comes_back() -> None:
    grant = recipient(until=BLOCKED_AT)
    (given,) = lift(builders.block(on=grant.account))
    assert given.days == 31


def test_days_of_an_unfinished_training_come_back() -> None:
    grant = recipient()
    bought = people.purchase(
        grant, bought_at=BLOCKED_AT - timedelta(days=1), complete_until=LAST_DAY
    )
    (given,) = lift(builders.block(on=grant.account))
    bought.refresh_from_db()
    assert (given.kind, given.grant, given.days) == (Kind.COMPLETION_DAYS, grant, 31)
    assert bought.complete_until == given.until == LAST_DAY + timedelta(days=31)
    assert bought.days_added == 31


def test_a_finished_training_keeps_its_deadline() -> None:
    grant = recipient()
    before = BLOCKED_AT - timedelta(days=1)
    people.purchase(grant, bought_at=before, complete_until=LAST_DAY, completed_at=before)
    assert lift(builders.block(on=grant.account)) == []


def test_of_two_trainings_of_a_grant_the_later_one_is_told() -> None:
    grant = recipient()
    for days in (1, 2):
        people.purchase(
            grant,
            bought_at=BLOCKED_AT - timedelta(days=1),
            complete_until=LAST_DAY + timedelta(days=days),
        )
    (given,) = lift(builders.block(on=grant.account))
    assert given.until == LAST_DAY + timedelta(days=33)


def test_nothing_comes_back_while_another_block_stands() -> None:
    grant = recipient()
    first = builders.block(on=grant.account)
    second = builders.block("G02", on=grant.account)
    assert lift(first) == []
    (given,) = lift(second)
    assert given.block == second


def test_of_blocks_lifted_together_one_stands_for_what_came_back() -> None:
    grant = recipient()
    blocks = [builders.block(ground, on=grant.account) for ground in ("G03", "G02")]
    (given,) = lift(*blocks)
    assert given.block in blocks


def test_who_is_excused_from_buying_in_time_gets_the_whole_time_again() -> None:
    late = end_of_day((BLOCKED_AT - timedelta(days=1)).date())
    grant = recipient(until=late)
    block = builders.block("G10", on=grant.account, until=late.date().isoformat())
    (given,) = lift(block)
    grant.refresh_from_db()
    assert given.until == end_of_day((NOON + timedelta(days=15)).date())
    assert given.days == grant.days_added == 46


@pytest.mark.parametrize("verb", ["supersede", "expire"])
def test_who_is_not_excused_by_a_person_gets_no_fresh_time(verb: str) -> None:
    late = end_of_day((BLOCKED_AT - timedelta(days=1)).date())
    grant = recipient(until=late)
    end(builders.block("G10", on=grant.account, until=late.date().isoformat()), verb)
    assert not Restoration.objects.exists()


def end(block: Block, verb: str) -> None:
    if verb == "expire":
        blocking.expire([block], by=None, at=NOON)
    else:
        blocking.supersede([block], by=None, reason="source", at=NOON)


def test_days_given_at_a_fresh_start_are_not_given_again() -> None:
    late = end_of_day((BLOCKED_AT - timedelta(days=1)).date())
    grant = recipient(until=late)
    late_buyer = builders.block("G10", on=grant.account, until=late.date().isoformat())
    other = builders.block(on=grant.account)
    lift(late_buyer, at=NOON - timedelta(days=4))
    lift(other, at=NOON)
    grant.refresh_from_db()
    assert grant.first_training_until == end_of_day((NOON + timedelta(days=11 + 5)).date())


def test_a_candidate_blocked_during_a_wave_may_join_the_next() -> None:
    missed = wave(71, opens=NOON - timedelta(days=20))
    block = builders.block()
    (given,) = lift(block)
    assert (given.kind, given.wave, given.block) == (Kind.NEXT_WAVE, missed, block)


def test_part_of_a_wave_is_enough() -> None:
    wave(70, opens=BLOCKED_AT - timedelta(days=5), days=5)
    wave(71, opens=NOON)
    assert len(lift(builders.block())) == 2


def test_a_wave_closed_before_the_block_or_opened_after_it_was_not_missed() -> None:
    wave(70, opens=BLOCKED_AT - timedelta(days=5, microseconds=1), days=5)
    wave(71, opens=NOON + timedelta(microseconds=1))
    assert lift(builders.block()) == []


def test_a_wave_before_the_person_registered_was_not_missed() -> None:
    wave(71, opens=NOON - timedelta(days=20))
    newcomer = builders.account(registered_at=NOON - timedelta(days=2))
    assert lift(builders.block(on=newcomer)) == []


def test_a_recipient_misses_no_wave() -> None:
    wave(71, opens=NOON - timedelta(days=20))
    grant = recipient(until=BLOCKED_AT - timedelta(days=1))
    assert lift(builders.block(on=grant.account)) == []


def test_one_wave_gives_a_right_once_in_a_life() -> None:
    wave(71, opens=NOON - timedelta(days=20))
    block = builders.block()
    lift(block)
    again = builders.block("G02", on=Account.objects.get(pk=block.account_id))
    assert len(lift(again)) == 1


def test_a_block_that_ran_out_opens_no_right_and_withdraws_no_demand() -> None:
    wave(71, opens=NOON - timedelta(days=20))
    block = builders.block()
    demand(block.account)
    end(block, "expire")
    assert not Restoration.objects.exists()


def test_a_refund_demand_falls_with_its_ground() -> None:
    block = builders.block()
    other = builders.block("G02", on=block.account)
    asked = demand(block.account)
    (given,) = lift(block)
    asked.refresh_from_db()
    assert (given.kind, given.refund, given.block) == (Kind.REFUND_WITHDRAWN, asked, block)
    assert asked.withdrawn_at == NOON
    assert lift(other) == [given]


def test_a_demand_of_another_ground_stays() -> None:
    block = builders.block()
    asked = demand(block.account, ground="G06")
    assert lift(block) == []
    asked.refresh_from_db()
    assert asked.withdrawn_at is None


def test_dropping_a_proposal_gives_nothing_back() -> None:
    wave(71, opens=NOON - timedelta(days=20))
    builders.policy()
    block = builders.block("G08")
    Block.objects.filter(pk=block.pk).update(status="proposed", confirmed_at=None)
    blocking.recompute([block.account_id], at=NOON)
    end(block, "supersede")
    assert not Restoration.objects.exists()


def test_what_came_back_is_audited_in_numbers() -> None:
    wave(71, opens=NOON - timedelta(days=20))
    block = builders.block()
    demand(block.account)
    lift(block)
    details = AuditEntry.objects.get(action="restoration.made").details
    assert details == {"blocks": [block.pk], "grants": [], "next_wave": 1, "refund_withdrawn": 1}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            Kind.DEADLINE_DAYS,
            "Batas waktu beli pelatihan pertama ditambah 12 hari, sampai Jumat, 4 Desember 2026.",
        ),
        (
            Kind.COMPLETION_DAYS,
            "Batas waktu menyelesaikan pelatihan ditambah 12 hari, sampai Jumat, 4 Desember 2026.",
        ),
        (
            Kind.NEXT_WAVE,
            (
                "Anda berhak ikut gelombang berikutnya, karena gelombang 71 berlangsung saat akun "
                "Anda diblokir."
            ),
        ),
        (
            Kind.REFUND_WITHDRAWN,
            "Tagihan pengembalian uang dicabut. Anda tidak perlu membayarnya.",
        ),
    ],
)
def test_each_kind_reads_as_a_sentence(kind: Kind, sentence: str) -> None:
    until = end_of_day(datetime(2026, 12, 4, tzinfo=NOON.tzinfo).date())
    given = Restoration(kind=kind, days=12, until=until, wave=Gelombang(number=71))
    assert restoration.describe(given) == sentence


def test_a_blocks_restorations_are_read_in_one_query() -> None:
    wave(71, opens=NOON - timedelta(days=20))
    wave(72, opens=NOON - timedelta(days=10))
    block = builders.block()
    lift(block)
    with CaptureQueriesContext(connection) as captured:
        words = [restoration.describe(each) for each in restoration.of(block)]
    assert len(words) == 2
    assert len(captured) == 1


def cost_of(count: int) -> int:
    grants = [recipient() for _ in range(count)]
    blocks = [builders.block(on=grant.account) for grant in grants]
    blocks += [builders.block() for _ in range(count)]
    ids, accounts = [each.pk for each in blocks], [each.account_id for each in blocks]
    Block.objects.filter(pk__in=ids).update(status="lifted")
    with CaptureQueriesContext(connection) as captured:
        assert len(restoration.make_whole(ids, accounts, at=NOON)) == 2 * count
    return len(captured)


def test_twenty_five_cost_as_many_queries_as_one() -> None:
    wave(71, opens=NOON - timedelta(days=20))
    assert cost_of(1) == cost_of(25)


def test_a_day_of_two_blocks_comes_back_once() -> None:
    grant = recipient()
    lift(builders.block(on=grant.account))
    grant.account.refresh_from_db()
    again = builders.block("G02", on=grant.account)
    Account.objects.update(blocked_since=NOON + timedelta(hours=1))
    lift(again, at=NOON + timedelta(hours=2))
    grant.refresh_from_db()
    assert (grant.days_added, grant.first_training_until) == (31, LAST_DAY + timedelta(days=31))
