"""What is counted of a day beside the slices: rules, officers, photos, opinions; and remedies."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from appeals import feedback, figures, lifecycle
from appeals.feedback import Said
from appeals.figures import beside, month_sums, rule_sums, slices, what_counts
from appeals.figures.officer_days import rounded
from appeals.lifecycle import Ask, OutcomeChosen, Reply, Ruling
from appeals.models import (
    Appeal,
    CountedDay,
    Evidence,
    FeedbackDay,
    OfficerDay,
    Outcome,
    PhotoDay,
    QualityReview,
    RemedyFigure,
    RuleDay,
    RuleMonth,
)
from appeals.reports import officer_rates
from appeals.reports.filters import Filters
from appeals.retention import periods
from eligibility import remedies
from eligibility.models import Block, ImportBatch
from portal import calendar
from portal.models import User
from tests import builders
from tests.appeals.cards import ready_photo
from tests.builders import NOON

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
# Noon of 2 November: October is over, and there are few days to count.
AFTER = NOON - timedelta(days=18)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def everything_drawn(settings: Settings) -> None:
    settings.QUALITY_REFUSALS_PERCENT = settings.QUALITY_GRANTS_PERCENT = 100


def decide(
    block: Block, result: str = "lifted", *, at: datetime = NOON, by: User | None = None
) -> Appeal:
    return ruled(builders.appeal_about(block, at=at), result, at=at, by=by)


def ruled(
    appeal: Appeal, result: str = "lifted", *, at: datetime = NOON, by: User | None = None
) -> Appeal:
    agent = by or builders.officer()
    lifecycle.take(appeal, by=agent, at=at)
    _decide(appeal, result, by=agent, at=at)
    return appeal


def _decide(appeal: Appeal, result: str, *, by: User, at: datetime) -> None:
    reason = "proof_convinces" if result == "lifted" else "rule_applies"
    blocks = lifecycle.open_contested_blocks(appeal)
    chosen = tuple(OutcomeChosen(block.pk, result, reason) for block in blocks)
    lifecycle.decide(appeal, by=by, ruling=Ruling(chosen, "Sudah dibaca."), at=at)


def appealed(first: Appeal, *, at: datetime) -> Appeal:
    block = first.decisions.get(voided_at=None).outcomes.get().block_id
    again = lifecycle.Again(token=builders.filing().token, text="Lagi.", block_ids=(block,))
    return lifecycle.appeal_again(first, again=again, at=at)


def rules(day: date = TODAY) -> list[tuple[str, str, int | None, int, int]]:
    rows = RuleDay.objects.filter(day=day).order_by("rule", "source", "lifted")
    return list(rows.values_list("rule", "source", "batch", "lifted", "upheld"))


def test_blocks_count_by_version_source_and_batch_of_their_rule() -> None:
    batch = ImportBatch.objects.create(
        kind="verdicts", source="kemdikbud", source_date=TODAY, started_at=NOON
    )
    for result in ("lifted", "lifted", "upheld"):
        block = builders.block("G03")
        type(block.finding).objects.filter(pk=block.finding_id).update(
            source="kemdikbud", batch=batch
        )
        decide(block, result)
    decide(builders.block("G10"), "upheld")
    beside.count(TODAY, on=TODAY)
    assert rules() == [
        ("education", "kemdikbud", batch.pk, 2, 1), ("first_training", "", None, 0, 1),
    ]  # fmt: skip
    assert RuleDay.objects.get(rule="education").policy == builders.policy("education")


def test_of_a_chain_the_last_decision_counts_and_the_first_officer_sees_it() -> None:
    first = decide(builders.block(), "upheld", at=NOON - 3 * DAY)
    beside.count(TODAY - 3 * DAY, on=TODAY)
    assert rules(TODAY - 3 * DAY) == [("education", "", None, 0, 1)]
    ruled(appealed(first, at=NOON), "lifted", at=NOON)
    for _twice in range(2):
        beside.count(TODAY - 3 * DAY, on=TODAY)
        beside.count(TODAY, on=TODAY)
    assert (rules(TODAY - 3 * DAY), rules()) == ([], [("education", "", None, 1, 0)])
    officer = OfficerDay.objects.get(day=TODAY - 3 * DAY)
    assert (officer.refused, officer.appealed, officer.overturned) == (1, 1, 1)


def test_whoever_counts_a_day_counts_these_with_it_and_a_banding_owes_the_first_day() -> None:
    first = decide(builders.block(), "upheld", at=NOON - 3 * DAY)
    figures.refresh_slices(at=NOON - 2 * DAY)
    assert rules(TODAY - 3 * DAY) == [("education", "", None, 0, 1)]
    ruled(appealed(first, at=NOON), "lifted", at=NOON)
    figures.refresh_slices(at=NOON)
    assert (rules(TODAY - 3 * DAY), rules()) == ([], [("education", "", None, 1, 0)])
    RuleDay.objects.all().delete()
    list(figures.rebuild_slices(first=None, last=TODAY, at=NOON))
    assert rules() == [("education", "", None, 1, 0)]


def test_a_month_that_is_over_is_read_as_its_sum_and_the_days_beside_it() -> None:
    def read() -> list[tuple[int, int]]:
        versions = rule_sums.read(date(2026, 10, 1), TODAY).versions
        return [(one.lifted, one.upheld) for one in versions]

    october = NOON - 20 * DAY
    for at, result in ((october, "lifted"), (october - DAY, "lifted"), (NOON, "upheld")):
        decide(builders.block(), result, at=at)
    list(figures.rebuild_slices(first=None, last=TODAY, at=NOON))
    slices.recount(october.date(), at=NOON)
    figures.refresh_slices(at=NOON)
    row = RuleMonth.objects.get()
    assert (row.month, row.lifted, row.upheld, read()) == (date(2026, 10, 1), 2, 0, [(2, 1)])
    days = RuleDay.objects.filter(day__lt=date(2026, 11, 1))
    assert (days.update(lifted=0), read()) == (2, [(2, 1)])
    row.delete()
    assert read() == [(0, 1)]


def test_a_sweep_sums_a_month_once_however_many_of_its_days_it_counts() -> None:
    decide(builders.block(), at=AFTER - 3 * DAY)
    list(figures.rebuild_slices(first=None, last=AFTER.date(), at=AFTER))
    october = {date(2026, 10, 30), date(2026, 10, 31)}
    for marked, times in ((october, 1), (set(), 0)):
        figures.mark_days(marked)
        with CaptureQueriesContext(connection) as asked:
            assert figures.refresh_slices(at=AFTER + HOUR) == len(marked) + 1
        assert sum("INTO appeals_rulemonth" in one["sql"] for one in asked) == times


def test_no_sum_is_read_that_is_older_than_a_day_of_its_month() -> None:
    def read() -> int:
        [version] = rule_sums.read(*OCTOBER).versions
        return version.lifted

    october = AFTER - 3 * DAY
    decide(builders.block(), at=october)
    list(figures.rebuild_slices(first=None, last=AFTER.date(), at=AFTER))
    # As a process counts that knows no sums; its clock may be behind.
    RuleDay.objects.update(lifted=7)
    CountedDay.objects.filter(day=october.date()).update(counted_at=AFTER - HOUR)
    assert (RuleMonth.objects.get().lifted, read()) == (1, 7)
    figures.refresh_slices(at=AFTER + HOUR)
    assert (RuleMonth.objects.get().lifted, read()) == (7, 7)
    # As a worker leaves it that is killed before the month is summed up.
    slices.recount(october.date(), at=AFTER + HOUR)
    assert (RuleMonth.objects.get().lifted, read()) == (7, 1)


def test_a_past_month_s_officers_are_those_of_its_days_also_once_corrected() -> None:
    def told() -> list[tuple[str, list[tuple[User, int]]]]:
        pages = [officer_rates.of(Filters(*OCTOBER, level=level)) for level in ("", "1", "2")]
        return [(one.headline, [(row.user, row.decided) for row in one.rows]) for one in pages]

    def told_by_sums_and_by_days() -> list[tuple[str, list[tuple[User, int]]]]:
        assert list(month_sums.summed_up(*OCTOBER).months) == [OCTOBER[0]]
        by_sums = told()
        CountedDay.objects.update(summed_as_of=None)
        assert not month_sums.summed_up(*OCTOBER).months
        assert told() == by_sums
        return by_sums

    one, two = builders.officer(), builders.officer()
    october = AFTER - 3 * DAY
    first = decide(builders.block(), "upheld", at=october, by=one)
    other = decide(builders.block(), at=october + DAY, by=two)
    ruled(appealed(first, at=october + DAY), at=october + DAY, by=two)
    list(figures.rebuild_slices(first=None, last=AFTER.date(), at=AFTER))
    assert told_by_sums_and_by_days() == [
        ("2 petugas memutus 3 pengaduan", [(one, 1), (two, 2)]),
        ("2 petugas memutus 2 pengaduan", [(one, 1), (two, 1)]),
        ("1 petugas memutus 1 pengaduan", [(two, 1)]),
    ]
    other.decisions.update(proposed_by=one)
    figures.mark_stale(other)
    figures.refresh_slices(at=AFTER + HOUR)
    assert told_by_sums_and_by_days() == [
        ("2 petugas memutus 3 pengaduan", [(one, 2), (two, 1)]),
        ("1 petugas memutus 2 pengaduan", [(one, 2)]),
        ("1 petugas memutus 1 pengaduan", [(two, 1)]),
    ]


def test_what_silence_lifted_says_nothing_about_a_rule() -> None:
    decide(builders.block())
    Outcome.objects.update(reason=Outcome.Reason.SILENCE)
    beside.count(TODAY, on=TODAY)
    row = RuleDay.objects.get()
    assert (row.lifted, row.upheld, row.silent) == (0, 0, 1)


def test_an_officer_s_day_tells_time_on_the_desk_returns_and_findings() -> None:
    agent, supervisor = builders.officer(), builders.officer("supervisor")
    case = builders.appeal_about(builders.block("G07"))
    lifecycle.take(case, by=agent, at=NOON)
    lifecycle.ask(case, by=agent, questions=[Ask("", "Kapan?")], at=NOON + HOUR)
    [asked] = case.questions.all()
    lifecycle.answer(case, answers={asked.pk: Reply("Kemarin.")}, at=NOON + 3 * HOUR)
    _decide(case, "upheld", by=agent, at=NOON + 3 * HOUR + HOUR / 2)
    lifecycle.send_back(case.decisions.get(), by=supervisor, note="Baca lagi.", at=NOON + 4 * HOUR)
    _decide(case, "upheld", by=agent, at=NOON + 4 * HOUR + HOUR / 3)
    lifecycle.approve(case.decisions.get(voided_at=None), by=supervisor, at=NOON + 9 * HOUR)
    judge = builders.officer()
    review = lifecycle.take_next_review(judge, at=NOON + 9 * HOUR)
    assert isinstance(review, QualityReview)
    later = NOON + DAY
    lifecycle.review(review, verdict="form_fault", words="Surat.", by=judge, at=later)
    beside.count(TODAY, on=TODAY)
    row = OfficerDay.objects.get(officer=agent)
    assert (row.refused, row.returned, row.form_faults, row.agreed) == (1, 1, 1, 0)
    # An hour, half an hour, and the third of one: what the person took is not the officer's.
    assert row.minutes == {"110": 1}


def test_a_verdict_long_after_the_drawing_still_reaches_the_officer_s_day() -> None:
    agent, judge = builders.officer(), builders.officer()
    decide(builders.block(), by=agent)
    later = NOON + 90 * DAY
    slices.recount(TODAY, at=NOON + DAY)
    others = [TODAY + number * DAY for number in range(1, 90)]
    CountedDay.objects.bulk_create(
        CountedDay(day=day, counted_at=later, version=what_counts.VERSION) for day in others
    )
    review = lifecycle.take_next_review(judge, at=later)
    assert review is not None
    lifecycle.review(review, verdict="form_fault", words="Surat.", by=judge, at=later)
    figures.refresh_slices(at=later)
    assert OfficerDay.objects.get(officer=agent, day=TODAY).form_faults == 1


@pytest.mark.parametrize(
    ("minutes", "kept"), [(1, 5), (47, 45), (119, 120), (200, 180), (3 * 1440 + 700, 3 * 1440)]
)
def test_times_are_kept_as_exactly_as_they_are_told(minutes: int, kept: int) -> None:
    assert rounded(minutes) == kept


def test_photos_count_once_with_each_of_their_flaws() -> None:
    case = builders.appeal()
    ready_photo(case, kind="ektp", flaws=["blurred", "glare"])
    ready_photo(case, kind="ektp", flaws=[])
    ready_photo(case, kind="kk", state="refused", flaws=[])
    ready_photo(case, kind="kk", state="waiting", flaws=[])
    beside.count(TODAY, on=TODAY)
    assert set(PhotoDay.objects.values_list("kind", "what", "count")) == {
        ("ektp", "sent", 2), ("ektp", "flawed", 1), ("ektp", "blurred", 1), ("ektp", "glare", 1),
        ("kk", "sent", 1), ("kk", "refused", 1),
    }  # fmt: skip


def test_photos_of_a_day_whose_files_may_be_deleted_are_counted_once_and_never_again() -> None:
    photo = ready_photo(builders.appeal(), kind="ektp", flaws=["blurred"])
    then, shortest = photo.uploaded_at.date(), periods.shortest(on=TODAY)
    last = then.replace(year=then.year + shortest)

    def recounted(*, on: date) -> int:
        slices.recount(then, at=calendar.start_of_day(on))
        return PhotoDay.objects.filter(day=then, what="blurred").count()

    assert recounted(on=last + DAY) == 1
    Evidence.objects.update(state="erased", flaws=[])
    assert recounted(on=last + DAY) == 1
    list(figures.rebuild_slices(first=then, last=then, at=calendar.start_of_day(last + DAY)))
    assert PhotoDay.objects.filter(day=then, what="blurred").exists()
    assert recounted(on=last) == 0


def test_an_opinion_counts_on_the_day_of_its_decision() -> None:
    case = decide(builders.block(), at=NOON - 2 * DAY)
    decide(builders.block(), "upheld", at=NOON - 2 * DAY)
    feedback.give(case, said=Said(4, understood=True), at=NOON)
    beside.count(TODAY - 2 * DAY, on=TODAY)
    cells = FeedbackDay.objects.filter(day=TODAY - 2 * DAY)
    assert set(cells.values_list("conclusion", "score", "understood", "count")) == {
        ("granted", 4, "yes", 1), ("refused", 0, "", 1),
    }  # fmt: skip


def test_a_remedy_tells_how_many_people_it_reached_and_who_is_free() -> None:
    twice = builders.account()
    blocks = [builders.block("G03"), builders.block("G03", on=twice)]
    builders.block("G10", on=twice)
    remedy = remedies.open_for(
        title="Salah", explanation="Kami keliru.", by=builders.officer("rule_officer"),
        policy=blocks[0].policy, at=NOON,
    )  # fmt: skip
    assert figures.count_campaigns(at=NOON) == 0
    remedies.approve(remedy, by=builders.officer("supervisor"), at=NOON)
    while remedies.work_off(at=NOON):
        pass
    assert figures.count_campaigns(at=NOON) == 1
    figure = RemedyFigure.objects.get(remedy=remedy)
    assert (figure.people, figure.free) == (2, 1)
    # Over: once after its end, then once a day for a month.
    counted = [
        figures.count_campaigns(at=NOON + later)
        for later in (HOUR, 2 * HOUR, DAY, DAY + HOUR, 29 * DAY, 31 * DAY)
    ]
    assert counted == [1, 0, 1, 0, 1, 0]
