"""An officer decides without a mouse and without a change of page, and loses nothing they typed."""

from typing import TYPE_CHECKING

from tests.browser import DESK, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE, Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WORDS = "Kartu dan foto Anda cocok."


def test_a_decision_needs_no_mouse_and_no_other_page(product: Product, open_page: OpenPage) -> None:
    desk = open_page(DESK)
    people.sign_in(desk, product, "petugas2")
    desk.goto(f"{product.address}/pmo/appeals/appeal/")
    _next_case(desk, "n")
    address = desk.url
    _type_and_reload(desk)
    desk.keyboard.press("c")
    assert desk.locator("[data-ground] select option[value=rule_applies]").first.is_disabled()
    for reason in desk.locator("[data-ground] select").all():
        reason.focus()
        desk.keyboard.type("d")  # the source is out of date
    desk.keyboard.press("Control+Enter")
    desk.locator("[data-after] button:focus").wait_for(timeout=PATIENCE)
    assert desk.url == address
    assert desk.get_by_text(_WORDS).count()
    _next_case(desk, "Enter")
    assert desk.url != address


def _type_and_reload(desk: "Page") -> None:
    """Write the explanation, wait until it is kept, and come back to it."""
    desk.keyboard.press("e")
    desk.keyboard.type(_WORDS)
    desk.locator(".decide [data-kept]", has_text="tersimpan").wait_for(timeout=PATIENCE)
    desk.reload()
    assert desk.locator("#decide-explanation").input_value() == _WORDS


def _next_case(desk: "Page", key: str) -> None:
    with desk.expect_navigation():
        desk.keyboard.press(key)
    desk.locator("[data-decision]").wait_for(timeout=PATIENCE)
