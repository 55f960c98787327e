"""What a case tells eligibility through its hold: which blocks it looks at, and the result."""

from datetime import timedelta

import pytest
from django.db import connection

from appeals import clocks, lifecycle
from appeals.filing import GroundClaim
from appeals.models import Appeal
from eligibility.models import Block, Hold
from tests import builders
from tests.appeals.test_second_level import again, decided, draft_about
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def hold_of(appeal: Appeal) -> Hold:
    return Hold.objects.get(reference=appeal.reference)


@pytest.fixture
def block() -> Block:
    return builders.block("G03")


def test_a_case_is_about_the_blocks_it_contests(block: Block) -> None:
    builders.block("G10", on=block.account)
    appeal = builders.appeal_about(block)
    assert set(hold_of(appeal).blocks.values_list("pk", flat=True)) == set(
        appeal.contested.values_list("block_id", flat=True)
    )


def test_a_second_filing_adds_its_blocks_to_the_first(block: Block) -> None:
    added = builders.block("G10", on=block.account)
    first = builders.appeal_about(block, claims=(GroundClaim("G03"),))
    assert list(hold_of(first).blocks.all()) == [block]
    builders.appeal_about(block)
    assert set(hold_of(first).blocks.all()) == {block, added}


def test_a_decision_is_the_result_with_the_last_day_for_more(block: Block) -> None:
    hold = hold_of(decided(block))
    assert hold.answered_at == NOON
    assert hold.further_until == clocks.second_level_until(NOON)
    assert hold.released_at is None


def test_the_second_level_looks_at_its_blocks_anew(block: Block) -> None:
    first = decided(block)
    draft = draft_about(first)
    second = lifecycle.appeal_again(first, again=again(draft, block), at=NOON + timedelta(days=1))
    hold = hold_of(second)
    assert (hold.answered_at, list(hold.blocks.all())) == (None, [block])


def test_a_filing_that_goes_on_alone_looks_at_its_blocks_again(block: Block) -> None:
    first = builders.appeal_about(block, phone="081299990000")
    joined = builders.appeal(nik=block.account.nik, email="lain@example.id", phone="081299990000")
    lifecycle.withdraw(first, at=NOON)
    joined.refresh_from_db()
    assert joined.is_open
    assert list(hold_of(joined).blocks.all()) == [block]


def test_holds_of_before_are_told_what_they_look_at(block: Block) -> None:
    from importlib import import_module  # noqa: PLC0415 - a migration's name begins with a digit

    case = decided(block)
    Hold.objects.update(answered_at=None, further_until=None)
    hold_of(case).blocks.clear()
    fill = import_module("appeals.migrations.0005_say_what_old_holds_look_at")
    with connection.schema_editor() as editor:
        fill.say_what_holds_look_at(None, editor)
    hold = hold_of(case)
    assert list(hold.blocks.all()) == [block]
    assert (hold.answered_at, hold.further_until) == (NOON, clocks.second_level_until(NOON))
