"""`python -m tests.screenshots`: starts the product, visits every page, tells what is wrong.

Pictures go to var/screenshots/, the README's to docs/screenshots/. Exits with 1 if axe, the
console or a page's width gave reason.
"""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from tests.browser import FLAGS, NO_CHROMIUM, ROOT, chromium
from tests.journeys.people import Product
from tests.running import Up, free_port
from tests.screenshots import following, public, rarities, refusals, rights, rules, staff
from tests.screenshots.keepsakes import keepsakes
from tests.screenshots.pictures import photos
from tests.screenshots.second_factor import second_factor
from tests.screenshots.set import Set
from tests.screenshots.studio import Fault, Studio
from tests.screenshots.weights import MOST_BYTES, PATHS, fetched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Tour = Callable[[Set], None]
PICTURES = ROOT / "var" / "screenshots"
README_PICTURES = ROOT / "docs" / "screenshots"
_TOURS: tuple[Tour, ...] = (
    public.start, public.account, public.complaint, public.complaint_by_steps,
    public.complaint_about_misuse, public.ways_to_a_case, public.cases,
    public.withdrawal, following.papers, following.contacts, following.going_on,
    following.closed_intake, following.in_english, refusals.refusals, staff.door, staff.desk, staff.reports, staff.every_link,
    staff.administration, rules.accounts, rules.runs, rules.policies, rules.facts_and_partners,
    rules.questions, rules.keys, rules.remedies, rights.rights, rights.rights_desk,
    rarities.lost_files, rarities.seen_before, rarities.holds, rarities.deletions,
)  # fmt: skip


def main() -> int:
    """Visit what was asked for, and report; return the exit code."""
    asked = _arguments()
    path = chromium()
    if path is None:
        sys.exit(f"{NO_CHROMIUM}; tests/browser.py says where one is looked for")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="portal-screenshots-") as folder,
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=path, args=list(FLAGS))) as browser,
    ):
        tours = [tour for tour in _TOURS if not asked.tours or tour.__name__ in asked.tours]
        if asked.at:
            studios = [_visit_running(browser, Path(folder), asked, tours)]
        else:
            studios = _visit_own(browser, Path(folder), tours, is_all=not asked.tours)
    return _report(studios)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("tours", nargs="*", help=" ".join(tour.__name__ for tour in _TOURS))
    parser.add_argument("--at", help="address of a portal that runs already")
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="its PORTAL_VAR")
    return parser.parse_args()


def _visit_running(
    browser: "Browser", folder: Path, asked: argparse.Namespace, tours: list[Tour]
) -> Studio:
    """Run the tours in a portal that somebody else started."""
    stage = _set_up(browser, asked.at, asked.var, folder)
    _run(stage, tours)
    return stage.studio


def _visit_own(
    browser: "Browser", folder: Path, tours: list[Tour], *, is_all: bool
) -> list[Studio]:
    """Run the tours in a portal of our own; at the end take its database away, then ask for codes."""
    var = folder / "var"
    with _product(var) as up:
        stage = _set_up(browser, f"http://localhost:{up.port}", var, folder)
        _run(stage, tours)
        if is_all:
            refusals.out_of_order(stage, up)
    if not is_all:
        return [stage.studio]
    with _product(var, SECOND_FACTOR="true") as up:
        guarded = _set_up(browser, f"http://localhost:{up.port}", var, folder)
        second_factor(guarded)
    return [stage.studio, guarded.studio]


@contextmanager
def _product(var: Path, **settings: str) -> Iterator[Up]:
    up = Up(var, free_port(), **settings)
    try:
        up.says("The portal:")
        yield up
    finally:
        if up.process.poll() is None:
            up.ends(signal.SIGINT)


def _set_up(browser: "Browser", address: str, var: Path, folder: Path) -> Set:
    known = json.loads((var / "demonstration.json").read_text(encoding="utf-8"))
    studio = Studio(browser, address, PICTURES, keepsakes(README_PICTURES))
    return Set(studio, Product(address, known), var, photos(folder))


def _run(stage: Set, tours: list[Tour]) -> None:
    for tour in tours:
        try:
            tour(stage)
        except (PlaywrightError, AssertionError) as error:
            # The other tours still have something to tell.
            stage.studio.faults.append(Fault(tour.__name__, "tour", str(error)))
    for path in PATHS:
        seen = fetched(stage.studio.browser, stage.product.address, path)
        _say(f"{seen.bytes_seen / 1024:6.1f} KiB  {path}")
        if seen.bytes_seen > MOST_BYTES:
            what = f"weighs {seen.bytes_seen} bytes, more than {MOST_BYTES}"
            stage.studio.faults.append(Fault(path, "weight", what))
        for url in seen.foreign:
            stage.studio.faults.append(Fault(path, "network", f"asks {url}"))


def _report(studios: list[Studio]) -> int:
    """Print every fault once, with the looks that show it."""
    looks: dict[tuple[str, str], list[str]] = {}
    for fault in (fault for studio in studios for fault in studio.faults):
        looks.setdefault((fault.page, fault.what), []).append(fault.look)
    for (page, what), seen in looks.items():
        _say(f"{page} [{', '.join(seen)}]: {what}")
    count = sum(len(studio.taken) for studio in studios)
    _say(f"{count} pages in {PICTURES.relative_to(ROOT)}, {len(looks)} faults")
    return 1 if looks else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
