"""Rows that owe work, seen from two workers with a connection each."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import close_old_connections, connection, transaction
from django.db.models.functions import Now

from portal.leases import LEASE_RAN_OUT, MOST_DELIVERIES, NotLeased
from portal.models import OutgoingMessage

AT_ONCE = timedelta()
owed = OutgoingMessage.objects


def message(key: str = "a", **over: object) -> OutgoingMessage:
    fields = {"key": key, "recipient": "a@b.example", "subject": "s", "body": "b", **over}
    return owed.create(**fields)


def take() -> OutgoingMessage:
    (leased,) = owed.lease(seconds=60)
    return leased


def let_the_lease_run_out() -> None:
    owed.update(lease_until=Now() - timedelta(seconds=1))


def in_threads(work: Callable[[], None], count: int) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.fixture
def rows(transactional_db: None) -> Iterator[None]:
    yield
    close_old_connections()


def test_two_workers_never_get_the_same_row(rows: None) -> None:
    owed.bulk_create(
        OutgoingMessage(key=str(n), recipient="r", subject="s", body="b") for n in range(60)
    )
    taken: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait(10)
        while leased := owed.lease(seconds=60, limit=3):
            taken.extend(row.pk for row in leased)

    in_threads(work, 4)
    assert len(taken) == len(set(taken)) == 60


def test_a_row_that_another_worker_is_taking_is_skipped(rows: None) -> None:
    first, second = message("1"), message("2")
    seen: list[int] = []
    with transaction.atomic():
        owed.select_for_update().get(pk=first.pk)
        in_threads(lambda: seen.extend(row.pk for row in owed.lease(seconds=60, limit=9)), 1)
    assert seen == [second.pk]


def test_of_two_workers_only_the_holder_of_the_lease_finishes(rows: None) -> None:
    message()
    slow = take()
    let_the_lease_run_out()
    quick = take()
    assert not slow.finish()
    assert not slow.fail("late", retry_in=AT_ONCE)
    assert quick.finish()
    assert not quick.finish()
    assert not quick.fail("late", retry_in=AT_ONCE)


@pytest.mark.django_db
def test_a_leased_row_is_not_ready_until_the_lease_runs_out() -> None:
    message()
    take()
    assert owed.lease(seconds=60) == []
    let_the_lease_run_out()
    assert take().deliveries == 2


@pytest.mark.django_db
def test_the_oldest_due_row_comes_first_and_a_later_one_waits() -> None:
    noon = datetime(2020, 1, 1, tzinfo=UTC)
    message("new", due_at=noon + timedelta(days=1))
    message("old", due_at=noon)
    message("future", due_at=Now() + timedelta(hours=1))
    assert [row.key for row in owed.lease(seconds=60, limit=9)] == ["old", "new"]


@pytest.mark.django_db
def test_a_failed_row_waits_and_keeps_the_fault() -> None:
    message()
    assert take().fail("x" * 300, retry_in=timedelta(hours=1))
    row = owed.get()
    assert row.last_fault == "x" * 200
    assert not owed.ready().exists()
    assert owed.owed().exists()


@pytest.mark.django_db
def test_after_failing_the_lease_is_gone() -> None:
    message()
    row = take()
    row.fail("delayed", retry_in=AT_ONCE)
    assert not row.finish()


@pytest.mark.django_db
def test_the_fifth_failure_is_the_last() -> None:
    message()
    for _ in range(MOST_DELIVERIES):
        assert take().fail("refused", retry_in=AT_ONCE)
    assert owed.lease(seconds=60) == []
    assert owed.dead().get().last_fault == "refused"


@pytest.mark.django_db
def test_a_row_whose_workers_die_without_a_word_is_given_up() -> None:
    message()
    for _ in range(MOST_DELIVERIES):
        take()
        let_the_lease_run_out()
    assert owed.lease(seconds=60) == []
    assert owed.dead().get().last_fault == LEASE_RAN_OUT


@pytest.mark.django_db
def test_the_last_worker_may_finish_a_row_given_up_meanwhile() -> None:
    message(deliveries=MOST_DELIVERIES - 1)
    last = take()
    let_the_lease_run_out()
    owed.lease(seconds=60)
    assert not last.fail("late", retry_in=AT_ONCE)
    assert last.finish()
    assert not owed.dead().exists()


@pytest.mark.django_db
def test_finishing_sets_the_values_in_the_same_step() -> None:
    message()
    assert take().finish(last_fault="none")
    assert owed.exclude(done_at=None).get().last_fault == "none"


@pytest.mark.django_db
def test_a_row_that_nobody_leased_cannot_be_finished() -> None:
    row = message()
    with pytest.raises(NotLeased):
        row.finish()


@pytest.mark.django_db
def test_a_row_that_no_try_can_help_is_given_up_at_once() -> None:
    message()
    row = take()
    assert row.give_up("refused for good")
    assert not row.give_up("refused for good")
    assert owed.dead().get().last_fault == "refused for good"


def test_a_row_put_off_waits_and_counts_no_delivery(rows: None) -> None:
    message()
    for _ in range(MOST_DELIVERIES + 1):
        later = datetime.now(UTC) + timedelta(days=1)
        assert take().postpone(to=later)
        assert owed.lease(seconds=60) == []
        owed.update(due_at=Now() - timedelta(seconds=1))
    assert owed.get().dead_at is None


def test_whoever_lost_the_lease_puts_nothing_off(rows: None) -> None:
    message()
    late = take()
    let_the_lease_run_out()
    take()
    assert not late.postpone(to=datetime.now(UTC))
