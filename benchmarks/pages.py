"""Measures public pages as a slow phone sees them: weight, and Lighthouse on its phone preset.

Prints `pages_kb`, `pages_performance`, `pages_accessibility` and `pages_practices`, each with its
figure (the worst page) and target, after a line a page; a page's scores are the medians of three
visits, because one visit also measures what else the machine does. Needs node with npm and
Chromium; where they are missing it says so and measures nothing. Run: python -m benchmarks.pages
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks.database import VAR
from tests.browser import FLAGS, PHONE, chromium
from tests.running import Up, free_port
from tests.screenshots import letters
from tests.screenshots.weights import PATHS, fetched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LIGHTHOUSE = "lighthouse@12.8.2"
MOST_KB = 60.0
# What is measured, its name in our lines, and the least it must reach.
_CATEGORIES = {
    "performance": ("pages_performance", 95),
    "accessibility": ("pages_accessibility", 100),
    "best-practices": ("pages_practices", 100),
}
_LOOKED_AT = (
    "/", "/pengaduan/langkah/siapa/", "/pengaduan/langkah/foto/ektp/", "/pengaduan/", "/angka/",
)  # fmt: skip
_VISITS = 3  # odd, so that a median is a score that was seen
# On a busy machine Chromium sometimes hands Lighthouse a trace without a beginning.
_TRIALS = 3
_TOOL = VAR / "lighthouse"
_FOLDER = VAR / "pages"
_CHROME = ("--headless=new", *FLAGS)


@dataclass(frozen=True, slots=True)
class Programs:
    """What looks at a page: Lighthouse, and the path of its Chromium."""

    lighthouse: Path
    chrome: str


def main() -> None:
    """Start the portal, look at its pages, print the lines and keep the raw figures."""
    chrome = chromium()
    if chrome is None or shutil.which("npm") is None:
        sys.exit("pages: node with npm and Chromium are needed, one of them is missing")
    programs = Programs(_installed(), chrome)
    with (
        _portal() as address,
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=chrome, args=list(FLAGS))) as browser,
    ):
        weights = {path: fetched(browser, address, path).bytes_seen / 1024 for path in PATHS}
        visits = [(path, "") for path in _LOOKED_AT]
        visits += [_case(browser, address), _account(browser, address)]
        scores = {path: _scores(programs, address + path, cookie=cookie) for path, cookie in visits}
    _tell(weights, scores)


def _installed() -> Path:
    """Return Lighthouse's program, fetched into var/ the first time."""
    program = _TOOL / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        _TOOL.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(_TOOL), LIGHTHOUSE]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours, pinned
    return program


@contextmanager
def _portal() -> Iterator[str]:
    """Run the whole portal with its demonstration, and give its address."""
    up = Up(_FOLDER / "var", free_port())
    try:
        up.says("The portal:", within=600)
        yield f"http://localhost:{up.port}"
    finally:
        if up.process.poll() is None:
            up.ends(signal.SIGINT)


def _case(browser: "Browser", address: str) -> tuple[str, str]:
    """Open somebody's case; return its path and the cookie that shows it."""
    page = _visitor(browser, address)
    page.goto(letters.secret_paths(_FOLDER / "var")[0])
    return _left(page, address)


def _account(browser: "Browser", address: str) -> tuple[str, str]:
    """Check a blocked account by its code; return its path and the cookie that shows it."""
    known = json.loads((_FOLDER / "var" / "demonstration.json").read_text(encoding="utf-8"))
    person = known["participants"][0]
    page = _visitor(browser, address)
    page.goto("/akun/")
    page.get_by_label("NIK").fill(person["nik"])
    page.get_by_role("button", name="Kirim kode").click()
    page.wait_for_url("**/akun/kode/")
    page.get_by_label("Kode").fill(letters.code_for(_FOLDER / "var", person["email"]))
    page.get_by_role("button", name="Lihat akun saya").click()
    page.wait_for_url("**/akun/status/")
    return _left(page, address)


def _visitor(browser: "Browser", address: str) -> "Page":
    return browser.new_context(base_url=address, locale="id-ID").new_page()


def _left(page: "Page", address: str) -> tuple[str, str]:
    path = page.url.removeprefix(address)
    cookies = [f"{one['name']}={one['value']}" for one in page.context.cookies()]
    page.context.close()
    return path, "; ".join(cookies)


def _scores(programs: Programs, url: str, *, cookie: str) -> dict[str, int]:
    """Return Lighthouse's scores of one page, 0 to 100, by category: the medians of its visits."""
    visits = [_visit(programs, url, cookie=cookie) for _ in range(_VISITS)]
    return {name: round(statistics.median(seen[name] for seen in visits)) for name in _CATEGORIES}


def _visit(programs: Programs, url: str, *, cookie: str) -> dict[str, int]:
    kept = _FOLDER / "lighthouse.json"
    order = [
        str(programs.lighthouse), url, "--quiet", "--output=json", f"--output-path={kept}",
        f"--only-categories={','.join(_CATEGORIES)}",
        f"--screenEmulation.width={PHONE[0]}", f"--screenEmulation.height={PHONE[1]}",
        f"--chrome-flags={' '.join(_CHROME)}",
    ]  # fmt: skip
    if cookie:
        order.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    environment = {**os.environ, "CHROME_PATH": programs.chrome}
    for trial in range(1, _TRIALS + 1):
        done = subprocess.run(  # noqa: S603 - the program installed above
            order, check=trial == _TRIALS, timeout=300, env=environment
        )
        if done.returncode == 0:
            break
    report: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    for audit in report["audits"].values():
        is_short = audit["score"] is not None and audit["score"] < 1
        if is_short and audit["scoreDisplayMode"] == "binary":
            print(f"  {audit['id']}: {audit['title']}")  # noqa: T201 - what to mend
    return {name: round(100 * report["categories"][name]["score"]) for name in _CATEGORIES}


def _tell(weights: dict[str, float], scores: dict[str, dict[str, int]]) -> None:
    for path, kilobytes in weights.items():
        print(f"  {kilobytes:5.1f} kB  {path}")  # noqa: T201 - the benchmark's answer
    for path, found in scores.items():
        shown = " ".join(f"{name} {score}" for name, score in found.items())
        print(f"  {shown}  {_nameless(path)}")  # noqa: T201
    print(f"pages_kb {max(weights.values()):.1f} {MOST_KB:.0f}")  # noqa: T201
    for name, (line, target) in _CATEGORIES.items():
        print(f"{line} {min(found[name] for found in scores.values())} {target}")  # noqa: T201
    raw = {"kilobytes": weights, "scores": {_nameless(path): one for path, one in scores.items()}}
    (VAR / "pages.json").write_text(json.dumps(raw, indent=2), encoding="utf-8")


def _nameless(path: str) -> str:
    return "/kasus/…/" if path.startswith("/kasus/") else path


if __name__ == "__main__":
    main()
