"""The dashboard's figures on known data, their headlines and their page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from appeals import lifecycle
from appeals.lifecycle import Ask, OutcomeChosen, Ruling
from appeals.models import Appeal
from appeals.reports import charts, figures, headlines
from appeals.reports.figures import Backlog, Day, GroundOutcome
from appeals.reports.period import Period
from tests import builders
from tests.builders import NOON

TODAY = date(2026, 11, 20)
WEEK = Period.ending(TODAY, days=7)


def decided(ground: str, result: str) -> None:
    block = builders.block(ground)
    appeal = builders.appeal_about(block)
    agent = builders.officer("agent")
    lifecycle.take(appeal, by=agent, at=NOON)
    reason = "proof_convinces" if result == "lifted" else "proof_missing"
    chosen = OutcomeChosen(block.pk, result, reason)
    lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Sudah dicek."), at=NOON)


def due_in(days: int) -> Appeal:
    appeal = builders.appeal()
    Appeal.objects.filter(pk=appeal.pk).update(due_date=TODAY + timedelta(days=days))
    return appeal


NOTHING = Backlog(0, 0, 0, 0, 0, 0, 0, None)


def test_a_period_of_seven_days_ends_today() -> None:
    assert [day.day for day in WEEK.days()] == [14, 15, 16, 17, 18, 19, 20]


@pytest.mark.django_db
def test_inflow_counts_by_the_day_in_jakarta() -> None:
    builders.appeal(at=WEEK.start)
    builders.appeal(at=WEEK.end - timedelta(seconds=1))
    builders.appeal(at=WEEK.end)
    days = figures.inflow(WEEK)
    assert [day.filed for day in days] == [1, 0, 0, 0, 0, 0, 1]


@pytest.mark.django_db
def test_inflow_counts_decisions_when_they_take_effect() -> None:
    decided("G03", "lifted")
    assert figures.inflow(WEEK)[-1] == Day(TODAY, filed=1, decided=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "band"),
    [(-8, "very_late"), (-7, "late"), (-1, "late"), (0, "today"), (1, "soon"), (3, "soon"),
     (4, "week"), (7, "week"), (8, "later")],
)  # fmt: skip
def test_the_backlog_is_counted_by_days_left(days: int, band: str) -> None:
    due_in(days)
    due = TODAY + timedelta(days=days)
    assert figures.backlog(on=TODAY) == replace(NOTHING, **{band: 1}, oldest_due=due)


@pytest.mark.django_db
def test_an_appeal_whose_clock_stands_is_not_late() -> None:
    appeal = due_in(-3)
    appeal.refresh_from_db()
    agent = builders.officer("agent")
    lifecycle.take(appeal, by=agent, at=NOON)
    lifecycle.ask(appeal, by=agent, questions=[Ask("", "Kapan lulus?")], at=NOON)
    assert figures.backlog(on=TODAY) == replace(NOTHING, paused=1)


@pytest.mark.django_db
def test_outcomes_are_counted_by_ground_most_decided_first() -> None:
    decided("G02", "upheld")
    decided("G03", "lifted")
    decided("G03", "upheld")
    assert figures.outcomes(WEEK) == [GroundOutcome("G03", 1, 1), GroundOutcome("G02", 0, 1)]


@pytest.mark.django_db
def test_a_proposal_is_no_outcome_yet() -> None:
    block = builders.block("G07")
    appeal = builders.appeal_about(block)
    agent = builders.officer("agent")
    lifecycle.take(appeal, by=agent, at=NOON)
    chosen = OutcomeChosen(block.pk, "lifted", "proof_convinces")
    lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Sudah dicek."), at=NOON)
    assert figures.outcomes(WEEK) == []
    assert figures.inflow(WEEK)[-1].decided == 0


@pytest.mark.parametrize(
    ("filed", "decided_", "said"),
    [
        (0, 0, "Tidak ada pengaduan dan putusan dalam 1 hari ini"),
        (1200, 1000, "Masuk 1.200, diputus 1.000: putusan tertinggal 200"),
        (5, 8, "Masuk 5, diputus 8: antrean berkurang 3"),
        (5, 5, "Masuk 5, diputus sama banyak: putusan mengimbangi"),
    ],
)
def test_the_inflow_headline_says_who_is_ahead(filed: int, decided_: int, said: str) -> None:
    assert headlines.inflow([Day(TODAY, filed, decided_)]) == said


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({}, "Tidak ada pengaduan yang menunggu putusan"),
        (
            {"late": 2, "later": 8, "oldest_due": TODAY - timedelta(days=5)},
            "2 dari 10 terlambat, paling lama 5 hari",
        ),
        ({"today": 3, "later": 1}, "Tidak ada yang terlambat; 3 jatuh tempo hari ini"),
        ({"later": 4}, "Tidak ada yang terlambat dari 4 pengaduan terbuka"),
    ],
)
def test_the_backlog_headline_says_what_is_late(over: dict[str, Any], said: str) -> None:
    assert headlines.backlog(replace(NOTHING, **over), on=TODAY) == said


def test_the_outcome_headline_names_the_ground_lifted_most() -> None:
    said = headlines.outcomes([GroundOutcome("G03", 8, 2), GroundOutcome("G02", 1, 9)])
    assert said == "45 % blokir dicabut; terbanyak G03 Masih bersekolah atau kuliah: 8 dari 10"


def test_the_outcome_headline_says_when_nothing_was_lifted() -> None:
    assert headlines.outcomes([]) == "Belum ada blokir yang diputus dalam hari-hari ini"
    said = headlines.outcomes([GroundOutcome("G02", 0, 9)])
    assert said == "Dari 9 blokir yang diputus, tidak ada yang dicabut"


def test_charts_begin_at_zero_and_hold_every_day() -> None:
    drawn = charts.days([Day(day, number, 0) for number, day in enumerate(WEEK.days())])
    assert len(drawn.bars) == len(drawn.points) == 7
    assert drawn.bars[0].height == "0.0"
    assert [level.text for level in drawn.levels] == ["0", "3", "6"]


def test_charts_of_nothing_divide_by_nothing() -> None:
    assert charts.days([]).bars == []
    assert charts.outcomes([]).rows == []
    assert charts.backlog([("hari ini", 0, "today")]).rows[0].bars[0].width == "0.0"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["supervisor", "auditor"])
def test_the_dashboard_says_the_finding_and_gives_the_table(role: str, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    decided("G03", "lifted")
    client = Client()
    client.force_login(builders.officer(role))
    page = client.get("/pmo/laporan/?hari=90").text
    assert 'aria-current="page"' in page
    assert "<table" in page
    assert "<svg" in page
    assert "style=" not in page


@pytest.mark.django_db
def test_the_dashboard_asks_no_more_for_more_appeals(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(4):
        decided("G03", "lifted")
    with django_assert_max_num_queries(4):
        figures.inflow(WEEK)
        figures.backlog(on=TODAY)
        figures.outcomes(WEEK)
