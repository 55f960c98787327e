"""The supervisors' board: what the job counts, what the page shows, and the case's own clocks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from appeals import figures, lifecycle
from appeals.figures import queue
from appeals.lifecycle import Ask
from appeals.models import Appeal, BoardFigure, QuestionItem, QueueCount
from appeals.reports import desk_board
from appeals.review.case_page import case_page
from appeals.review.clock_card import clock_card
from portal import calendar
from portal.models import User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_the_job_counts_what_waits_where_and_with_whom() -> None:
    agent = builders.officer()
    asked, waiting, _free = builders.appeal(), builders.appeal(), builders.appeal()
    for case in (asked, waiting):
        lifecycle.take(case, by=agent, at=NOON)
    lifecycle.ask(asked, by=agent, questions=[Ask("", "Kapan?")], at=NOON)
    lifecycle.wait_for_source(waiting, by=agent, at=NOON)
    figures.refresh_board(at=NOON + 20 * DAY)
    board = figures.read_board()
    told = {
        ("backlog", "overdue"): 1, ("backlog", "person"): 1,
        ("backlog", "source"): 1, ("backlog", "total"): 3,
        ("backlog", "unclaimed"): 1, ("age", "15-30"): 3, ("load", str(agent.pk)): 2,
        ("questions", "old"): 1, ("sources", "waiting"): 1,
    }  # fmt: skip
    assert {key: board.of(*key) for key in told} == told
    assert board.as_of == NOON + 20 * DAY


def test_a_figure_opens_the_list_that_holds_just_its_rows() -> None:
    agent, at = builders.officer(), builders.now()
    asked, waiting, _soon, later = (builders.appeal(at=at) for _ in range(4))
    for case in (asked, waiting):
        lifecycle.take(case, by=agent, at=at)
    lifecycle.ask(asked, by=agent, questions=[Ask("", "Kapan?")], at=at)
    lifecycle.wait_for_source(waiting, by=agent, at=at)
    soon = Appeal.objects.filter(pk__in=[asked.pk, waiting.pk, later.pk])
    Appeal.objects.exclude(pk__in=soon).update(due_date=calendar.civil_date(at))
    User.objects.filter(pk=agent.pk).update(is_active=False)
    figures.refresh_board(at=at)
    client = signed_in(builders.officer("supervisor"))
    lines = [
        line
        for part in desk_board.of(day=calendar.civil_date(at)).parts
        for line in part.lines
        if part.key in {"due", "load", "questions"}
    ]
    assert sum(line.count for line in lines) == 4 + 2 + 1
    for line in lines:
        assert bool(line.address) == (line.style == "paused" or "due" in line.address)
        if line.address:
            assert len(client.get(line.address).context["page"].rows) == line.count, line.address


def test_counting_again_leaves_no_old_part_behind() -> None:
    agent, case = builders.officer(), builders.appeal()
    lifecycle.take(case, by=agent, at=NOON)
    figures.refresh_board(at=NOON)
    lifecycle.hand_back(case, by=agent, at=NOON)
    lifecycle.withdraw(case, at=NOON)
    figures.refresh_board(at=NOON + timedelta(minutes=1))
    board = figures.read_board()
    assert board.parts("load") == {}
    assert (board.of("filed", "2026-11-20"), board.of("ended", "2026-11-20")) == (1, 1)
    figures.refresh_board(at=NOON + 20 * DAY)
    assert len(figures.read_board().parts("filed")) == 14


def test_the_page_counts_nothing_itself(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    lifecycle.take(builders.appeal(), by=builders.officer(), at=NOON)
    figures.refresh_board(at=NOON)
    with django_assert_num_queries(2):
        desk_board.of(day=NOON.date())


def test_supervisors_see_the_board_and_its_lists_open() -> None:
    builders.appeal(at=builders.now())
    client = signed_in(builders.officer("supervisor"))
    address = reverse("report_board")
    assert "belum pernah dihitung" in client.get(address).content.decode()
    figures.refresh_board(at=builders.now())
    BoardFigure.objects.filter(name__in=("age", "filed")).exclude(count=0).update(count=53002)
    page = client.get(address).content.decode()
    assert 'tab=open&amp;age=0-3"' in page
    assert ">53.002</a>" in page
    assert "</svg>Keluar: diputus atau berakhir tanpa putusan</span>" in page
    assert "53002" not in page
    for line in (one for part in desk_board.of(day=NOON.date()).parts for one in part.lines):
        assert not line.address or client.get(line.address).status_code == 200, line.address
    for name in ("escalation", "sourcerequest", "questionitem", "qualityreview"):
        assert client.get(reverse(f"admin:appeals_{name}_changelist")).status_code == 200


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "rule_officer"])
def test_others_see_no_board(role: str) -> None:
    assert signed_in(builders.officer(role)).get(reverse("report_board")).status_code == 403
    assert not BoardFigure.objects.exists()


def test_the_case_page_shows_every_clock_and_the_day_of_silence() -> None:
    agent, appeal = builders.officer(), builders.appeal()
    lifecycle.take(appeal, by=agent, at=NOON + 7 * DAY)
    card = clock_card(case_page(appeal, user=agent, at=NOON), at=NOON + 8 * DAY)
    assert [(one.until.isoformat(), one.is_late) for one in card.periods] == [
        ("2026-11-25", True), ("2026-11-27", True), ("2026-12-04", False), ("2027-01-19", False),
    ]  # fmt: skip
    assert str(card.silence_day) == "2026-12-05"
    page = signed_in(agent).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert "Diam dianggap kabul" in page.content.decode()


def test_an_officer_asks_from_the_list_and_waits_with_a_letter() -> None:
    agent = builders.officer()
    appeal = builders.appeal_about(builders.block("G03"), at=builders.now())
    lifecycle.take(appeal, by=agent, at=builders.now())
    client = signed_in(agent)
    item = QuestionItem.objects.filter(ground="G03", kind="supporting").earliest("pk")

    def send(verb: str, **fields: object) -> int:
        revision = Appeal.objects.get(pk=appeal.pk).revision
        address = reverse("admin:appeals_appeal_step", args=[appeal.pk, verb])
        return client.post(address, {"revision": revision, **fields}).status_code

    assert send("ask", items=[item.pk], question="Kapan lulus?") == 302
    asked = list(appeal.questions.order_by("pk").values_list("item", "kind", "text"))
    assert asked == [(item.pk, "supporting", item.text), (None, "", "Kapan lulus?")]
    Appeal.objects.filter(pk=appeal.pk).update(answer_due_date=NOON.date() - 30 * DAY)
    assert send("continue_without_answer") == 302
    assert send("wait_for_source", institution="emis", expected_date="2020-01-01") == 422
    question = {"institution": "emis", "wanted": "Masih terdaftar?"}
    far = (appeal.submitted_at + 60 * DAY).date().isoformat()
    for faulty in (
        {"institution": ""}, {"institution": "own_team"}, {"wanted": " "}, {"expected_date": far}
    ):  # fmt: skip
        assert send("wait_for_source", **{**question, **faulty}) == 422, faulty
    appeal.refresh_from_db()
    assert appeal.paused_at is None
    assert send("wait_for_source", institution="emis", wanted="Masih terdaftar?") == 302
    request = appeal.source_requests.get()
    letter = reverse("admin:appeals_sourcerequest_letter", args=[request.pk])
    assert client.post(letter).content.startswith(b"%PDF")
    assert signed_in(builders.officer("auditor")).post(letter).status_code == 403
    assert send("resume", answer="Sudah lulus.") == 302
    assert appeal.source_requests.get().answer == "Sudah lulus."


def test_open_cases_are_read_once_for_the_whole_board() -> None:
    for officer in (builders.officer(), builders.officer()):
        lifecycle.take(builders.appeal(), by=officer, at=NOON)
    builders.appeal()
    with CaptureQueriesContext(connection) as asked:
        figures.refresh_board(at=NOON)
    backlog = [one["sql"] for one in asked if '"officer_id"' in one["sql"]]
    assert len(backlog) == 1
    board = figures.read_board()
    assert (board.of("backlog", "total"), board.of("age", "0-3")) == (3, 3)
    assert sorted(board.parts("load").values()) == [1, 1]


def test_what_ended_is_counted_to_a_bound_and_estimated_beyond(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        lifecycle.withdraw(builders.appeal(), at=NOON)
    figures.count_queue(at=NOON)
    assert QueueCount.objects.get(tab="finished").rows == 3
    monkeypatch.setattr(queue, "COUNTED", 2)
    with CaptureQueriesContext(connection) as asked:
        figures.count_queue(at=NOON)
    assert QueueCount.objects.get(tab="finished").rows >= 3
    assert [one["sql"] for one in asked if one["sql"].startswith("EXPLAIN")]
