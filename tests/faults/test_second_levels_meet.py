"""Bandings, and what opens a case again, that meet: one goes on, none hangs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from appeals import lifecycle
from appeals.lifecycle import Again
from appeals.models import Appeal, Draft
from eligibility.models import Block, Hold
from tests import builders
from tests.appeals.test_second_level import decided, draft_about
from tests.builders import NOON

pytestmark = pytest.mark.django_db(transaction=True)

_LATER = NOON + timedelta(days=1)


def _at_once(*calls: Callable[[], Appeal]) -> list[Appeal | None]:
    """Call each in a thread of its own; None stands for a refusal."""

    def run(call: Callable[[], Appeal]) -> Appeal | None:
        try:
            return call()
        except lifecycle.NotAllowed:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def _banding(first: Appeal, block: Block, draft: Draft) -> Callable[[], Appeal]:
    said = Again(token=draft.token, text="Keliru.", block_ids=(block.pk,))
    return lambda: lifecycle.appeal_again(first, again=said, at=_LATER)


def test_of_two_bandings_at_once_one_goes_on() -> None:
    block = builders.block()
    first = decided(block)
    calls = [_banding(first, block, draft_about(first)) for _ in range(4)]
    filed = [appeal for appeal in _at_once(*calls) if appeal is not None]
    assert filed == list(Appeal.objects.filter(level=2))
    assert len(filed) == 1
    assert Hold.objects.standing().filter(reference=filed[0].reference).exists()


def test_one_banding_sent_four_times_at_once_is_one() -> None:
    block = builders.block()
    first = decided(block)
    draft = draft_about(first)
    filed = _at_once(*(_banding(first, block, draft) for _ in range(4)))
    assert filed == [Appeal.objects.get(level=2)] * 4


def test_a_banding_and_a_case_opened_again_at_once_are_one_of_both() -> None:
    block = builders.block()
    first = decided(block)
    said = Again(token=draft_about(first, photos=1).token, text="Ada berkas baru.")
    filed = _at_once(
        _banding(first, block, draft_about(first)),
        lambda: lifecycle.reopen(first, again=said, at=_LATER),
    )
    assert filed.count(None) == 1
    assert Appeal.objects.filter(previous=first).count() == 1


def test_a_banding_while_the_first_case_is_closed_keeps_the_account_on_hold() -> None:
    block = builders.block()
    first = decided(block)
    banding = _banding(first, block, draft_about(first))
    closing = Appeal.objects.get(pk=first.pk)

    def close() -> Appeal:
        lifecycle.close(closing, by=None, at=_LATER)
        return closing

    filed, closed = _at_once(banding, close)
    assert filed is not None
    assert closed is not None
    assert Hold.objects.standing().get().reference == filed.reference
