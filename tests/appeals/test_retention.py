"""What is over is found by the policy, and by nothing else that keeps it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from appeals import legal_holds, lifecycle, retention
from appeals.data_requests.retention import last_day
from appeals.models import Appeal, DeletionList, Evidence, LegalHold
from appeals.retention import choosing, lists, periods
from appeals.tasks import draw_up_deletions
from tests import builders
from tests.appeals.deletions import YEAR, drawn_up, long_over
from tests.appeals.erasures import decided, pdp, with_photo
from tests.appeals.rights import asked

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def test_every_kind_and_outcome_has_a_period() -> None:
    for what in periods.WHATS:
        for outcome in periods.OUTCOMES:
            assert periods.years(what, [outcome], on=DAY) >= 1
    names = {(line.what, line.outcome) for line in periods.in_force(on=DAY)}
    assert {what for what, _ in names} <= set(periods.WHATS)
    assert {outcome for _, outcome in names} <= set(periods.OUTCOMES)


def test_the_nearest_line_counts_and_of_several_outcomes_the_longest(settings: Settings) -> None:
    assert periods.years("selfie_kk", ["granted"], on=DAY) == 1
    assert periods.years("ektp", ["granted"], on=DAY) == 2
    assert periods.years("selfie_kk", ["granted", "refused"], on=DAY) == 5
    settings.RETENTION_YEARS = 7
    assert periods.years("papers", ["granted"], on=DAY) == 7


def test_before_the_first_line_nothing_has_a_period() -> None:
    with pytest.raises(periods.Unknown):
        periods.years("papers", ["any"], on=date(2019, 12, 31))


def test_a_later_line_counts_from_its_day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    table = tmp_path / "periods.csv"
    head = "from,what,outcome,years,basis\n2020-01-01,file,any,5,a\n"
    table.write_text(f"{head}2026-06-01,file,any,3,b\n")
    monkeypatch.setattr(periods, "_TABLE", table)
    periods._read.cache_clear()
    try:
        found = [periods.years("kk", ["any"], on=DAY - timedelta(days=n)) for n in (0, 300)]
    finally:
        periods._read.cache_clear()
    assert found == [3, 5]


def test_a_list_counts_what_would_go_and_since_when() -> None:
    appeal = long_over()
    builders.appeal(at=builders.now())
    drawn = drawn_up()
    assert (drawn.cases, drawn.counts["files"]) == (1, 1)
    assert drawn.counts["years"] == {str(choosing.Matter(appeal).ended_at.year): 1}
    assert set(drawn.counts["kinds"]) == {"files", "papers", "consents", "contact"}
    assert drawn.oldest_at == drawn.newest_at == appeal.closed_at


def test_photos_go_years_before_the_papers() -> None:
    long_over(3)
    drawn_up()
    assert choosing.choose(Appeal.objects.get(), at=builders.now()).kinds == ("files",)


def test_on_its_last_day_a_file_stays_and_the_day_after_it_goes() -> None:
    ended = builders.now() - 3 * YEAR
    appeal = builders.appeal(at=ended)
    with_photo(appeal, ended)
    lifecycle.withdraw(appeal, at=ended)
    last = last_day(ended, years=2)
    matter = choosing.Matter(Appeal.objects.get())
    assert matter.over("files", on=last) == []
    assert len(matter.over("files", on=last + timedelta(days=1))) == 1


@pytest.mark.parametrize("kept", ["legal_hold", "data_request", "in_force"])
def test_what_keeps_a_case_is_counted_and_the_case_is_not_listed(kept: str) -> None:
    at = builders.now()
    if kept == "in_force":
        decided(at - 6 * YEAR, result="upheld", rests=False)
    else:
        appeal = long_over()
    if kept == "legal_hold":
        order = legal_holds.Order(LegalHold.Cause.OMBUDSMAN, "Surat Ombudsman.")
        legal_holds.place(appeal, order, by=pdp(), at=at)
    elif kept == "data_request":
        asked(appeal, "access")
    drawn = drawn_up()
    assert (drawn.cases, drawn.counts["kept"]) == (0, {kept: 1})


def test_a_case_that_another_one_goes_on_from_waits_for_that_ones_end() -> None:
    first = long_over()
    later = long_over(1)
    Appeal.objects.filter(pk=later.pk).update(previous=first, root=first)
    assert drawn_up().cases == 0


def test_an_open_case_is_no_candidate_however_old() -> None:
    at = builders.now()
    old = builders.appeal(at=at - 9 * YEAR)
    with_photo(old, at - 9 * YEAR)
    assert not choosing.candidates(at=at).exists()


def test_nothing_over_ends_the_list_by_itself() -> None:
    assert retention.state(drawn_up()) == retention.State.EMPTY
    assert retention.state(drawn_up()) == retention.State.EMPTY


def test_collecting_killed_after_any_slice_lists_each_case_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists, "SLICE", 1)
    cases = [long_over() for _ in range(3)]
    whole = choosing.choose
    killed = iter([False, True, False, True, False, False])

    def dies(appeal: Appeal, **more: object) -> choosing.Chosen:
        if next(killed):
            raise KeyboardInterrupt
        return whole(appeal, at=builders.now())

    monkeypatch.setattr(choosing, "choose", dies)
    drawn = retention.draw_up(by=pdp(), at=builders.now())
    for _ in range(5):
        DeletionList.objects.filter(done_at=None).update(lease_until=None)
        try:
            retention.collect_owed(at=builders.now())
        except KeyboardInterrupt:
            continue
    drawn.refresh_from_db()
    assert (drawn.cases, drawn.counts["files"]) == (len(cases), 3)
    assert retention.state(drawn) == retention.State.DRAFTED


def test_the_machine_draws_up_one_list_and_no_second_while_it_waits() -> None:
    long_over()
    draw_up_deletions()
    draw_up_deletions()
    drawn = DeletionList.objects.get()
    assert drawn.asked_by is None
    with pytest.raises(retention.UnderWay):
        retention.draw_up(by=pdp(), at=builders.now())


def test_files_that_were_erased_on_request_make_no_candidate() -> None:
    appeal = long_over(3)
    appeal.evidence.update(state=Evidence.State.ERASED)
    assert not choosing.candidates(at=builders.now()).exists()
