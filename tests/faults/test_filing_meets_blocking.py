"""A filing and a rule that meet at the same account: the block is contested, or it is not made."""

import pytest

from appeals.models import Appeal
from eligibility import blocking
from eligibility.models import Account, Block, Finding
from tests import builders
from tests.builders import NOON
from tests.faults.meeting import before_commit

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


def test_a_rule_respects_a_hold_that_is_being_placed(person: Account) -> None:
    with before_commit(lambda: blocking.apply(Finding.objects.all(), at=NOON)):
        builders.appeal(nik=person.nik)
    assert not Block.objects.exists()


def test_a_filing_contests_a_block_that_is_being_made(person: Account) -> None:
    with before_commit(lambda: builders.appeal(nik=person.nik)):
        blocking.apply(Finding.objects.all(), at=NOON)
    assert Appeal.objects.get().contested.get().block == Block.objects.get()
