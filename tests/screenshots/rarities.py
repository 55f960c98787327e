"""The tour of what is rare: a lost file and its fault, a photo seen before, holds, deletion lists.

The demonstration has hardly any of it, so `_stage_it` makes it in the tour's own portal first.
"""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.browser import ROOT
from tests.journeys import people
from tests.screenshots.set import Set

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_DESK = "/pmo/appeals/"
# Takes one picture of a case away, lets cases be long over, and says where to look.
_STAGING = """
import json
from datetime import timedelta
from django.utils import timezone
from appeals.models import Appeal, Evidence, PhotoPair
from portal.storage import evidence_store
pair = PhotoPair.objects.select_related("first").first()
paired = [pair.first.appeal_id, pair.second.appeal_id] if pair else []
files = Evidence.objects.filter(state="ready", kind="kk", appeal__status="in_review", lost_at=None)
lost = files.exclude(appeal__in=paired).select_related("appeal").order_by("-pk").first()
evidence_store().delete(lost.image_name)
long_ago = timezone.now() - timedelta(days=4000)
over = Appeal.objects.filter(status__in=("withdrawn", "void"))
over.update(submitted_at=long_ago, decided_at=None, closed_at=long_ago)
print(json.dumps({"case": lost.appeal_id, "number": lost.appeal.reference, "pair": pair.pk,
                  "paired": paired[0]}))
"""


def lost_files(stage: Set) -> None:
    """Photograph a fault of a filing, and the case whose decision waits for a file, to waive it."""
    studio, rows = stage.studio, _staged(stage)
    _manage(stage, "reconcile_filings")
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "penyelia")
        for name in ("filingfault", "lostfile", "reconciliation"):
            studio.go(page, f"{_DESK}{name}/")
            studio.take(page, f"staff-{name}s")
            _follow(page, page.locator("#result_list tbody a").first)
            studio.take(page, f"staff-{name}")
            if name == "filingfault":
                _follow(page, page.get_by_role("button", name="Nyatakan beres"))
                studio.take(page, "staff-filingfault-errors")
        studio.go(page, f"{_DESK}appeal/{rows['case']}/change/")
        page.locator("summary", has_text="Putuskan tanpa berkas itu").click()
        studio.take(page, "staff-case-waiver")
        page.get_by_role("button", name="Nyatakan tidak diperlukan").click()  # answered in place
        page.locator("form[action$='/waive_file/'] [aria-invalid=true]").first.wait_for()
        studio.take(page, "staff-case-waiver-errors")


def seen_before(stage: Set) -> None:
    """Photograph the pairs of a case, one of them, and its form sent empty."""
    studio, rows = stage.studio, _staged(stage)
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "petugas")
        studio.go(page, f"{_DESK}photopair/kasus/{rows['paired']}/")
        studio.take(page, "staff-photo-pairs")
        studio.go(page, f"{_DESK}photopair/{rows['pair']}/")
        studio.take(page, "staff-photo-pair")
        _follow(page, page.get_by_role("button", name="Simpan penilaian"))
        studio.take(page, "staff-photo-pair-errors")


def holds(stage: Set) -> None:
    """Photograph how a case is kept from being deleted, and how that ends."""
    studio, rows = stage.studio, _staged(stage)
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "penyelia")
        studio.go(page, f"{_DESK}legalhold/")
        _follow(page, page.get_by_role("link", name="Pasang larangan hapus"))
        studio.take(page, "staff-hold-form")
        _follow(page, page.get_by_role("button", name="Larang hapus"))
        studio.take(page, "staff-hold-form-errors")
        page.get_by_label("Nomor pengaduan").fill(rows["number"])
        page.locator("[name=cause]").first.check()
        page.get_by_label("Alasan").fill("Gugatan 12/G/2026/PTUN.")
        _follow(page, page.get_by_role("button", name="Larang hapus"))
        studio.take(page, "staff-hold")
        _follow(page, page.get_by_role("button", name="Lepas larangan"))
        studio.take(page, "staff-hold-errors")
        studio.go(page, f"{_DESK}legalhold/")
        studio.take(page, "staff-holds")


def deletions(stage: Set) -> None:
    """Photograph a deletion list from its drawing up to the question before it is proposed."""
    studio = stage.studio
    _staged(stage)
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "pdp")
        studio.go(page, f"{_DESK}deletionlist/")
        _follow(page, page.get_by_role("button", name="Susun daftar sekarang"))
        here = page.url
        question = page.get_by_role("link", name="Usulkan…")
        for _ in range(90):  # the worker collects it, with the next minute at the latest
            if question.count():
                break
            page.wait_for_timeout(1_000)
            page.goto(here)
        studio.take(page, "staff-deletion-list")
        _follow(page, page.get_by_role("link", name="Kasus di daftar ini"))
        studio.take(page, "staff-deletion-list-cases")
        page.goto(here)
        _follow(page, question)
        studio.take(page, "staff-deletion-list-question")
        _follow(page, page.get_by_role("button", name="Usulkan"))
        studio.take(page, "staff-deletion-list-question-errors")
        studio.go(page, f"{_DESK}deletionlist/")
        studio.take(page, "staff-deletion-lists")


def _staged(stage: Set) -> dict[str, Any]:
    """Make what is rare, and return where it is; another tour's stays as it was."""
    said = _manage(stage, "shell", "-v", "0", "-c", _STAGING)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _manage(stage: Set, *words: str) -> str:
    """Run a command of the product that the tours visit; return what it said."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env={**kept, "PORTAL_VAR": str(stage.var)}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def _follow(page: "Page", target: "Locator") -> None:
    with page.expect_navigation():
        target.click()
