"""Two officers ask for work at the same moment: neither waits, neither gets the other's case."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from appeals.models import Appeal
from appeals.review.next_case import take_next
from portal.models import User
from tests import builders


def _taken(officer: User) -> Appeal | None:
    try:
        return take_next(officer, at=builders.NOON)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_case_being_handed_out_is_skipped_without_waiting() -> None:
    first, second = builders.officer(), builders.officer()
    oldest, next_oldest = builders.appeal(), builders.appeal()
    with transaction.atomic(), ThreadPoolExecutor(1) as other_desk:
        assert take_next(first, at=builders.NOON) == oldest
        assert other_desk.submit(_taken, second).result(timeout=10) == next_oldest
