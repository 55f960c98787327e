"""The manifest, the service worker and the notice without a connection."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

pytestmark = pytest.mark.django_db


def test_the_manifest_names_icons_of_the_sizes_it_says(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    for icon in json.loads(answer.content)["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert path
        with Image.open(path) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_every_page_leads_to_the_manifest(client: Client) -> None:
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/manifest.webmanifest", "/sw.js", "/tanpa-sambungan/"])
def test_what_lies_on_phones_begins_no_session_and_holds_no_token(
    client: Client, path: str
) -> None:
    answer = client.get(path)
    assert not answer.cookies
    assert b"csrfmiddlewaretoken" not in answer.content


def test_the_worker_is_asked_for_anew_and_keeps_only_the_notice(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    kept = re.search(r"const FILES = \[(.*)\];", answer.content.decode())
    assert kept
    assert all(name.startswith('"/static/') for name in kept[1].split(", "))


def test_the_worker_keeps_anew_what_another_language_says(client: Client) -> None:
    first = client.get("/sw.js").content
    client.cookies["django_language"] = "en"
    assert client.get("/sw.js").content != first
    assert client.get("/tanpa-sambungan/").content.decode().count('lang="en"') == 1


@pytest.mark.parametrize("path", ["/manifest.webmanifest", "/sw.js", "/tanpa-sambungan/"])
def test_nothing_is_posted_to_what_lies_on_phones(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_the_address_says_the_worker_its_language(client: Client) -> None:
    for language, other in (("id", "en"), ("en", "id")):
        worker = client.get(f"/sw.js?lang={language}", headers={"accept-language": other})
        assert f'OFFLINE = "/tanpa-sambungan/?lang={language}"' in worker.content.decode()
        notice = client.get(
            f"/tanpa-sambungan/?lang={language}", headers={"accept-language": other}
        )
        assert f'<html lang="{language}">' in notice.content.decode()


@pytest.mark.parametrize("asked", ["", "xx", "%00", "en;q"])
def test_an_unknown_language_is_the_readers(client: Client, asked: str) -> None:
    worker = client.get(f"/sw.js?lang={asked}", headers={"accept-language": "en"})
    assert "/tanpa-sambungan/?lang=en" in worker.content.decode()
