"""A filing and a rule that meet at the same account: the block is contested, or it is not made."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

import pytest
from django.db import connection, transaction

from appeals.models import Appeal
from eligibility import blocking
from eligibility.models import Account, Block, Finding
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person() -> Account:
    """Return somebody about whom a rule has found something."""
    person = builders.account()
    Finding.objects.create(
        account=person, rule="education", ground="G03", policy=builders.policy(),
        facts={}, facts_digest="0" * 64, found_at=NOON,
    )  # fmt: skip
    return person


@contextmanager
def before_commit(second: Callable[[], object]) -> Iterator[None]:
    """Do something in a transaction; half a second before it commits, `second` begins."""

    def work() -> None:
        try:
            second()
        finally:
            connection.close()

    other = threading.Thread(target=work)
    with transaction.atomic():
        yield
        other.start()
        sleep(0.5)
    other.join()


def test_a_rule_respects_a_hold_that_is_being_placed(person: Account) -> None:
    with before_commit(lambda: blocking.apply(Finding.objects.all(), at=NOON)):
        builders.appeal(nik=person.nik)
    assert not Block.objects.exists()


def test_a_filing_contests_a_block_that_is_being_made(person: Account) -> None:
    with before_commit(lambda: builders.appeal(nik=person.nik)):
        blocking.apply(Finding.objects.all(), at=NOON)
    assert Appeal.objects.get().contested.get().block == Block.objects.get()
