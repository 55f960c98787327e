"""The dashboard reads what jobs counted, narrowed by what its address says."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from appeals import figures, lifecycle
from appeals.figures import slices
from appeals.reports import dashboard
from appeals.reports.filters import Filters
from tests import builders
from tests.appeals.test_cube import a_month_of_every_kind
from tests.appeals.test_figures import decide
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAY = timedelta(days=1)
MONTH = Filters(TODAY - 29 * DAY, TODAY)
PAGE = "/pmo/laporan/"


@pytest.fixture
def counted() -> None:
    a_month_of_every_kind()
    figures.refresh_slices(at=NOON)
    figures.refresh_board(at=NOON)


@pytest.fixture
def desk() -> Client:
    return signed_in(builders.officer("supervisor"))


def test_each_part_says_what_was_counted(counted: None) -> None:
    board = dashboard.of(MONTH)
    today, before = board.inflow.rows[0], board.inflow.rows[2]
    assert (today.day, today.filed, today.decided, today.ended) == (TODAY, 0, 2, 1)
    assert before.decided == 2
    assert board.inflow.headline == "Masuk 9, selesai 7: antrean bertambah 2"
    assert [(row.name[:3], row.half) for row in board.decisions[1].groups[0].rows[1:]] == [
        ("G02", 2), ("G03", 4), ("G10", 4),
    ]  # fmt: skip
    assert board.provinces[1].lines[0].filed == 9
    assert board.provinces[1].lines[0].share == 75
    assert board.going_on[0] == "Dari 5 putusan: 2 banding, 0 dibuka lagi"
    assert board.standing[1].total == 2


def test_what_is_chosen_narrows_every_part(counted: None) -> None:
    narrowed = Filters(MONTH.first, MONTH.last, ground="G02", level="2", province="31")
    board = dashboard.of(narrowed)
    assert sum(day.filed for day in board.inflow.rows) == 2
    assert [line.name for line in board.provinces[1].lines] == ["DKI Jakarta"]
    assert board.going_on[1].together.banding_share == 100
    none = dashboard.of(Filters(MONTH.first, MONTH.last, province="32", wave="-"))
    assert none.inflow.headline.startswith("Tidak ada")
    assert none.decisions[1].together is None


def test_up_to_a_quarter_is_told_by_day_though_it_holds_whole_months() -> None:
    came = {date(2026, 9, 30): 1, date(2026, 10, 1): 1, date(2026, 10, 17): 2}
    for day, number in came.items():
        for _ in range(number):
            builders.appeal(at=NOON - (TODAY - day))
        slices.recount(day, at=NOON)
    october = Filters(date(2026, 10, 1), date(2026, 10, 31))
    for asked, days, cases in ((october, 31, 3), (Filters(TODAY - 89 * DAY, TODAY), 90, 4)):
        board = dashboard.of(asked)
        told = {row.day: row.filed for row in board.inflow.rows if row.filed}
        assert told == {day: number for day, number in came.items() if day >= asked.first}
        assert (len(board.inflow.rows), board.inflow.by_month) == (days, False)
        assert board.provinces[1].lines[0].filed == cases


def test_a_long_span_is_told_by_month(counted: None) -> None:
    board = dashboard.of(Filters(TODAY - 364 * DAY, TODAY))
    assert board.inflow.by_month
    assert len(board.inflow.rows) == 13
    assert board.inflow.rows[0].filed == 9


def test_the_dashboard_asks_as_little_for_more_cases(
    counted: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    decide(builders.appeal_about(builders.block("G06")))
    figures.refresh_slices(at=NOON)
    with django_assert_num_queries(5):
        dashboard.of(MONTH)


def test_the_page_is_a_link_that_says_what_it_ignored(desk: Client) -> None:
    builders.appeal(at=builders.now())
    assert "1 hari belum dihitung" in desk.get(PAGE).text
    figures.refresh_slices(at=builders.now())
    page = desk.get(f"{PAGE}?alasan=G99&tingkat=2&provinsi=31").text
    assert "diabaikan, karena tidak terbaca atau tidak mungkin: Alasan blokir." in page
    assert "Tingkat: Banding" in page
    assert "kedua tingkat: saringan tingkat tidak berlaku di sini" in page
    assert "/pmo/laporan/?mulai=" in page
    assert "belum dihitung" not in page
    assert 'style="' not in page
    one_day = desk.get(f"{PAGE}?mulai=2026-11-02&hingga=2026-11-02").text
    assert '<p class="reports-period">Senin, 2 November 2026, waktu Jakarta.</p>' in one_day


def test_silence_risk_is_what_the_board_counted(desk: Client) -> None:
    lifecycle.take(builders.appeal(at=NOON - 40 * DAY), by=builders.officer(), at=NOON)
    uncounted = desk.get(PAGE).text
    assert "Angkanya belum pernah dihitung." in uncounted
    assert "Tidak ada pengaduan yang menunggu" not in uncounted
    figures.refresh_board(at=NOON)
    assert "1 dari 1 pengaduan terbuka lewat hari putusan" in desk.get(PAGE).text
