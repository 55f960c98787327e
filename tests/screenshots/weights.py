"""How many bytes a phone fetches to see a public page for the first time, and from whom."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_BYTES = 60 * 1024
STEPS = tuple(
    f"/pengaduan/langkah/{step}/"
    for step in ("cocok", "siapa", "akun", "cerita", "foto/ektp", "foto/selfie_kk")
)
PATHS = (
    "/", "/akun/", "/pengaduan/", *STEPS, "/pengaduan/cek/", "/pengaduan/kirim/", "/kasus/",
    "/cek/", "/angka/", "/angka/arti/", "/angka/laporan/", "/data-saya/", "/tanpa-sambungan/",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a page and all it asks for came to: bytes on the wire, and addresses not ours."""

    bytes_seen: int
    foreign: tuple[str, ...]


def fetched(browser: "Browser", origin: str, path: str) -> Fetched:
    """Return what a phone with an empty cache fetches for the page at `path`."""
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, service_workers="block"
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: list[float] = []
    asked: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    session.send("Network.enable")
    page.goto(origin + path, wait_until="networkidle")
    context.close()
    ours = (f"{origin}/", "data:", "blob:")
    foreign = tuple(url for url in asked if not url.startswith(ours))
    return Fetched(round(sum(sizes)), foreign)
