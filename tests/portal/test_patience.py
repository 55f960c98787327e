"""A staff page that asks the database for too long ends in words, and holds nothing up."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from eligibility import fuse
from portal.lists import KeyedList
from portal.models import Role
from tests import builders
from tests.desk import signed_in

LIST = "admin:eligibility_block_changelist"


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def sleep(*_: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")


@pytest.fixture
def supervisor(settings: Any, db: None) -> Client:
    settings.PAGE_SECONDS = 1
    return signed_in(builders.officer(Role.SUPERVISOR))


@pytest.mark.django_db(transaction=True)
def test_a_list_nobody_can_wait_for_says_how_to_ask_for_less(
    supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyedList, "get_results", sleep)
    answer = supervisor.get(reverse(LIST))
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Coba persempit" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_no_list_is_not_called_one(
    supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuse, "rates", sleep)
    answer = supervisor.get(reverse("admin:eligibility_fuse_rates"))
    assert answer.status_code == 503
    assert "Isi halaman ini terlalu lama dicari" in answer.content.decode()
    assert "saringan" not in answer.content.decode()


@pytest.mark.django_db
def test_the_limit_is_the_pages_and_not_the_connections(
    supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen, read = limit(), [], KeyedList.get_results

    def look(*page: Any) -> None:
        seen.append(limit())
        read(*page)

    monkeypatch.setattr(KeyedList, "get_results", look)
    assert supervisor.get(reverse(LIST)).status_code == 200
    assert seen == ["1s"]
    assert limit() == before != "1s"


@pytest.mark.django_db
def test_steps_and_public_pages_have_no_limit(
    supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def look(*_: object, **__: object) -> None:
        seen.append(limit())

    def searched(_request: object) -> str:
        look()
        return "x"

    monkeypatch.setattr("eligibility.admin.reading.searched", searched)
    monkeypatch.setattr("eligibility.admin.accounts.searched", searched)
    supervisor.post(reverse("admin:eligibility_account_search"), {"q": "x"})
    assert seen == [limit()]
    monkeypatch.setattr("appeals.letters.find", look)
    supervisor.get(reverse("letter_check_at", args=["BP-1", "A"]))
    assert seen == [limit()] * 2
