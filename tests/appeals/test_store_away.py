"""Pages and doors while the private store is away: they say so, and nothing typed is lost."""

import uuid
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from appeals.models import Appeal, DataRequest, Draft, Evidence
from portal.away import StoreAwayMiddleware
from portal.models import OutgoingMessage
from portal.storage import Store, Unavailable, Withheld
from tests import builders
from tests.appeals import cards, rights
from tests.appeals.test_intake import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"

    def refuse(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(Store, "write_all", refuse)


def test_the_script_is_told_to_send_the_photo_again(client: Client, away: None) -> None:
    sent = {"token": str(uuid.uuid4()), "field": "photo_ektp", "photo": builders.photo_file()}
    answer = client.post("/pengaduan/foto/", sent)
    assert answer.status_code == 503  # which the script tries again by itself
    assert "kirim lagi foto yang sama" in answer.json()["message"]
    assert not Evidence.objects.exists()


def test_the_plain_page_says_so_beside_the_photo_and_keeps_what_was_typed(
    client: Client, away: None
) -> None:
    sent = {**answers(), "photo_ektp": builders.photo_file()}
    page = client.post("/pengaduan/", sent, follow=True)
    html = page.content.decode()
    assert page.status_code < 500
    assert "kirim lagi foto yang sama" in html
    assert answers()["name"] in html
    assert Draft.objects.exists()
    assert not Appeal.objects.exists()


def test_any_other_page_says_so_and_when_to_come_back() -> None:
    def unused(_: object) -> None:
        raise AssertionError

    middleware = StoreAwayMiddleware(unused)  # type: ignore[arg-type]
    answer = middleware.process_exception(RequestFactory().get("/kasus/x/"), Unavailable())
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Coba lagi" in answer.content.decode()
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None


def test_a_copy_of_what_is_held_waits_for_the_store_and_nobody_is_told_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = builders.appeal(at=builders.now())
    cards.ready_photo(case, image_name="0" * 32)
    browser, token = rights.opened(case), str(uuid.uuid4())
    _read_raises(monkeypatch, Unavailable())
    answer = browser.post("/data-saya/unduh/", {"token": token})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert not DataRequest.objects.exists()
    assert not OutgoingMessage.objects.filter(key__startswith="data-request:").exists()
    _read_raises(monkeypatch, Withheld())
    copy = rights.copy_of(browser, token=token)
    assert "tidak bisa dibaca dari penyimpanan kami" in copy["data-saya.html"].decode()
    assert DataRequest.objects.count() == 1


def _read_raises(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def read(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Store, "read", read)
