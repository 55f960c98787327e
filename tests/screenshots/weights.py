"""How many bytes a phone fetches to see a public page for the first time."""

from typing import TYPE_CHECKING

from tests.browser import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_BYTES = 60 * 1024
PATHS = ("/", "/akun/", "/pengaduan/", "/kasus/")


def weight(browser: "Browser", address: str) -> int:
    """Return the bytes on the wire of a page and all it asks for, with an empty cache."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    context.close()
    return round(sum(sizes))
