"""A real Chromium for tests: where it is, how it starts, and pages to drive.

Without one the tests that need it skip, and the summary says so in a line nobody overlooks.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
NO_CHROMIUM = "no Chromium was found"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = (360, 740)
TALL_PHONE = (390, 844)
DESK = (1280, 800)

OpenPage = Callable[..., "Page"]


def chromium() -> str | None:
    """Return the path of a Chromium: $CHROMIUM, the system's, or npm's @sparticuz/chromium."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    if not (ROOT / "node_modules" / "@sparticuz" / "chromium").is_dir() or not shutil.which("node"):
        return None
    unpack = "import('@sparticuz/chromium').then(async m => console.log(await m.default.executablePath()))"
    done = subprocess.run(
        ["node", "-e", unpack], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    path = done.stdout.strip()
    return path if done.returncode == 0 and Path(path).is_file() else None


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for the session; skips where there is none."""
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    from django.db import connections  # noqa: PLC0415 - this module loads before the settings
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and only here

    ours = connections["default"]
    with sync_playwright() as playwright:
        # In a thread with a running loop Django would open a second connection, one that knows
        # nothing of the test database's arrangements.
        connections["default"] = ours
        chrome = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chrome
        chrome.close()


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[OpenPage]:
    """Return a function that opens a page: `open_page(PHONE, javascript=False, dark=True)`.

    Each page has a context (cookies) of its own.
    """
    contexts = []

    def opened(
        size: tuple[int, int] = DESK,
        *,
        javascript: bool = True,
        dark: bool = False,
        service_workers: Literal["allow", "block"] = "block",
    ) -> "Page":
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=size in (PHONE, TALL_PHONE),
            is_mobile=size in (PHONE, TALL_PHONE),
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="id-ID",
            service_workers=service_workers,
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> "Page":
    """Return a page on a desk."""
    return open_page(DESK)


@pytest.fixture
def phone(open_page: OpenPage) -> "Page":
    """Return a page on a phone."""
    return open_page(PHONE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that the browser journeys did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(NO_CHROMIUM in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_sep("!", "BROWSER TESTS DID NOT RUN", red=True, bold=True)
        terminalreporter.write_line(
            f"{count} browser tests were skipped: {NO_CHROMIUM}. As root: apt-get install chromium."
            " Without root: npm install @sparticuz/chromium",
            red=True,
        )
