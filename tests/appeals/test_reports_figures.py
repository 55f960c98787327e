"""The dashboard's figures on known data, their headlines and their page."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from appeals import lifecycle
from appeals.figures import rebuild_slices
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.reports import charts, dashboard, headlines
from appeals.reports.figures import Day, GroundOutcome
from appeals.reports.filters import Filters
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


def board() -> dashboard.Board:
    """Return the dashboard of the week, its figures counted now."""
    list(rebuild_slices(first=None, last=TODAY, at=NOON))
    return dashboard.of(Filters(WEEK.first, WEEK.last))


def per_day() -> list[Day]:
    """Return the week's days, the first one first."""
    return list(board().inflow.rows)[::-1]


def test_a_period_of_seven_days_ends_today() -> None:
    assert [day.day for day in WEEK.days()] == [14, 15, 16, 17, 18, 19, 20]


@pytest.mark.django_db
def test_inflow_counts_by_the_day_in_jakarta() -> None:
    builders.appeal(at=WEEK.start)
    builders.appeal(at=WEEK.end - timedelta(seconds=1))
    builders.appeal(at=WEEK.end)
    assert [day.filed for day in per_day()] == [1, 0, 0, 0, 0, 0, 1]


@pytest.mark.django_db
def test_inflow_counts_decisions_when_they_take_effect() -> None:
    decided("G03", "lifted")
    assert per_day()[-1] == Day(TODAY, filed=1, decided=1)


@pytest.mark.django_db
def test_outcomes_are_counted_by_ground_most_decided_first() -> None:
    decided("G02", "upheld")
    decided("G03", "lifted")
    decided("G03", "upheld")
    found = [outcome for _name, outcome in board().outcomes.rows]
    assert found == [GroundOutcome("G03", 1, 1), GroundOutcome("G02", 0, 1)]


@pytest.mark.django_db
def test_a_proposal_is_no_outcome_yet() -> None:
    block = builders.block("G07")
    appeal = builders.appeal_about(block)
    agent = builders.officer("agent")
    lifecycle.take(appeal, by=agent, at=NOON)
    chosen = OutcomeChosen(block.pk, "lifted", "proof_convinces")
    lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Sudah dicek."), at=NOON)
    assert board().outcomes.rows == []
    assert per_day()[-1].decided == 0


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


def test_charts_leave_room_for_the_counts_of_a_great_programme() -> None:
    figure, phone = 7, 360  # about a figure's width, and the picture's
    for language, most in (("id", "60.000"), ("en", "60,000")):
        with translation.override(language):
            drawn = charts.days([Day(day, 53002, 25871) for day in WEEK.days()])
            rows = charts.outcomes([GroundOutcome("G03", 53002, 125871)]).rows
        assert drawn.levels[-1].text == most
        assert float(drawn.levels[-1].x) >= figure * len(most)
        assert float(drawn.days[-1].x) + figure * len(drawn.days[-1].text) / 2 <= phone
        assert float(drawn.bars[0].x) > float(drawn.levels[-1].x)
        assert float(rows[0].counts.x) + figure * len(rows[0].counts.text) <= phone


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
