"""A phone that loses its connection shows our notice, and the page again once it is back."""

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser import PHONE, OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
_WORKS = """() => new Promise((works) => {
  if (navigator.serviceWorker.controller) works();
  else navigator.serviceWorker.addEventListener("controllerchange", works);
})"""
_KEPT = """async () => {
  const names = await caches.keys();
  const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return lists.flat().map((request) => new URL(request.url).pathname);
}"""


@pytest.fixture
def installed(open_page: OpenPage, live_server: LiveServer) -> "Page":
    """The start page on a phone whose service worker has begun to work."""
    page = open_page(PHONE, service_workers="allow")
    page.goto(f"{live_server.url}/")
    page.evaluate(f"({_WORKS})().then(() => true)")
    return page


def test_offline_says_that_nothing_is_lost(installed: "Page", live_server: LiveServer) -> None:
    installed.context.set_offline(True)
    installed.goto(f"{live_server.url}/kasus/")
    installed.get_by_role("heading", name="Tidak ada sambungan internet").wait_for()
    assert installed.evaluate("getComputedStyle(document.body).display") == "flex", "it is drawn"
    installed.context.set_offline(False)
    installed.get_by_role("link", name="Coba lagi").click()
    installed.get_by_role("heading", name="Lihat pengaduan saya").wait_for()


def test_the_phone_keeps_the_notice_and_no_page(installed: "Page", live_server: LiveServer) -> None:
    installed.goto(f"{live_server.url}/pengaduan/")
    kept = installed.evaluate(_KEPT)
    assert "/tanpa-sambungan/" in kept
    assert all(path == "/tanpa-sambungan/" or path.startswith("/static/") for path in kept)


def in_english(installed: "Page") -> list[str]:
    """Change the language, and return the caches kept once there is a new one alone."""
    before = installed.evaluate("caches.keys()")
    installed.evaluate("caches.open('offline-old').then((old) => old.add('/'))")
    installed.locator(".languages [value=en]").click()
    installed.wait_for_load_state("load")
    for _ in range(60):
        kept: list[str] = installed.evaluate("caches.keys()")
        if len(kept) == 1 and kept != before:
            break
        installed.wait_for_timeout(500)
    assert kept != before
    return kept


def test_a_new_worker_forgets_what_the_old_one_kept(installed: "Page") -> None:
    assert len(in_english(installed)) == 1


def test_the_notice_is_in_the_readers_language(installed: "Page", live_server: LiveServer) -> None:
    in_english(installed)
    installed.context.set_offline(True)
    installed.goto(f"{live_server.url}/kasus/")
    installed.locator(".actions a", has_text="Try again").wait_for()
    assert installed.locator("html").get_attribute("lang") == "en"
