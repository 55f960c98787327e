"""The reports' slices: the same counts as the public tally, kept in step, read at any cut."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from appeals import figures, lifecycle, tasks
from appeals.figures import cells, day_counting, slice_reading, slices, what_counts
from appeals.figures.day_counting import Counts, Cut
from appeals.figures.freshness import Freshness, freshness
from appeals.figures.quantiles import quantile
from appeals.figures.slice_reading import Question, cover
from appeals.lifecycle import Ask
from appeals.models import Appeal, CountedDay, FigureSlice, StaleDay, Tally
from appeals.reports import dashboard
from appeals.reports.filters import Filters
from eligibility.grounds import Ground
from eligibility.models import Block
from portal import status
from tests import builders
from tests.appeals.test_figures import decide
from tests.builders import NOON
from tests.eligibility.people import grant

pytestmark = pytest.mark.django_db
NOVEMBER, TODAY = date(2026, 11, 1), date(2026, 11, 20)
DAY = timedelta(days=1)
EVERYWHERE = cells.places()


def kept() -> list[dict[str, object]]:
    return list(
        FigureSlice.objects.order_by("span", "first", "wave", "province_code").values(
            *slices.COLUMNS, *slices.DAYS, "span", "first", "wave", "province_code",
            "all_filed", "all_decided", "all_lifted", "all_upheld",
        )
    )  # fmt: skip


def again(case: Appeal, block: Block, *, at: datetime) -> Appeal:
    told = lifecycle.Again(token=builders.filing().token, text="Lagi.", block_ids=(block.pk,))
    return lifecycle.appeal_again(case, again=told, at=at)


def a_month_of_every_kind() -> None:
    """A banding decided and one waiting, a joined case, one about nothing, two blocks in one."""
    person = builders.account()
    blocks = [builders.block("G03", on=person), builders.block("G10", on=person)]
    decide(builders.appeal_about(blocks[0], at=NOON - 8 * DAY), at=NOON - 2 * DAY)
    for is_decided in (True, False):
        block = builders.block("G02")
        first = decide(builders.appeal_about(block, at=NOON - 9 * DAY), "upheld", at=NOON - 5 * DAY)
        second = again(first, block, at=NOON - 4 * DAY)
        if is_decided:
            decide(second, at=NOON)
    block = builders.block("G07")
    builders.appeal_about(block, at=NOON - 3 * DAY)
    builders.appeal_about(block, at=NOON - DAY)
    decide(builders.appeal(at=NOON - 6 * DAY), at=NOON)
    lifecycle.withdraw(builders.appeal_about(builders.block("G06"), at=NOON - DAY), at=NOON)


def test_a_month_of_slices_counts_what_the_public_tally_counts() -> None:
    a_month_of_every_kind()
    figures.tally(NOVEMBER)
    list(figures.rebuild_slices(first=None, last=TODAY, at=NOON))
    for row in Tally.objects.all():
        places = cells.places(levels=[row.level], grounds=[row.ground])
        question = Question(NOVEMBER, TODAY, places, province_code=row.province_code)
        one = slice_reading.read(question).by(lambda _cell: "")[""]
        told = (one.filed, one.decided, one.lifted, one.upheld)
        assert told == (row.filed, row.decided, row.lifted, row.upheld), row
        assert one.decision_days == Counter({int(day): n for day, n in row.days.items()}), row
    assert Tally.objects.count() >= 6
    whole = slice_reading.read(Question(NOVEMBER, TODAY, EVERYWHERE)).by(lambda _cell: "")[""]
    assert whole.filed == sum(Tally.objects.values_list("filed", flat=True))
    assert (whole.taken, whole.decided, whole.ended) == (6, 5, 1)


def test_days_kept_in_step_are_the_same_as_all_counted_anew() -> None:
    first = builders.appeal_about(builders.block("G03"), at=NOON - 3 * DAY)
    figures.refresh_slices(at=NOON - 3 * DAY)
    a_month_of_every_kind()
    lifecycle.take(first, by=builders.officer(), at=NOON)
    figures.refresh_slices(at=NOON)
    assert not StaleDay.objects.exists()
    in_step = kept()
    for _ in range(2):
        call_command("rebuild_figures", "--until", "2026-11-20", stdout=StringIO())
        assert kept() == in_step
    figures.refresh_slices(at=NOON)
    assert kept() == in_step


def test_what_changes_later_moves_the_days_it_was_counted_on() -> None:
    block = builders.block("G02")
    first = decide(builders.appeal_about(block, at=NOON - 9 * DAY), "upheld", at=NOON - 5 * DAY)
    second = again(first, block, at=NOON - 4 * DAY)
    one, other = builders.appeal(at=NOON - 3 * DAY), builders.appeal(at=NOON - 2 * DAY)
    figures.refresh_slices(at=NOON)
    assert _sum(TODAY - 5 * DAY).upheld == 1
    assert _sum(TODAY - 2 * DAY).filed == 1
    decide(second, at=NOON)
    Appeal.objects.filter(pk__in=[one.pk, other.pk]).update(nik=one.nik)
    other.refresh_from_db()
    supervisor = builders.officer()
    lifecycle.merge(other, into=one, by=supervisor, at=NOON)
    assert StaleDay.objects.exists()
    figures.refresh_slices(at=NOON)
    assert (_sum(TODAY - 5 * DAY).upheld, _sum(TODAY - 5 * DAY).taken) == (0, 1)
    assert _sum(TODAY - 2 * DAY).filed == 0
    assert _sum(TODAY).lifted == 1


def test_a_case_opened_again_is_no_banding_whatever_its_level(settings: Settings) -> None:
    settings.QUALITY_REFUSALS_PERCENT = 0
    block = builders.block("G02")
    case = decide(builders.appeal_about(block, at=NOON - 9 * DAY), "upheld", at=NOON - 8 * DAY)
    settings.QUALITY_REFUSALS_PERCENT = 100
    case = decide(again(case, block, at=NOON - 7 * DAY), "upheld", at=NOON - 6 * DAY)
    judge = builders.officer()
    found = lifecycle.take_next_review(judge, at=NOON)
    assert found is not None
    lifecycle.review(found, verdict="wrong_outcome", words="Keliru.", by=judge, at=NOON)
    opened = Appeal.objects.get(previous=case)
    assert (opened.level, opened.root_id) == (2, case.root_id)
    figures.tally(NOVEMBER)
    list(figures.rebuild_slices(first=None, last=TODAY, at=NOON))
    assert sum(Tally.objects.filter(level=2).values_list("filed", flat=True)) == 1
    assert (_sum(NOVEMBER, TODAY).filed, _sum(TODAY).filed, _sum(TODAY).reopened) == (2, 0, 1)
    board = dashboard.of(Filters(NOVEMBER, TODAY))
    assert (board.going_on[1].together.banding, board.going_on[1].together.reopened) == (1, 1)
    # What is opened again is all that the provinces leave out of the inflow.
    came, mapped = (sum(row.filed for row in rows) for rows in (
        board.inflow.rows, board.provinces[1].lines,
    ))  # fmt: skip
    assert (came, mapped, board.reopened) == (3, 2, 1)


def _sum(first: date, last: date | None = None, **cut: object) -> slice_reading.Sum:
    question = Question(first, last or first, EVERYWHERE, **cut)  # type: ignore[arg-type]
    return slice_reading.read(question).by(lambda _cell: "")[""]


def test_the_first_answer_counts_once_on_its_day() -> None:
    agent, case = builders.officer(), builders.appeal(at=NOON - 4 * DAY)
    lifecycle.take(case, by=agent, at=NOON - 2 * DAY)
    lifecycle.ask(case, by=agent, questions=[Ask("", "Kapan?")], at=NOON - DAY)
    Appeal.objects.filter(pk=case.pk).update(answer_due_date=TODAY - DAY)
    case.refresh_from_db()
    lifecycle.continue_without_answer(case, by=agent, at=NOON)
    lifecycle.ask(case, by=agent, questions=[Ask("", "Di mana?")], at=NOON)
    figures.refresh_slices(at=NOON)
    assert (_sum(TODAY).answered, _sum(TODAY - DAY).answered) == (0, 1)
    assert _sum(TODAY - DAY).answer_days == Counter({3: 1})


def test_a_slice_is_read_by_wave_province_and_cell() -> None:
    block = builders.block("G03")
    grant(block.account, wave=48)
    builders.appeal_about(block)
    builders.appeal_about(builders.block("G10"))
    figures.refresh_slices(at=NOON)
    assert _sum(TODAY).filed == 2
    assert _sum(TODAY, wave=48).filed == _sum(TODAY, wave=FigureSlice.NO_WAVE).filed == 1
    assert _sum(TODAY, wave=48, province_code="31").filed == 1
    assert _sum(TODAY, wave=48, province_code="32").filed == 0
    grounds = slice_reading.read(Question(TODAY, TODAY, EVERYWHERE)).by(lambda cell: cell.ground)
    assert {code: one.filed for code, one in grounds.items() if one.filed} == {"G03": 1, "G10": 1}
    by_ground, by_level = cells.places(grounds=["G03"]), cells.places(levels=[1])
    for places, filed in ((EVERYWHERE, 2), (by_ground, 1), (by_level, 2)):
        provinces = slice_reading.by_province(Question(TODAY, TODAY, places))
        assert provinces["31"] == {"filed": filed, "decided": 0, "lifted": 0, "upheld": 0}


def test_whole_months_are_read_as_months_and_edges_as_days() -> None:
    read = cover(date(2026, 8, 30), date(2026, 11, 2))
    assert read.months == [date(2026, 9, 1), date(2026, 10, 1)]
    assert [day.day for day in read.days] == [30, 31, 1, 2]
    assert cover(NOVEMBER, date(2026, 11, 30)).months == [NOVEMBER]


def test_the_sweep_goes_back_until_every_day_is_counted() -> None:
    builders.appeal_about(builders.block(), at=NOON - 3 * DAY)
    assert figures.refresh_slices(at=NOON, budget=0) == 1
    assert freshness(TODAY - 5 * DAY, TODAY).missing == 3
    assert figures.refresh_slices(at=NOON) == 4
    assert freshness(TODAY - 5 * DAY, TODAY).missing == 0
    # The day during which it was counted last is finished after it is over.
    assert slices.owed(at=NOON + DAY) == [TODAY + DAY, TODAY]
    figures.heal_slices(at=NOON)
    assert len(slices.owed(at=NOON)) == 4
    # Looked at again to be sure: nothing told of a change, so no page calls it owed.
    assert freshness(TODAY - 5 * DAY, TODAY) == Freshness(NOON, 0)
    tasks.heal_figures()
    tasks.refresh_figures()
    assert CountedDay.objects.count() >= 4


def test_old_marks_and_missing_days_are_counted_in_turn_and_a_failing_one_stops_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    builders.appeal(at=NOON - 6 * DAY)
    for back in (5, 3, 1, 0):
        slices.recount(TODAY - back * DAY, at=NOON + DAY)
    StaleDay.objects.bulk_create(StaleDay(day=TODAY - back * DAY) for back in (3, 5, 1, 3))
    owed = [(TODAY - day).days for day in slices.owed(at=NOON)]
    assert owed == [0, 3, 2, 5, 4, 1, 6]

    def failing(day: date) -> Mapping[Cut, Counts]:
        if day == TODAY - 3 * DAY:
            raise ArithmeticError
        return counted(day)

    counted = day_counting.count
    monkeypatch.setattr(day_counting, "count", failing)
    assert figures.refresh_slices(at=NOON) == 6
    assert set(StaleDay.objects.values_list("day", flat=True)) == {TODAY - 3 * DAY}


def test_days_of_older_definitions_are_told_and_counted_anew_after_all_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decided, changed = TODAY - 8 * DAY, TODAY - 7 * DAY
    decide(builders.appeal_about(builders.block("G02"), at=NOON - 9 * DAY), at=NOON - 8 * DAY)
    figures.refresh_slices(at=NOON)
    right = kept()
    # As an older version would have counted it.
    FigureSlice.objects.filter(first__in=[decided, decided.replace(day=1)]).update(taken=[])
    monkeypatch.setattr(what_counts, "VERSION", what_counts.VERSION + 1)
    figures.mark_days({changed})
    assert freshness(decided, TODAY) == Freshness(NOON, 1, 8, TODAY)
    assert status.collect()["figures"] == {"days": 10, "changed": 1, "of older definitions": 10}
    owed = [(TODAY - day).days for day in slices.owed(at=NOON)]
    assert owed == [0, 7, *range(1, 7), 8, 9]
    assert figures.refresh_slices(at=NOON, budget=0) == 1
    assert freshness(decided, TODAY) == Freshness(NOON, 1, 7, TODAY - DAY)
    assert figures.refresh_slices(at=NOON) == 10
    assert freshness(decided, TODAY) == Freshness(NOON, 0)
    assert kept() == right


def test_figures_are_as_fresh_as_the_oldest_day_that_may_have_moved() -> None:
    builders.appeal(at=NOON - 3 * DAY)
    late, week = NOON - 2 * DAY, TODAY - 6 * DAY
    for back in (3, 2, 1, 0):
        slices.recount(TODAY - back * DAY, at=late if back == 3 else NOON)
    # What was counted after its end stands; today goes on.
    assert freshness(week, TODAY) == Freshness(NOON, 0)
    assert freshness(week, TODAY - 3 * DAY) == Freshness(late, 0)
    StaleDay.objects.bulk_create([StaleDay(day=TODAY - 3 * DAY)] * 2)
    assert freshness(week, TODAY) == Freshness(late, 1)
    CountedDay.objects.filter(day=TODAY - DAY).delete()
    assert freshness(week, TODAY) == Freshness(late, 2)
    assert freshness(week, TODAY - 4 * DAY) == Freshness(None, 0)


def test_the_command_refuses_days_to_come() -> None:
    with pytest.raises(CommandError):
        call_command("rebuild_figures", "--until", "2999-01-01", stdout=StringIO())
    call_command("rebuild_figures", stdout=StringIO())
    assert not FigureSlice.objects.exists()


def test_every_channel_and_ground_has_its_place() -> None:
    assert set(cells.GROUNDS) == {"", *Ground.values}
    assert set(cells.CHANNELS) == set(Appeal.Channel)
    assert [cells.place(cell.level, cell.channel, cell.ground) for cell in cells.ALL] == EVERYWHERE


def test_a_quantile_is_the_days_that_were_enough() -> None:
    assert quantile(Counter({0: 1, 3: 8, 9: 1}), 0.5) == 3
    assert quantile(Counter({1: 8, 9: 2}), 0.9) == 9
    assert quantile(Counter(), 0.5) is None
