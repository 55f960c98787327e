"""The queue narrowed: each filter and their combinations, urgent cases first, counts of millions."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeals import figures, lifecycle
from appeals.models import Appeal, DeskProfile, Priority, QueueCount
from appeals.models.stages import STAGES
from appeals.review import estimates, queue
from appeals.review.narrowing import Narrowing
from appeals.review.next_case import take_next
from appeals.review.refusal import words_for
from portal import calendar
from portal.models import User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)  # a Friday


def _found(user: User, asked: str, tab: str = "open") -> list[Appeal]:
    narrowing = Narrowing(QueryDict(asked))
    return queue.page(queue.TABS[tab], user=user, day=DAY, narrowing=narrowing).rows


def test_staff_read_their_own_words_for_every_stage() -> None:
    assert set(STAGES) == set(Appeal.Status.values)
    agent, case = builders.officer(), builders.appeal()
    lifecycle.withdraw(case, at=NOON)
    refused = lifecycle.NotAllowed("no")
    said = words_for(case, seen_revision=case.revision, user=agent, refused=refused)
    assert "“Ditarik peserta”" in said
    desk = signed_in(agent)
    case_page = desk.get(reverse("admin:appeals_appeal_change", args=[case.pk])).text
    assert 'chip-withdrawn">ditarik peserta' in case_page
    queue_page = desk.get(reverse("admin:appeals_appeal_changelist"), {"status": "withdrawn"}).text
    assert "Ditarik peserta" in queue_page
    assert "Ditarik oleh Anda" not in queue_page + case_page


def test_every_filter_lets_its_own_through_and_they_combine() -> None:
    officer = builders.officer()
    called = builders.appeal(channel="phone", nik=builders.nik(province="51"))
    about = builders.appeal_about(builders.block("G10"))
    lifecycle.take(about, by=officer, at=NOON)
    for asked, expected in (
        ("channel=phone", [called]),
        ("province=51", [called]),
        ("ground=G10", [about]),
        (f"officer={officer.pk}", [about]),
        ("status=in_review&ground=G10&level=1", [about]),
        ("status=submitted&ground=G10", []),
        ("level=2", []),
    ):
        assert _found(officer, asked) == expected, asked


def test_the_due_filter_leaves_out_cases_whose_clock_stands() -> None:
    officer = builders.officer()
    rows = [builders.appeal() for _ in range(5)]
    lifecycle.take(rows[4], by=officer, at=NOON)
    lifecycle.wait_for_source(rows[4], by=officer, at=NOON)
    for row, days in zip(rows, (-1, 0, 4, 9, 0), strict=True):
        Appeal.objects.filter(pk=row.pk).update(due_date=DAY + timedelta(days=days))
    assert _found(officer, "due=overdue") == rows[:1]
    assert _found(officer, "due=today") == rows[1:2]
    assert _found(officer, "due=soon") == rows[1:3]  # Tuesday is the second working day
    assert _found(officer, "due=week") == rows[1:2]


def test_urgent_cases_come_first_and_paging_meets_each_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue, "PAGE_SIZE", 2)
    officer = builders.officer()
    rows = [builders.appeal() for _ in range(5)]
    urgent = [rows[1], rows[3], rows[4]]
    Appeal.objects.filter(pk__in=[row.pk for row in urgent]).update(priority=Priority.URGENT)
    expected = [*urgent, rows[0], rows[2]]
    tab = queue.TABS["open"]
    pages = [queue.page(tab, user=officer, day=DAY)]
    while pages[-1].next:
        place = queue.Cursor.parse(pages[-1].next)
        pages.append(queue.page(tab, user=officer, day=DAY, after=place))
    assert [row for page in pages for row in page.rows] == expected
    back = queue.Cursor.parse(pages[2].previous)
    assert queue.page(tab, user=officer, day=DAY, before=back).rows == pages[1].rows


def test_a_rare_combination_is_read_from_one_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # Of an empty table the planner would take whichever it meets first.
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'appeals_appeal' AND indexname "
            "NOT LIKE '%facets' AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        cursor.execute(f"DROP INDEX {', '.join(name for (name,) in cursor.fetchall())}")
    narrowing = Narrowing(QueryDict("ground=G07&province=91"))
    place = queue.Cursor(DAY, 1)
    for tab, index in (("open", "appeal_open_facets"), ("finished", "appeal_finished_facets")):
        rows = queue.rows_of(
            queue.TABS[tab], user=User(), day=DAY, beyond=place, narrowing=narrowing
        )
        assert index in rows.explain()


def test_what_an_address_asks_beyond_the_filters_is_said_to_be_left_out() -> None:
    client, url = signed_in(builders.officer()), reverse("admin:appeals_appeal_changelist")
    said = "Saringan yang tidak dikenal"
    for asked in ("tab=open&ground=G99", "tab=open&officer=x", "tab=open&nik=1"):
        assert said in client.get(f"{url}?{asked}").content.decode()
    page = client.get(f"{url}?tab=open&ground=G03&due=week").content.decode()
    assert said not in page
    assert "?tab=mine&amp;due=week&amp;ground=G03" in page or "ground=G03&amp;due=week" in page


def test_lists_of_thousands_say_about_how_many_they_hold() -> None:
    builders.appeal()
    figures.count_queue(at=NOON)
    assert QueueCount.objects.get(tab="unclaimed").rows == 1
    QueueCount.objects.filter(tab="open").update(rows=12_345)
    counts = {"open": "100+", "mine": "3", "person": "100+"}
    said = {"open": "kira-kira 12.000", "mine": "3", "person": "100+"}
    assert estimates.worded(counts, at=NOON) == said
    assert estimates.worded(counts, at=NOON + timedelta(hours=2)) == counts


def test_a_merged_number_leads_to_the_case_it_went_into() -> None:
    block = builders.block()
    leading, joined = builders.appeal_about(block), builders.appeal_about(block)
    client = signed_in(builders.officer())
    found = client.post(
        reverse("admin:appeals_appeal_search"), {"q": joined.reference}, follow=True
    )
    assert found.redirect_chain[0][0].endswith(f"/{leading.pk}/change/")
    assert f"{joined.reference} sudah digabung" in found.content.decode()


def test_an_age_bounds_the_part_of_the_list_that_is_read() -> None:
    officer, narrowing = builders.officer(), Narrowing(QueryDict("age=0-3"))
    at = NOON - timedelta(days=1)
    fresh = builders.appeal(at=at)
    old = builders.appeal(at=NOON - timedelta(days=40))
    assert _found(officer, "age=0-3") == [fresh]
    assert _found(officer, "age=31-60") == [old]
    for weekday in range(7):  # nothing is left out by its due day, whichever weekday it was filed
        filed = NOON + timedelta(days=weekday)
        one, on = builders.appeal(at=filed), calendar.civil_date(filed)
        rows = narrowing.narrow_on(Appeal.objects.open(), day=on + timedelta(days=3))
        assert one in rows, weekday
    plan = queue.rows_of(queue.TABS["open"], user=officer, day=DAY, narrowing=narrowing)
    assert "due_date >= '2026-11-29'" in plan.explain()


def test_a_filter_that_is_left_out_is_not_shown_as_set() -> None:
    url = reverse("admin:appeals_appeal_changelist") + "?tab=open&level=1&status=zzz"
    page = signed_in(builders.officer()).get(url).content.decode()
    assert "diabaikan" in page
    assert "Disaring: Tingkat: Pertama." in page


def test_what_has_ended_is_not_narrowed_by_its_age() -> None:
    done = builders.appeal(at=NOON - timedelta(days=70))
    lifecycle.withdraw(done, at=NOON)
    client, url = signed_in(builders.officer()), reverse("admin:appeals_appeal_changelist")
    page = client.get(f"{url}?tab=finished&age=0-3").content.decode()
    assert "Umur hanya menyaring pengaduan yang belum selesai" in page
    assert done.reference in page
    assert "age=0-3" not in page


def test_the_next_case_is_looked_for_in_the_officers_own_provinces() -> None:
    officer = builders.officer()
    DeskProfile.objects.create(user=officer, only_provinces=["51", "32"])
    builders.appeal(nik=builders.nik(province="31"))
    with CaptureQueriesContext(connection) as asked:
        assert take_next(officer, at=NOON) is None
    [looked] = [one["sql"] for one in asked if "SKIP LOCKED" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'appeals_appeal' AND indexname "
            "<> 'appeal_unclaimed_by_province' AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)"
        )
        cursor.execute(f"DROP INDEX {', '.join(name for (name,) in cursor.fetchall())}")
        cursor.execute(f"EXPLAIN {looked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("using appeal_unclaimed_by_province") >= 2
    later = builders.appeal(nik=builders.nik(province="51"))
    first = builders.appeal(nik=builders.nik(province="32"))
    Appeal.objects.filter(pk=first.pk).update(priority=Priority.URGENT)
    assert [take_next(officer, at=NOON) for _ in range(3)] == [first, later, None]
