"""Measures what a decision costs its officer, and what two officers at once do to a case.

Prints `decision_keys` and `decision_loads` (keystrokes and page loads from signing in to ten
decisions, for each decision, by keyboard alone in a real browser) and `decision_races` (of 200
pairs of officers who decide the same case at once: cases with exactly one decision). Run:
python -m benchmarks.decision [pairs]
"""

import json
import signal
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.database import VAR, own_database

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from appeals.models import Appeal
    from portal.models import User

DECISIONS = 10
PAIRS = 200
MOST_KEYS, MOST_LOADS = 20, 1.5
_PATIENCE = 30_000  # milliseconds
_NAME_OF_FOCUS = """() => {
  const here = document.activeElement;
  const label = here.labels && here.labels[0];
  return ((label || here).textContent || "").trim();
}"""


class Keyboard:
    """An officer's keyboard: counts what is pressed; a chord is as many as its keys."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.pressed = 0

    def press(self, chord: str) -> None:
        """Press keys together."""
        self.pressed += len(chord.split("+"))
        self.page.keyboard.press(chord)

    def write(self, words: str) -> None:
        """Type words."""
        self.pressed += len(words)
        self.page.keyboard.type(words)


def main(pairs: int) -> None:
    """Measure both, print, and keep the raw figures."""
    keys, loads = by_keyboard()
    print(f"decision_keys {keys / DECISIONS:.1f} {MOST_KEYS}")  # noqa: T201 - the answer
    print(f"decision_loads {loads / DECISIONS:.1f} {MOST_LOADS}")  # noqa: T201
    with own_database("decision"):
        counts = races(pairs)
    print(f"decision_races {counts['exactly_one']} {pairs}")  # noqa: T201
    raw = {"keys": keys, "loads": loads, "decisions": DECISIONS, **counts}
    (VAR / "decision.json").write_text(json.dumps(raw, indent=1))


def by_keyboard() -> tuple[int, int]:
    """Return keystrokes and page loads of signing in and ten decisions in a running portal."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and only here

    from tests.browser import DESK, FLAGS, chromium  # noqa: PLC0415
    from tests.running import Up, free_port  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, sync_playwright() as play:
        up = Up(Path(folder), free_port())
        try:
            up.says("The portal:", within=600)
            known = json.loads((Path(folder) / "demonstration.json").read_text())
            chrome = play.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            page = chrome.new_context(
                viewport={"width": DESK[0], "height": DESK[1]}, locale="id-ID"
            ).new_page()
            page.set_default_timeout(_PATIENCE)
            return _ten_decisions(page, f"http://localhost:{up.port}", known)
        finally:
            if up.process.poll() is None:
                up.ends(signal.SIGINT)


def _ten_decisions(page: "Page", address: str, known: dict[str, Any]) -> tuple[int, int]:
    loads = 0

    def loaded(_page: object) -> None:
        nonlocal loads
        loads += 1

    page.goto(f"{address}/pmo/login/?next=/pmo/appeals/appeal/")
    page.on("load", loaded)
    keyboard = Keyboard(page)
    sign_in = next(one for one in known["staff"] if one["username"] == "petugas")
    keyboard.write(sign_in["username"])
    keyboard.press("Tab")
    keyboard.write(sign_in["password"])
    with page.expect_navigation():
        keyboard.press("Enter")
    with page.expect_navigation():
        keyboard.press("n")
    for done in range(DECISIONS):
        decide(keyboard)
        if done + 1 < DECISIONS:
            with page.expect_navigation():
                keyboard.press("Enter")  # on "next case", where the focus waits
    return keyboard.pressed, loads


