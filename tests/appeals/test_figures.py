"""Counting months: what counts once, what counts last, and the same result however often."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from appeals import lifecycle, tasks, waiting
from appeals.figures import tally, tally_lately
from appeals.figures.months import last_months, span
from appeals.models import Appeal, Tally
from eligibility.models import Block
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


def decide(appeal: Appeal, result: str = "lifted", *, at: datetime = NOON) -> Appeal:
    """Decide about every block of the appeal."""
    agent = builders.officer()
    lifecycle.take(appeal, by=agent, at=at)
    appeal.refresh_from_db()
    reason = "proof_convinces" if result == "lifted" else "rule_applies"
    chosen = tuple(
        lifecycle.OutcomeChosen(contest.block_id, result, reason, "")
        for contest in appeal.contested.all()
    )
    ruling = lifecycle.Ruling(outcomes=chosen, explanation="Ya.")
    lifecycle.decide(appeal, by=agent, ruling=ruling, at=at)
    appeal.refresh_from_db()
    return appeal


def counted(ground: str = "G03", *, level: int = 1) -> tuple[int, int, int, int]:
    """Return what November says of a ground: filed, decided, lifted, upheld."""
    tally(NOVEMBER)
    row = Tally.objects.filter(month=NOVEMBER, ground=ground, level=level).first()
    return (row.filed, row.decided, row.lifted, row.upheld) if row else (0, 0, 0, 0)


def test_a_complaint_counts_in_its_month_ground_and_province() -> None:
    builders.appeal_about(builders.block())
    assert counted() == (1, 0, 0, 0)
    assert Tally.objects.get().province_code == "31"


def test_a_month_begins_and_ends_in_jakarta() -> None:
    start, end = span(NOVEMBER)
    builders.appeal_about(builders.block(), at=start)
    builders.appeal_about(builders.block(), at=end)
    assert counted() == (1, 0, 0, 0)
    assert start.astimezone(UTC) == datetime(2026, 10, 31, 17, tzinfo=UTC)


def test_a_decision_counts_with_its_days() -> None:
    decide(builders.appeal_about(builders.block()), at=NOON + timedelta(days=4))
    assert counted() == (1, 1, 1, 0)
    assert Tally.objects.get().days == {"2": 1}


def test_each_block_of_a_case_counts() -> None:
    person = builders.account()
    blocks = [builders.block("G03", on=person), builders.block("G10", on=person)]
    builders.appeal_about(blocks[0])
    assert (counted("G03"), counted("G10")) == ((1, 0, 0, 0), (1, 0, 0, 0))


def test_a_case_about_no_block_counts_without_a_ground() -> None:
    decide(builders.appeal())
    assert counted("") == (1, 1, 0, 0)


def test_a_joined_case_counts_once() -> None:
    block = builders.block()
    builders.appeal_about(block)
    joined = builders.appeal_about(block)
    joined.refresh_from_db()
    assert joined.status == Appeal.Status.MERGED
    assert counted() == (1, 0, 0, 0)


def _again(block: Block, *, at: datetime) -> Appeal:
    first = decide(builders.appeal_about(block, at=NOON - timedelta(days=20)), "upheld", at=at)
    again = lifecycle.Again(token=builders.filing().token, text="Lagi.", block_ids=(block.pk,))
    return lifecycle.appeal_again(first, again=again, at=at + timedelta(days=1))


def test_of_a_chain_the_last_decision_counts() -> None:
    second = _again(builders.block(), at=NOON - timedelta(days=2))
    assert counted() == (0, 1, 0, 1)
    decide(second)
    assert counted() == (0, 0, 0, 0)
    assert counted(level=2) == (1, 1, 1, 0)


def test_a_later_decision_takes_the_place_of_one_of_an_earlier_month() -> None:
    second = _again(builders.block(), at=NOON - timedelta(days=25))
    tally_lately(on=NOON.date())
    assert Tally.objects.get(month=date(2026, 10, 1), level=1).decided == 1
    decide(second)
    tally_lately(on=NOON.date())
    assert Tally.objects.get(month=date(2026, 10, 1), level=1).decided == 0
    assert sum(Tally.objects.values_list("decided", flat=True)) == 1


def test_counting_twice_changes_nothing() -> None:
    decide(builders.appeal_about(builders.block()))
    tally(NOVEMBER)
    before = list(Tally.objects.order_by("pk").values())
    tally(NOVEMBER)
    assert list(Tally.objects.order_by("pk").values()) == before


def test_what_is_counted_no_more_is_taken_away() -> None:
    Tally.objects.create(month=NOVEMBER, ground="G12", province_code="11", filed=5)
    tally(NOVEMBER)
    assert not Tally.objects.exists()


def test_what_another_system_counted_before_the_first_complaint_stays() -> None:
    Tally.objects.create(month=date(2026, 9, 1), ground="G03", province_code="32", filed=40)
    builders.appeal_about(builders.block())
    tally_lately(on=NOON.date())
    assert list(Tally.objects.order_by("month").values_list("month", "filed")) == [
        (date(2026, 9, 1), 40), (NOVEMBER, 1)
    ]  # fmt: skip


def test_counting_costs_the_same_for_one_and_for_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for count in (1, 25):
        for _ in range(count):
            builders.appeal_about(builders.block())
        with django_assert_max_num_queries(11):
            tally(NOVEMBER)


def test_the_jobs_count_this_month_and_all_that_is_published() -> None:
    block = builders.block()
    builders.appeal_about(block, at=builders.now())
    tasks.tally_this_month()
    tasks.tally()
    assert Tally.objects.get().filed == 1


def test_months_go_back_over_the_new_year() -> None:
    assert last_months(date(2026, 2, 1), count=3) == [
        date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "told"), [(4, None), (5, 1)])
def test_a_waiting_time_is_told_from_five_decisions_on(count: int, told: int | None) -> None:
    for _ in range(count):
        decide(builders.appeal_about(builders.block(), at=builders.now()), at=builders.now())
    tasks.tally_this_month()
    assert waiting.median_days() == told
    assert waiting.median_days(ground="G03") == told
    assert waiting.median_days(ground="G10") is None
