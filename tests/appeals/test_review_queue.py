"""The queue: what each tab holds, paging by key, bounded counts, and its cost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeals import lifecycle
from appeals.independence import has_touched
from appeals.models import Appeal
from appeals.review import queue
from appeals.review.due import Tone, due
from appeals.review.next_case import take_next
from portal.models import User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def rows(key: str, user: User, **options: Any) -> list[Any]:  # Any: annotated rows
    return queue.page(queue.TABS[key], user=user, day=DAY, **options).rows


def taken_by(officer: User) -> Appeal:
    appeal = builders.appeal()
    lifecycle.take(appeal, by=officer, at=NOON)
    return appeal


def test_my_tab_holds_the_open_cases_i_took() -> None:
    me, other = builders.officer(), builders.officer()
    mine = taken_by(me)
    taken_by(other)
    assert rows("mine", me) == [mine]


def test_the_unclaimed_tab_leaves_out_what_somebody_took() -> None:
    officer = builders.officer()
    taken_by(officer)
    free = builders.appeal()
    assert rows("unclaimed", officer) == [free]


def test_a_paused_case_is_not_overdue() -> None:
    officer = builders.officer()
    late, paused = taken_by(officer), taken_by(officer)
    Appeal.objects.update(due_date=DAY - timedelta(days=1))
    paused.refresh_from_db()
    lifecycle.wait_for_source(paused, by=officer, at=NOON)
    assert rows("overdue", officer) == [late]
    assert rows("source", officer) == [paused]


def test_the_oldest_due_come_first() -> None:
    officer = builders.officer()
    later = builders.appeal(at=NOON + timedelta(days=3))
    sooner = builders.appeal()
    assert rows("open", officer) == [sooner, later]


def test_paging_forth_and_back_meets_every_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE_SIZE", 2)
    officer = builders.officer()
    everything = [builders.appeal() for _ in range(5)]
    seen, page = [], queue.page(queue.TABS["open"], user=officer, day=DAY)
    pages = [page]
    while page.next:
        after = queue.Cursor.parse(page.next)
        page = queue.page(queue.TABS["open"], user=officer, day=DAY, after=after)
        pages.append(page)
    seen = [row for page in pages for row in page.rows]
    assert seen == everything
    back = queue.Cursor.parse(pages[-1].previous)
    assert rows("open", officer, before=back) == pages[-2].rows


def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after() -> None:
    officer = builders.officer()
    builders.appeal()
    page = queue.page(queue.TABS["open"], user=officer, day=DAY)
    assert (page.previous, page.next) == ("", "")


@pytest.mark.parametrize("text", ["", "x", "2026-11-20", "2026-13-40.1", "2026-11-20.x"])
def test_a_broken_cursor_is_no_cursor(text: str) -> None:
    assert queue.Cursor.parse(text) is None


@pytest.mark.parametrize("asked", ["after=x", "tab=open&before=2026-13-40.1", "tab=nothing"])
def test_an_address_that_names_no_page_shows_the_beginning_and_says_so(asked: str) -> None:
    client, url = signed_in(builders.officer()), reverse("admin:appeals_appeal_changelist")
    said = "Halaman yang diminta tidak ada."
    assert said in client.get(f"{url}?{asked}").content.decode()
    assert said not in client.get(f"{url}?tab=open&after=2026-11-20.1").content.decode()


def test_a_page_is_one_query_however_many_rows() -> None:
    officer = builders.officer()
    for _ in range(6):
        builders.appeal_about(builders.block())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(rows("open", officer)) == 6
    assert len(queries) == 1
    assert "COUNT(" not in queries[0]["sql"]
    assert "OFFSET" not in queries[0]["sql"]


def test_a_line_shows_the_grounds_once_each() -> None:
    block = builders.block("G03")
    builders.block("G10", on=block.account)
    builders.appeal_about(block)
    assert rows("open", builders.officer())[0].grounds == ["G03", "G10"]


def test_counts_are_one_query_and_stop_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "COUNT_LIMIT", 2)
    officer = builders.officer()
    for _ in range(3):
        builders.appeal()
    taken_by(officer)
    with CaptureQueriesContext(connection) as queries:
        counts = queue.counts(user=officer, day=DAY)
    assert len(queries) == 1
    assert (counts["mine"], counts["unclaimed"], counts["finished"]) == ("1", "2+", "0")


def test_the_open_queue_reads_its_index_in_order() -> None:
    officer = builders.officer()
    tab = queue.TABS["open"]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    place = queue.Cursor(DAY, 1)
    plan = queue.rows_of(tab, user=officer, day=DAY, beyond=place).explain()
    assert "appeal_open_by_due" in plan
    assert "ROW(" in plan


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-1, "terlambat 1 hari", Tone.LATE),
        (0, "hari ini", Tone.TODAY),
        (1, "besok", Tone.SOON),
        (2, "2 hari lagi", Tone.SOON),
        (3, "3 hari lagi", Tone.CALM),
    ],
)
def test_the_due_day_is_worded(days: int, words: str, tone: Tone) -> None:
    appeal = Appeal(status="submitted", due_date=DAY + timedelta(days=days))
    assert (due(appeal, on=DAY).text, due(appeal, on=DAY).tone) == (words, tone)


def test_a_paused_clock_and_a_finished_case_say_so() -> None:
    paused = Appeal(status="info_requested", due_date=DAY, paused_at=NOON)
    finished = Appeal(status="closed", due_date=DAY)
    assert due(paused, on=DAY).tone == Tone.PAUSED
    assert due(finished, on=DAY).tone == Tone.DONE


def test_the_next_case_is_the_oldest_due_and_becomes_mine() -> None:
    officer = builders.officer()
    builders.appeal(at=NOON + timedelta(days=5))
    oldest = builders.appeal()
    taken = take_next(officer, at=NOON)
    assert taken == oldest
    assert taken.officer == officer


def test_there_is_no_next_case_in_an_empty_queue() -> None:
    assert take_next(builders.officer(), at=NOON) is None


def test_the_next_case_is_never_one_the_officer_touched_below() -> None:
    officer, other = builders.officer(), builders.officer()
    below = taken_by(officer)
    above = builders.appeal()
    Appeal.objects.filter(pk=above.pk).update(previous=below, level=2)
    above.refresh_from_db()
    assert has_touched(officer, above)
    assert take_next(officer, at=NOON) is None
    assert take_next(other, at=NOON) == above


def test_the_next_case_is_never_about_a_block_the_officer_confirmed() -> None:
    officer = builders.officer()
    block = builders.block()
    type(block).objects.filter(pk=block.pk).update(confirmed_by=officer)
    builders.appeal_about(block)
    assert take_next(officer, at=NOON) is None