def decide(keyboard: Keyboard) -> None:
    """Lift all blocks of the case on the page by a ready text, from the keyboard."""
    page = keyboard.page
    page.locator("[data-decision]").wait_for()
    grounds = page.locator("[data-ground]").count()
    keyboard.press("c")
    for ground in range(grounds):
        if ground:
            keyboard.press("Escape")
            for _ in range(ground + 1):
                keyboard.press("g")
            keyboard.press("a")
        keyboard.write("d")  # "Data sumber sudah lama"
    if grounds:
        keyboard.press("Escape")
        keyboard.press("w")
        keyboard.press("ArrowDown")
        keyboard.press("Enter")
        page.locator("#decide-explanation:focus").wait_for()
    else:
        keyboard.press("e")
        keyboard.write("Sudah kami jelaskan.")
    keyboard.press("Control+Enter")
    page.locator("[data-after] button").wait_for()
    assert page.evaluate(_NAME_OF_FOCUS) == "Kasus berikutnya"


def races(pairs: int) -> dict[str, int]:
    """Let two officers act on each of `pairs` cases at once; return how it came out."""
    from django.db import connection  # noqa: PLC0415 - only once Django is set up

    from tests import builders  # noqa: PLC0415

    # The holder in two windows; on every second case two supervisors who sign one proposal.
    agent, supervisor = builders.officer(), builders.officer("supervisor")
    other = builders.officer("supervisor")
    counts = {"exactly_one": 0, "losers_told": 0, "lifted_once": 0}
    with ThreadPoolExecutor(2) as desks:
        for number in range(pairs):
            is_signing = bool(number % 2)
            appeal = _ready_case(agent, signed_by_two=is_signing)
            both = (supervisor, other) if is_signing else (agent, agent)
            start = threading.Barrier(2)
            ends = [
                desks.submit(_act, appeal.pk, by, is_signing=is_signing, start=start) for by in both
            ]
            results = sorted(end.result(timeout=60) for end in ends)
            counts["losers_told"] += results == ["done", "told"]
            counts["exactly_one"] += appeal.decisions.filter(voided_at=None).count() == 1
            counts["lifted_once"] += _lifted_once(appeal)
    connection.close()
    return counts


def _ready_case(agent: "User", *, signed_by_two: bool) -> "Appeal":
    from appeals import lifecycle  # noqa: PLC0415
    from tests import builders  # noqa: PLC0415

    appeal = builders.appeal_about(builders.block("G07" if signed_by_two else "G03"))
    lifecycle.take(appeal, by=agent, at=builders.NOON)
    if signed_by_two:
        lifecycle.decide(appeal, by=agent, ruling=_ruling(appeal), at=builders.NOON)
    return appeal


def _act(pk: int, by: "User", *, is_signing: bool, start: threading.Barrier) -> str:
    from django.db import connection  # noqa: PLC0415

    from appeals import lifecycle  # noqa: PLC0415
    from appeals.models import Appeal  # noqa: PLC0415
    from tests import builders  # noqa: PLC0415

    try:
        appeal = Appeal.objects.get(pk=pk)
        proposal = appeal.decisions.filter(voided_at=None).first()
        ruling = None if is_signing else _ruling(appeal)
        start.wait(30)
        if ruling is None and proposal is not None:
            proposal.appeal = appeal
            lifecycle.approve(proposal, by=by, at=builders.NOON)
        elif ruling is not None:
            lifecycle.decide(appeal, by=by, ruling=ruling, at=builders.NOON)
        return "done"
    except lifecycle.MovedByOther as moved:
        return "told" if moved.step is not None and moved.step.by is not None else "not told"
    finally:
        connection.close()


def _ruling(appeal: "Appeal") -> Any:  # noqa: ANN401 - lifecycle.Ruling, known once Django is set up
    from appeals import lifecycle  # noqa: PLC0415

    chosen = tuple(
        lifecycle.OutcomeChosen(block.pk, "lifted", "source_wrong")
        for block in lifecycle.open_contested_blocks(appeal)
    )
    return lifecycle.Ruling(chosen, "Sudah kami baca.")


def _lifted_once(appeal: "Appeal") -> bool:
    from portal.models import AuditEntry  # noqa: PLC0415

    decision = appeal.decisions.filter(voided_at=None).first()
    entries = AuditEntry.objects.filter(
        action="decision.effective", subject_id=str(decision.pk if decision else 0)
    )
    return entries.count() == 1


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
