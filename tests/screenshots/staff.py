"""The tour of the staff site: the review desk by hand, every other page by its link."""

import os
import secrets
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.browser import ROOT
from tests.journeys import people
from tests.screenshots.set import Set

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_QUEUE = "/pmo/appeals/appeal/"
_EXPLANATION = "Kartu dan foto Anda cocok, dan data sumbernya sudah lama."


def door(stage: Set) -> None:
    """Photograph the way in, a wrong password, and the page after too many of them."""
    studio, somebody = stage.studio, secrets.token_hex(4)
    with studio.visitor() as page:
        studio.go(page, "/pmo/")
        studio.take(page, "staff-login")
        for name in ("staff-login-errors", "", "", "", "staff-locked-out"):
            _sign_in(page, somebody, "bukan-kata-sandinya")
            if name:
                studio.take(page, name)


def desk(stage: Set) -> None:
    """Photograph the queue, its tabs and a case in the states an agent meets."""
    studio = stage.studio
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "petugas")
        studio.take(page, "staff-agent-index")
        studio.go(page, f"{_QUEUE}?tab=open")
        studio.take(page, "staff-agent-queue")
        page.locator("[data-open-sheet]").click()
        studio.take(page, "staff-agent-queue-shortcuts")
        page.keyboard.press("Escape")
        _search(page, "PRK-9")
        studio.take(page, "staff-agent-queue-unknown")
        for tab in ("mine", "unclaimed", "person", "source", "approval", "overdue", "finished"):
            _tab(stage, page, tab)
        _deciding(stage, page)
        _too_late(stage, page)
        studio.go(page, "/pmo/laporan/", status=403)
        studio.take(page, "refused-403")


def reports(stage: Set) -> None:
    """Photograph a case that waits for a signature, the dashboard and the exports."""
    studio = stage.studio
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "penyelia")
        studio.take(page, "staff-supervisor-index")
        studio.go(page, f"{_QUEUE}?tab=approval")
        _follow(page, page.locator("[data-row] a").first)
        studio.take(page, "staff-supervisor-case-for-approval")
        studio.go(page, "/pmo/laporan/")
        studio.take(page, "staff-supervisor-dashboard")
        for place, name in _RATES.items():
            studio.go(page, f"/pmo/laporan/{place}/?hari=90")
            studio.take(page, f"staff-supervisor-{name}")
        studio.go(page, "/pmo/laporan/ekspor/")
        studio.take(page, "staff-supervisor-exports")
        _follow(page, page.get_by_role("button", name="Lihat dulu"))
        studio.take(page, "staff-supervisor-exports-errors")
        studio.go(page, "/pmo/laporan/statistik/")
        studio.take(page, "staff-supervisor-statistics")
        studio.go(page, "/pmo/laporan/arti/")
        studio.take(page, "staff-supervisor-meanings")
        studio.go(page, "/pmo/portal/banner/add/")
        studio.take(page, "staff-supervisor-banner")


_RATES = {
    "aturan": "rules", "petugas": "officers", "penilaian": "opinions", "foto": "photos",
    "pemulihan": "remedies",
}  # fmt: skip


def every_link(stage: Set) -> None:
    """Photograph whatever else the links at the top lead to, and the first row of each list."""
    seen = {_QUEUE, "/pmo/laporan/"}
    for username in ("penyelia", "aturan", "pdp", "auditor"):
        with stage.studio.visitor() as page:
            people.sign_in(page, stage.product, username)
            stage.studio.take(page, f"staff-{username}-index")
            paths = page.locator(".desk-nav a").evaluate_all(
                "links => links.map(link => link.getAttribute('href'))"
            )
            for path in paths:
                if path not in seen:
                    seen.add(path)
                    _list_and_first(stage, page, path)
            stage.studio.go(page, "/pmo/password_change/")
            if username == "penyelia":
                stage.studio.take(page, "staff-password-change")


