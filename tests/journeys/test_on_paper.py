"""Public pages on paper: what they say, black on white, without what can only be pressed."""

from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from appeals import access
from tests import builders
from tests.browser import DESK, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
_PRESSED = "button, .btn, input, select, progress, .site-foot, .skip"
_COLOURS = """() => {
  const seen = getComputedStyle(document.querySelector("h1"));
  return [seen.color, getComputedStyle(document.body).backgroundColor];
}"""


def test_a_case_is_printed_without_buttons(open_page: OpenPage, live_server: LiveServer) -> None:
    appeal = builders.appeal()
    page = open_page(DESK, dark=True)
    page.goto(live_server.url + urlsplit(access.secret_link(appeal)).path)
    page.emulate_media(media="print", color_scheme="dark")
    assert appeal.reference in page.locator("main").inner_text()
    assert not [one for one in page.locator(_PRESSED).all() if one.is_visible()]
    assert page.evaluate(_COLOURS) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


@pytest.mark.parametrize("path", ["/", "/kasus/", "/akun/", "/angka/", "/tanpa-sambungan/"])
def test_a_page_is_printed_without_buttons(
    open_page: OpenPage, live_server: LiveServer, path: str
) -> None:
    page = open_page(DESK)
    page.goto(live_server.url + path)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not [one for one in page.locator(_PRESSED).all() if one.is_visible()]
