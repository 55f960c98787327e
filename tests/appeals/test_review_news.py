"""The mark on what a person added: where it comes from, where it shows, and who takes it away."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeals import conversation, lifecycle, news
from appeals.evidence import adding
from appeals.models import Appeal, Evidence
from portal.models import User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/pmo/appeals/appeal/"
CHIP = "pesan baru"


@pytest.fixture
def officer() -> User:
    """An agent."""
    return builders.officer()


@pytest.fixture
def desk(officer: User) -> Client:
    """The agent's browser."""
    return signed_in(officer)


@pytest.fixture
def case(officer: User) -> Appeal:
    """A case that the officer holds."""
    return held(officer)


def held(officer: User) -> Appeal:
    made = builders.appeal_about(builders.block())
    lifecycle.take(made, by=officer, at=NOON)
    return made


def say(appeal: Appeal, text: str = "Ada kabar?", **over: Any) -> None:
    conversation.say(appeal, text=text, at=NOON, **over)


def is_new(appeal: Appeal) -> bool:
    return Appeal.objects.filter(pk=appeal.pk, news_at__isnull=False).exists()


def page(desk: Client, path: str) -> str:
    return desk.get(path).content.decode()


def test_a_message_is_marked_in_the_queue_and_on_the_case(desk: Client, case: Appeal) -> None:
    assert f">{CHIP}<" not in page(desk, QUEUE)
    say(case)
    assert f">{CHIP}<" in page(desk, QUEUE)
    assert 'href="#conversation-title">pesan baru, 20 Nov' in page(
        desk, f"{QUEUE}{case.pk}/change/"
    )


def test_a_file_is_marked(case: Appeal) -> None:
    adding.add(case, builders.photo_file(), kind=Evidence.Kind.SUPPORTING, at=NOON)
    assert is_new(case)


def test_an_answer_is_marked(officer: User, case: Appeal) -> None:
    lifecycle.ask(case, questions=[lifecycle.Ask("", "Sejak kapan?")], by=officer, at=NOON)
    assert not is_new(case)
    asked = case.questions.get().pk
    lifecycle.answer(case, answers={asked: lifecycle.Reply("Sejak Juni.")}, at=NOON)
    assert is_new(case)


def test_what_an_officer_writes_is_no_news(officer: User, case: Appeal) -> None:
    conversation.reply(case, by=officer, text="Sebentar.", at=NOON)
    conversation.note(case, by=officer, text="Tanya Dukcapil.", at=NOON)
    assert not is_new(case)


def test_an_empty_message_is_no_news(case: Appeal) -> None:
    with pytest.raises(conversation.Empty):
        say(case, " ")
    assert not is_new(case)


def test_what_was_folded_into_another_marks_that_one(case: Appeal) -> None:
    joined = builders.appeal(nik=case.nik, email=case.email)
    assert joined.merged_into_id == case.pk
    Appeal.objects.update(news_at=None)
    say(joined)
    assert is_new(case)
    assert not is_new(joined)


def test_who_holds_the_case_takes_the_mark_away_by_reading(desk: Client, case: Appeal) -> None:
    say(case)
    page(desk, f"{QUEUE}{case.pk}/change/")
    assert not is_new(case)
    assert CHIP not in page(desk, f"{QUEUE}{case.pk}/change/")


def test_anybody_elses_reading_leaves_it(desk: Client, officer: User) -> None:
    others = held(builders.officer())
    say(others)
    assert CHIP in page(desk, f"{QUEUE}{others.pk}/change/")
    assert is_new(others)


def test_what_came_since_the_page_was_read_stays_new(officer: User, case: Appeal) -> None:
    say(case)
    read = Appeal.objects.get(pk=case.pk)
    news.mark(case, at=builders.now())
    news.seen(read, by=officer)
    assert is_new(case)


def test_one_tab_shows_what_is_new_in_ones_own_cases(desk: Client, officer: User) -> None:
    cases = [held(officer) for _ in range(2)]
    others = held(builders.officer())
    for one in (cases[0], others):
        say(one)
    shown = page(desk, f"{QUEUE}?tab=news")
    numbers = [one.reference in shown for one in (*cases, others)]
    assert numbers == [True, False, False]


def test_the_mark_costs_no_query_a_line(
    desk: Client, officer: User, django_assert_num_queries: Any
) -> None:
    say(held(officer))
    page(desk, f"{QUEUE}?tab=news")
    with CaptureQueriesContext(connection) as one:
        page(desk, f"{QUEUE}?tab=news")
    for _ in range(3):
        say(held(officer))
    with django_assert_num_queries(len(one)):
        page(desk, f"{QUEUE}?tab=news")
