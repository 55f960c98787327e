"""An officer looks at the photos of a case closely, by keyboard, in a real browser."""

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import DESK, PHONE, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE, Product

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_RULES = {
    "resultTypes": ["violations"],
    "preload": False,  # reading style sheets anew would add styles, which our policy forbids
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
}
# A sum over every pixel: another mark gives another one.
_PIXELS = """image => {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const bytes = context.getImageData(0, 0, canvas.width, canvas.height).data;
  return bytes.reduce((sum, value, place) => (sum * 31 + value * (place % 251)) % 1000003, 7);
}"""


def test_an_officer_looks_closely_by_keyboard(product: Product, open_page: OpenPage) -> None:
    page = open_page(DESK)
    people.sign_in(page, product, "petugas")
    _case_with_photos(page, product)
    assert _natural_edge(page.locator(".thumb img").first) == 24  # nobody reads a number from it

    page.keyboard.press("1")
    _choose_a_purpose(page, note="Jelas? Cocokkan +1")
    image = page.locator(".frame img")
    assert page.locator("dialog[open]").count() == 1  # no shortcut while somebody writes
    assert _axe(page) == []
    _zoom_drag_and_turn(page, image)
    _compare(page)
    page.keyboard.press("Escape")
    page.locator(".thumb canvas").first.wait_for()  # what was opened stays so on this page
    assert page.locator("#viewer[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('.thumb')")
    case = page.url
    _go_back_out_of_a_photo(page)
    _load_again_with_a_photo_open(page, case)


def _go_back_out_of_a_photo(page: "Page") -> None:
    """Back closes the photo and stays on the case, forward opens it, and Esc leaves no entry."""
    case = page.url
    page.keyboard.press("1")
    page.locator("#viewer[open] .frame").wait_for()
    page.go_back()
    page.locator("#viewer:not([open])").wait_for(state="attached")
    assert page.url == case
    page.go_forward()
    page.locator("#viewer[open] .frame").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("!(history.state && history.state.viewer)")
    page.go_back()
    page.wait_for_url(lambda url: url != case)


def _load_again_with_a_photo_open(page: "Page", case: str) -> None:
    """No photo opens by itself: nobody may see a card because a browser came back."""
    page.goto(case)
    page.keyboard.press("1")
    page.locator("#viewer[open] .frame").wait_for()
    page.reload()
    page.wait_for_function("history.state === null")
    assert page.locator("#viewer[open]").count() == 0


def test_without_script_each_photo_is_a_page(product: Product, open_page: OpenPage) -> None:
    phone = open_page(PHONE, javascript=False)
    people.sign_in(phone, product, "petugas")
    _case_with_photos(phone, product)
    phone.locator(".thumb").first.click()
    _choose_a_purpose(phone)
    image = phone.locator(".frame img")
    assert max(_natural_size(image)) >= 320
    assert not phone.locator("[data-tools]").is_visible()
    phone.locator("[data-go=back]").click()
    phone.wait_for_url("**/change/**")


def test_the_picture_itself_says_who_looked(product: Product, open_page: OpenPage) -> None:
    """Two people open one photo: the pixels they get differ."""
    officer, supervisor = open_page(DESK), open_page(DESK)
    people.sign_in(officer, product, "petugas")
    people.sign_in(supervisor, product, "penyelia")
    _case_with_photos(officer, product)
    address = str(officer.locator(".thumb").first.evaluate("link => link.href"))
    seen = []
    for page in (officer, supervisor):
        page.goto(address)
        _choose_a_purpose(page, note="Memeriksa contoh untuk rapat")
        image = page.locator(".frame img")
        _loaded(image)
        seen.append(image.evaluate(_PIXELS))
    assert seen[0] != seen[1]


def _case_with_photos(page: "Page", product: Product) -> None:
    """Open the first of the officer's own cases that has two photos it needs."""
    page.goto(f"{product.address}/pmo/appeals/appeal/?tab=mine")
    for address in page.locator("[data-row] a").evaluate_all("links => links.map(a => a.href)"):
        page.goto(address)
        if page.locator(".photos > .strip [data-photo]").count() > 1:
            return
    pytest.fail("no case of the demonstration has two photos that it needs")


def _choose_a_purpose(page: "Page", *, note: str = "") -> None:
    """Say what the photos are opened for, unless that was said today."""
    page.locator(".purpose, .frame img").first.wait_for(timeout=PATIENCE)
    if page.locator(".purpose").count():
        page.get_by_label("Memeriksa identitas").check()
        page.get_by_label("Alasannya").press_sequentially(note)
        page.get_by_role("button", name="Buka foto").click()
    page.locator(".frame img").wait_for(timeout=PATIENCE)


def _zoom_drag_and_turn(page: "Page", image: "Locator") -> None:
    _loaded(image)
    whole = _width(image)
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert _width(image) > 1.5 * whole
    left = image.bounding_box()
    page.keyboard.press("ArrowDown")
    assert image.bounding_box() != left
    page.keyboard.press("0")
    assert abs(_width(image) - whole) < 1
    page.keyboard.press("r")
    assert "rotate(90deg)" in str(image.get_attribute("style"))
    page.keyboard.press("b")
    assert "brightness(110%)" in str(image.get_attribute("style"))
    assert page.locator("[data-said]").inner_text() == "Diputar 90 derajat"


def _compare(page: "Page") -> None:
    page.locator("[data-go=beside]").first.press("Enter")
    second = page.locator(".frame img").nth(1)
    second.wait_for(timeout=PATIENCE)
    _loaded(second)
    was = _width(second)
    page.locator(".frame").first.focus()
    page.keyboard.press("+")
    assert _width(second) > was  # they move together
    page.keyboard.press("g")
    was = _width(second)
    page.keyboard.press("+")
    assert _width(second) == was
    assert _axe(page) == []
    page.keyboard.press("?")
    page.get_by_role("heading", name="Pintasan waktu melihat foto").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#viewer[open]").count() == 1


def _loaded(image: "Locator") -> None:
    image.evaluate("image => image.decode()")


def _natural_size(image: "Locator") -> tuple[int, int]:
    _loaded(image)
    width, height = image.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    return width, height


def _natural_edge(image: "Locator") -> int:
    image.scroll_into_view_if_needed()
    return max(_natural_size(image))


def _width(image: "Locator") -> float:
    box = image.bounding_box()
    assert box is not None
    return box["width"]


def _axe(page: "Page") -> list[str]:
    return [found["id"] for found in Axe().run(page, options=_RULES).response["violations"]]
