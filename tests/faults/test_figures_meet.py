"""Counts of one month that meet: a sweep passes on, a rebuild waits, and the sums stay right."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from appeals import figures
from appeals.figures import slices
from appeals.models import FigureSlice, StaleDay
from tests import builders
from tests.appeals.test_cube import a_month_of_every_kind, kept
from tests.builders import NOON

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 20)


def elsewhere(work: Callable[[], object]) -> object:
    """Do the work over a connection of its own; a wait of ten seconds is one without end."""

    def run() -> object:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '10s'")
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_a_sweep_leaves_the_month_that_somebody_counts_and_goes_on_with_others() -> None:
    builders.appeal(at=NOON - timedelta(days=21))
    figures.refresh_slices(at=NOON)
    october = date(2026, 10, 30)
    StaleDay.objects.bulk_create([StaleDay(day=TODAY), StaleDay(day=october)])
    with transaction.atomic():
        slices.rebuild([TODAY], at=NOON)
        assert elsewhere(lambda: figures.refresh_slices(at=NOON)) == 1
    assert elsewhere(lambda: slices.recount(TODAY, at=NOON))
    assert not StaleDay.objects.exists()


def test_a_day_counted_by_several_at_once_counts_once() -> None:
    a_month_of_every_kind()
    begins = threading.Barrier(4)

    def rebuild() -> None:
        begins.wait(timeout=10)
        slices.rebuild([TODAY], at=NOON)

    def sweep() -> None:
        begins.wait(timeout=10)
        slices.recount(TODAY, at=NOON)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(elsewhere, work) for work in (rebuild, sweep, rebuild, sweep)]:
            done.result()
    met = kept()
    assert FigureSlice.objects.filter(first=TODAY).exists()
    FigureSlice.objects.all().delete()
    slices.rebuild([TODAY], at=NOON)
    assert kept() == met