def administration(stage: Set) -> None:
    """Photograph where administrators make staff; the demonstration has none, so make one."""
    studio, name, password = stage.studio, f"kepala-{secrets.token_hex(4)}", secrets.token_hex(12)
    subprocess.run(
        [sys.executable, "manage.py", "createsuperuser", "--noinput", "--username", name],
        cwd=ROOT,
        env={
            **{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
            "PORTAL_VAR": str(stage.var),
            "DJANGO_SUPERUSER_PASSWORD": password,
            "DJANGO_SUPERUSER_EMAIL": "kepala@example.id",
        },
        check=True,
        capture_output=True,
    )
    with studio.visitor() as page:
        _sign_in(page, name, password)
        studio.take(page, "staff-administrator-index")
        _list_and_first(stage, page, "/pmo/portal/user/")
        studio.go(page, "/pmo/portal/user/add/")
        studio.take(page, "staff-portal-user-add")


def _sign_in(page: "Page", name: str, password: str) -> None:
    page.goto("/pmo/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(password)
    _follow(page, page.locator("#login-form [type=submit]"))


def _list_and_first(stage: Set, page: "Page", path: str) -> None:
    name = "staff-" + path.removeprefix("/pmo/").strip("/").replace("/", "-")
    stage.studio.go(page, path)
    stage.studio.take(page, name)
    row = page.locator("#result_list tbody a, #content-main table tbody a").first
    if row.count():
        _follow(page, row)
        stage.studio.take(page, f"{name}-first")


def _tab(stage: Set, page: "Page", tab: str) -> None:
    stage.studio.go(page, f"{_QUEUE}?tab={tab}")
    stage.studio.take(page, f"staff-agent-queue-{tab}")
    row = page.locator("[data-row] a").first
    if row.count():
        _follow(page, row)
        stage.studio.take(page, f"staff-agent-case-{tab}")


def _deciding(stage: Set, page: "Page") -> None:
    """Take a case, look at two photos, decide without an answer, and look at the letter."""
    studio = stage.studio
    studio.go(page, f"{_QUEUE}?tab=mine")
    for row in page.locator("[data-row] a").evaluate_all("links => links.map(a => a.href)"):
        page.goto(row)
        if page.locator("[data-decision]").count() and page.locator("[data-photo]").count() > 1:
            break
    _looking(stage, page)
    page.locator("details[data-shortcut=ask] summary").click()
    studio.take(page, "staff-agent-case-photos")
    page.get_by_role("button", name="Pratinjau").click()
    page.locator("[data-decision] .errorlist").first.wait_for()
    studio.take(page, "staff-agent-case-errors")
    page.goto(row)
    for choice in page.locator("[data-decision] input[value=lifted]").all():
        choice.check()
    for reason in page.locator("[data-ground] select").all():
        reason.select_option("proof_convinces")
    for file in page.locator("[data-decision] fieldset fieldset").all():
        file.locator("input[type=checkbox]").first.check()
    page.get_by_label("Penjelasan untuk peserta").fill(_EXPLANATION)
    studio.take(page, "staff-agent-case-proposing")
    page.get_by_role("button", name="Pratinjau").click()
    page.locator("[data-letter]").wait_for()
    studio.take(page, "staff-agent-case-preview")


def _looking(stage: Set, page: "Page") -> None:
    """Open a photo of the case that stands open, compare it with another, and close both."""
    studio = stage.studio
    page.locator("[data-photo='1']").click()
    page.locator(".purpose, .frame img").first.wait_for()
    if not page.locator(".purpose").count():  # said today already: say it again
        page.locator("[data-go=purpose]").click()
    page.get_by_role("button", name="Buka foto").click()
    page.locator(".purpose .refusal").wait_for()
    studio.take(page, "staff-agent-photo-errors")
    page.get_by_label("Memeriksa identitas").check()
    page.get_by_role("button", name="Buka foto").click()
    page.locator(".frame img").wait_for()
    studio.take(page, "staff-agent-photo")
    page.locator("[data-go=beside]").first.click()
    page.locator(".frame img").nth(1).wait_for()
    studio.take(page, "staff-agent-photo-compared")
    page.keyboard.press("?")
    studio.take(page, "staff-agent-photo-shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def _too_late(stage: Set, page: "Page") -> None:
    """Take a case that a colleague took a moment before."""
    stage.studio.go(page, f"{_QUEUE}?tab=unclaimed")
    _follow(page, page.locator("[data-row] a").last)
    with stage.studio.visitor() as other:
        people.sign_in(other, stage.product, "petugas2")
        other.goto(page.url)
        _follow(other, other.get_by_role("button", name="Ambil"))
    _follow(page, page.get_by_role("button", name="Ambil"))
    stage.studio.take(page, "staff-agent-case-too-late")


def _search(page: "Page", words: str) -> None:
    page.locator("#search-q").fill(words)
    _follow(page, page.get_by_role("button", name="Cari"))


def _follow(page: "Page", target: "Locator") -> None:
    with page.expect_navigation():
        target.click()
