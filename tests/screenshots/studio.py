"""Takes a page's picture in every look and writes down what is wrong with it.

Knows nothing of which pages there are.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from axe_playwright_python.sync_playwright import Axe

from tests.browser import DESK, PHONE
from tests.screenshots.keepsakes import Keepsake

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

WIDTHS = (PHONE, DESK)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_RULES = {
    "resultTypes": ["violations"],
    # Reading the style sheets anew would add styles, which our policy forbids.
    "preload": False,
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
}
# What the console is told of a page that answers 404 or 413 on purpose, and of a refused photo.
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of [45]\d\d")
_REFUSED_PHOTO = re.compile(r"Failed to load resource: .* status of 422")
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a page, and how it was looked at."""

    page: str
    look: str
    what: str


@dataclass
class Studio:
    """One browser, one product and the folder of the pictures."""

    browser: "Browser"
    address: str
    folder: Path
    keepsakes: dict[str, Keepsake]
    faults: list[Fault] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    @contextmanager
    def visitor(self, *, javascript: bool = True) -> Iterator["Page"]:
        """Open a page with cookies of its own; the console and foreign requests are watched."""
        context = self.browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]},
            java_script_enabled=javascript,
            base_url=self.address,
            locale="id-ID",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note(page.url, "console", str(error)))
        page.on("request", self._refuse_foreign)
        yield page
        context.close()

    def go(self, page: "Page", path: str, *, status: int = 200) -> None:
        """Open a path of the product, which must answer with `status`."""
        answer = page.goto(path)
        self.expect(page, answer, status)

    def expect(self, page: "Page", answer: "Response | None", status: int) -> None:
        """Note a page that answered with anything but `status`."""
        if answer is None or answer.status != status:
            got = answer.status if answer else "nothing"
            self._note(page.url, "status", f"answered {got}, not {status}")

    def take(self, page: "Page", name: str) -> None:
        """Photograph the page as it stands in every look, and let axe read it."""
        self.taken.append(name)
        for size in WIDTHS:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                look = f"{size[0]}-{scheme}"
                self._read(page, name, look)
                _settle(page)
                # Hiding the caret would add a style, which the content security policy forbids.
                page.screenshot(
                    path=self.folder / f"{name}-{look}.png", full_page=True, caret="initial"
                )
        page.emulate_media(color_scheme="light")
        if keepsake := self.keepsakes.get(name):
            page.set_viewport_size({"width": keepsake.size[0], "height": keepsake.size[1]})
            _settle(page)
            keepsake.save(page)

    def _read(self, page: "Page", name: str, look: str) -> None:
        for violation in Axe().run(page, options=_RULES).response["violations"]:
            targets = "; ".join(str(node["target"][0]) for node in violation["nodes"][:3])
            what = f"axe {violation['id']} ({violation['impact']}): {targets}"
            self.faults.append(Fault(name, look, what))
        if (wider := page.evaluate(_OVERFLOW)) > 0:
            self.faults.append(Fault(name, look, f"scrolls sideways by {wider} px"))

    def _hear(self, message: "ConsoleMessage") -> None:
        if message.type not in ("error", "warning"):
            return
        page_url = message.page.url if message.page else ""
        is_own_status = message.location["url"] == page_url and _REFUSED.match(message.text)
        if not is_own_status and not _REFUSED_PHOTO.match(message.text):
            self._note(page_url, "console", message.text)

    def _refuse_foreign(self, request: "Request") -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._note(request.frame.url, "network", f"asks {request.url}")

    def _note(self, url: str, look: str, what: str) -> None:
        fault = Fault(_masked(url.removeprefix(self.address)), look, what)
        if fault not in self.faults:
            self.faults.append(fault)


def _settle(page: "Page") -> None:
    """Let pictures below the fold load and changed styles be drawn."""
    page.evaluate(
        "document.querySelectorAll('img[loading=lazy]').forEach(img => { img.loading = 'eager' })"
    )
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")


def _masked(path: str) -> str:
    return re.sub(r"/k/\S+", "/k/…", path)
