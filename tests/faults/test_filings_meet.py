"""Filings, decisions and withdrawals about one block that meet: none is lost, none hangs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from appeals import lifecycle
from appeals.filing import Filing, GroundClaim
from appeals.lifecycle import MovedByOther, OutcomeChosen, Ruling
from appeals.models import Appeal, ContestedBlock
from eligibility.models import Block, Hold
from tests import builders
from tests.builders import NOON
from tests.faults.meeting import before_commit

pytestmark = pytest.mark.django_db(transaction=True)

_LATER = NOON + timedelta(hours=1)


def _filing(block: Block, **over: Any) -> Filing:
    return builders.filing(nik=block.account.nik, **over)


def _own(block: Block) -> Filing:
    return _filing(block, email=block.account.email)


def _file(filing: Filing) -> Appeal:
    """File in a thread of its own."""
    try:
        return lifecycle.submit(filing, at=NOON)
    finally:
        connection.close()


def _refuse(appeal: Appeal) -> None:
    appeal.refresh_from_db()
    assert appeal.officer is not None
    chosen = tuple(
        OutcomeChosen(block.pk, "upheld", "rule_applies")
        for block in lifecycle.open_contested_blocks(appeal)
    )
    lifecycle.decide(appeal, by=appeal.officer, ruling=Ruling(chosen, "Dibaca."), at=_LATER)


def _taken(block: Block) -> Appeal:
    appeal = lifecycle.submit(_own(block), at=NOON)
    lifecycle.take(appeal, by=builders.officer(), at=NOON)
    return appeal


def _leading(block: Block) -> Appeal:
    return ContestedBlock.objects.get(block=block, leads=True).appeal


def test_two_filings_of_one_person_at_once_are_one_open_case() -> None:
    block = builders.block()
    with before_commit(lambda: lifecycle.submit(_own(block), at=NOON)):
        first = lifecycle.submit(_own(block), at=NOON)
    joined = Appeal.objects.exclude(pk=first.pk).get()
    assert joined.merged_into == first
    assert Hold.objects.standing().count() == 1


def test_two_filings_of_two_people_at_once_are_two_cases() -> None:
    block = builders.block()
    other = _filing(block, email="lain@example.id", phone="")
    with before_commit(lambda: lifecycle.submit(other, at=NOON)):
        first = lifecycle.submit(_own(block), at=NOON)
    assert Appeal.objects.open().filter(has_rival=True).count() == 2
    assert _leading(block) == first


def test_of_many_filings_at_once_none_is_lost_and_one_leads() -> None:
    block = builders.block()
    builders.block("G10", on=block.account)
    filings = [_filing(block, email=f"p{n % 4}@example.id", phone="") for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        cases = list(pool.map(_file, filings))
    assert len({case.reference for case in cases}) == Appeal.objects.count() == 12
    assert Appeal.objects.open().count() == 4
    assert Appeal.objects.filter(merged_into__isnull=False).count() == 8
    assert ContestedBlock.objects.filter(leads=True).count() == 2


def test_a_filing_that_waits_for_a_decision_is_a_case_of_its_own() -> None:
    block = builders.block()
    first = _taken(block)
    with before_commit(lambda: lifecycle.submit(_own(block), at=_LATER)):
        _refuse(first)
    second = Appeal.objects.exclude(pk=first.pk).get()
    assert second.status == Appeal.Status.SUBMITTED
    assert _leading(block) == second


def test_a_decision_that_waits_for_a_filing_tells_it() -> None:
    block = builders.block()
    first = _taken(block)
    other = _filing(block, email="lain@example.id")
    with before_commit(lambda: _refuse(first)):
        joined = lifecycle.submit(other, at=NOON)
    assert Appeal.objects.get(pk=first.pk).status == Appeal.Status.DECIDED
    assert joined.merged_into == first
    keys = [f"appeal:{joined.pk}:{what}" for what in ("joined", "joined_decided")]
    assert all(_is_owed(key) for key in keys)


def _is_owed(key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM portal_outgoingmessage WHERE key LIKE %s", [f"{key}:%"]
        )
        return bool(cursor.fetchone()[0])


def test_a_filing_that_waits_for_a_withdrawal_is_a_case_of_its_own() -> None:
    block = builders.block()
    first = lifecycle.submit(_own(block), at=NOON)
    with before_commit(lambda: lifecycle.submit(_own(block), at=NOON)):
        lifecycle.withdraw(first, at=_LATER)
    assert _leading(block).pk != first.pk
    assert Hold.objects.standing().get().reference == _leading(block).reference


def test_a_withdrawal_that_waits_for_a_filing_lets_it_go_on() -> None:
    block = builders.block()
    first = lifecycle.submit(_own(block), at=NOON)
    other = _filing(block, email="lain@example.id")
    with before_commit(lambda: lifecycle.withdraw(first, at=_LATER)):
        joined = lifecycle.submit(other, at=NOON)
    joined.refresh_from_db()
    assert (joined.status, _leading(block)) == (Appeal.Status.SUBMITTED, joined)


def test_a_case_that_is_being_taken_does_not_grow_and_one_that_grows_is_read_again() -> None:
    block = builders.block()
    more = builders.block("G10", on=block.account)
    about_one = _filing(block, email=block.account.email, claims=(GroundClaim("G03"),))
    first = lifecycle.submit(about_one, at=NOON)
    refused: list[str] = []

    def take() -> None:
        try:
            lifecycle.take(first, by=officer, at=_LATER)
        except MovedByOther:
            refused.append("take")

    officer = builders.officer()
    with before_commit(take):
        lifecycle.submit(_own(block), at=NOON)
    assert refused == ["take"]
    assert _leading(more) == first


def test_whatever_meets_nothing_hangs_and_each_block_is_led_once() -> None:
    blocks = [builders.block() for _ in range(3)]
    cases = [lifecycle.submit(_own(block), at=NOON) for block in blocks]

    def withdraw(number: int) -> None:
        try:
            appeal = Appeal.objects.get(pk=cases[number % 3].pk)
            lifecycle.withdraw(appeal, at=_LATER)
        except lifecycle.NotAllowed:
            pass
        finally:
            connection.close()

    def file(number: int) -> None:
        _file(_filing(blocks[number % 3], email=f"p{number % 5}@example.id", phone=""))

    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(file if number % 4 else withdraw, number) for number in range(36)]
        for done in work:
            done.result(timeout=60)
    assert Appeal.objects.count() == 3 + 27
    for block in blocks:
        assert Appeal.objects.open().filter(contested__block=block).exists()
        assert _leading(block).is_open
