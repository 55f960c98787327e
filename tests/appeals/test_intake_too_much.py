"""How many bytes of photos one address may send within an hour, and that no word is lost by it."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from appeals.evidence import staged
from appeals.models import Appeal, Draft, Evidence
from portal.storage import evidence_store
from tests import builders
from tests.appeals.test_cases import opened
from tests.appeals.test_cases_going_on import _refused
from tests.appeals.test_intake import answers

pytestmark = pytest.mark.django_db

URL = "/pengaduan/"
STEP = "/pengaduan/langkah/foto/ektp/"
UPLOAD = "/pengaduan/foto/"


@pytest.fixture(autouse=True)
def _one_photo_an_hour(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.UPLOAD_MAX_BYTES_PER_HOUR = builders.photo_file().size


def send_photo(client: Client, *, path: str = UPLOAD) -> Any:
    """Send one photo as the script does."""
    sent = {"token": str(uuid.uuid4()), "field": "photo_ektp", "photo": builders.photo_file()}
    return client.post(path, sent)


def test_as_much_as_is_allowed_is_taken(client: Client) -> None:
    assert send_photo(client).json()["ok"]


def test_more_is_refused_to_the_script_with_when_to_try_again(client: Client) -> None:
    send_photo(client)
    answer = send_photo(Client())
    assert answer.status_code == 429
    assert not answer.json()["ok"]
    assert 0 < answer.json()["retry_after"] <= 3600
    assert answer["Retry-After"] == str(answer.json()["retry_after"])
    assert Evidence.objects.count() == len(list(evidence_store().names())) == 1


def test_another_address_is_not_meant(client: Client) -> None:
    send_photo(client)
    assert send_photo(Client(REMOTE_ADDR="203.0.113.9")).json()["ok"]


@pytest.mark.parametrize("path", [URL, STEP])
def test_without_script_a_page_says_so_and_keeps_what_was_typed(client: Client, path: str) -> None:
    send_photo(Client())
    sent = answers(photo_ektp=builders.photo_file())
    answer = client.post(path, sent)
    assert answer.status_code == 429
    assert "Tulisan Anda tersimpan" in answer.content.decode()
    assert not Appeal.objects.exists()
    assert Draft.objects.get(token=sent["token"]).answers["name"] == sent["name"]
    assert sent["chronology"] in client.get(URL).content.decode()


def test_a_form_without_photos_is_filed_all_the_same(client: Client) -> None:
    send_photo(Client())
    send_photo(Client())
    client.post(URL, answers())
    assert Appeal.objects.count() == 1


def test_another_sites_form_is_not_kept() -> None:
    send_photo(Client())
    answer = Client(enforce_csrf_checks=True).post(URL, answers(photo_kk=builders.photo_file()))
    assert answer.status_code == 429
    assert "Tulisan Anda tersimpan" not in answer.content.decode()


def test_on_a_cases_page_the_words_come_back_to_be_copied(client: Client) -> None:
    send_photo(Client())
    appeal = builders.appeal()
    sent = {"kind": "supporting", "photo_add": builders.photo_file(), "text": "Ini ijazah saya."}
    answer = opened(client, appeal).post(f"/kasus/{appeal.reference}/berkas/", sent)
    assert answer.status_code == 429
    assert "Ini ijazah saya." in answer.content.decode()
    assert not staged.held(appeal, ["add"])


@pytest.mark.parametrize(
    ("way", "kept_as"), [("banding", "text"), ("buka-lagi", "text_of_reopening")]
)
def test_on_the_way_on_every_answer_is_kept(client: Client, way: str, kept_as: str) -> None:
    send_photo(Client())
    appeal = _refused("G03", "G10", days_ago=1)
    sent = going_on(client, appeal)
    answer = client.post(f"/kasus/{appeal.reference}/{way}/", sent)
    assert answer.status_code == 429
    assert "Tulisan Anda tersimpan" in answer.content.decode()
    kept = Draft.objects.get(about=appeal)
    said = {kept_as: sent["text"], **{name: sent[name] for name in ("late_reason", "blocks")}}
    assert (kept.answers, kept.evidence.count()) == (said, 0)
    assert sent["text"] in client.get(f"/kasus/{appeal.reference}/{way}/").content.decode()


def test_the_late_reason_and_the_chosen_blocks_come_back(client: Client) -> None:
    send_photo(Client())
    appeal = _refused("G03", "G10", days_ago=60)
    sent = going_on(client, appeal)
    client.post(f"/kasus/{appeal.reference}/banding/", sent)
    page = client.get(f"/kasus/{appeal.reference}/banding/").content.decode()
    assert sent["late_reason"] in page
    assert re.search(rf'value="{sent["blocks"][0]}"[^>]* checked', page)
    assert page.count(" checked") == 1


def test_an_expired_page_comes_back_filled_all_the_same() -> None:
    send_photo(Client())
    appeal = _refused("G03", "G10", days_ago=60)
    strict = Client(enforce_csrf_checks=True)
    sent = going_on(strict, appeal)
    page = strict.post(f"/kasus/{appeal.reference}/banding/", sent).content.decode()
    assert "Halaman ini sudah lama terbuka" in page
    assert sent["text"] in page
    assert sent["late_reason"] in page
    assert not Draft.objects.filter(about=appeal).exists()


def going_on(client: Client, appeal: Appeal) -> dict[str, Any]:
    """Open the case and return what goes on from it: words, one of its blocks and a photo."""
    opened(client, appeal)
    last = appeal.contested.order_by("pk").values_list("block", flat=True)[1]
    return {
        "token": str(uuid.uuid4()),
        "text": "Ini ijazah saya.",
        "late_reason": "Saya sakit.",
        "blocks": [str(last)],
        "photo_supporting_1": builders.photo_file(),
        "send": "1",
    }


def test_a_cases_script_is_told_when_to_try_again(client: Client) -> None:
    send_photo(Client())
    appeal = builders.appeal()
    answer = send_photo(opened(client, appeal), path=f"/kasus/{appeal.reference}/unggah/")
    assert (answer.status_code, answer.json()["ok"]) == (429, False)
