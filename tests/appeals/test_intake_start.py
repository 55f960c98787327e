"""The start page and the pages for when something is wrong."""

from datetime import timedelta

import pytest
from django.test import Client

from appeals import lifecycle, tasks
from tests import builders

pytestmark = pytest.mark.django_db


def decide_one(*, after: timedelta) -> None:
    agent = builders.officer()
    block = builders.block()
    filed = builders.now() - after
    appeal = builders.appeal_about(block, at=filed)
    lifecycle.take(appeal, by=agent, at=filed)
    chosen = lifecycle.OutcomeChosen(block.pk, "lifted", "proof_convinces", "")
    ruling = lifecycle.Ruling(outcomes=(chosen,), explanation="Ya.")
    lifecycle.decide(appeal, by=agent, ruling=ruling, at=builders.now())


def test_the_start_page_leads_to_the_three_ways_in(client: Client) -> None:
    page = client.get("/").content.decode()
    for path in ("/akun/", "/pengaduan/mulai/", "/kasus/"):
        assert f'href="{path}"' in page


def test_without_decisions_no_waiting_time_is_claimed(client: Client) -> None:
    assert "hari kerja</strong> atau kurang" not in client.get("/").content.decode()


def test_with_decisions_the_measured_median_is_shown(client: Client) -> None:
    for _ in range(5):
        decide_one(after=timedelta(days=1))
    tasks.tally_this_month()
    assert "hari kerja</strong> atau kurang" in client.get("/").content.decode()


def test_an_unknown_address_gets_our_page(client: Client) -> None:
    response = client.get("/tidak/ada/")
    assert response.status_code == 404
    assert "Halaman ini tidak ada" in response.content.decode()


def test_pages_load_nothing_from_elsewhere_and_hold_no_inline_code(client: Client) -> None:
    for path in ("/", "/akun/", "/pengaduan/", "/kasus/"):
        page = client.get(path).content.decode()
        assert 'src="http' not in page
        assert "style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert '<link rel="stylesheet" href="/static/' in page
