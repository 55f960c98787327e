"""The tour of the pages that say no: not found, too large, too often, unreadable, out of order."""

import contextlib
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import psutil

from appeals import reference
from tests.running import Up
from tests.screenshots.set import Set

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

_CODES_PER_CASE = 10
_TOO_LARGE = 156 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded"


def refusals(stage: Set) -> None:
    """Photograph what a page says when it refuses."""
    studio = stage.studio
    with studio.visitor() as page:
        studio.go(page, "/tidak/ada/", status=404)
        studio.take(page, "refused-404")
        _post(stage, page, body=b"x", kind="multipart/form-data", status=400)
        studio.take(page, "refused-400")
        _post(stage, page, body=bytes(_TOO_LARGE), kind=_FORM, status=413)
        studio.take(page, "refused-413")
        _post(stage, page, body=b"", kind=_FORM, status=403, path="/kasus/")
        studio.take(page, "refused-403-expired")
    number = reference.new()
    with studio.visitor() as page:
        for _ in range(_CODES_PER_CASE + 1):
            studio.go(page, f"/kasus/?nomor={number}")
            with page.expect_navigation():
                page.get_by_role("button", name="Kirim kode").click()
        studio.take(page, "refused-429")


def out_of_order(stage: Set, up: Up) -> None:
    """Photograph the page people see while the database is gone."""
    keeper, database = _keeper_and_database(up)
    keeper.suspend()
    database.kill()
    try:
        with stage.studio.visitor() as page:
            stage.studio.go(page, f"/kasus/{reference.new()}/", status=500)
            stage.studio.take(page, "refused-500")
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            keeper.resume()


def _keeper_and_database(up: Up) -> tuple[psutil.Process, psutil.Process]:
    keeper = next(p for p in up.family() if any("keeper.py" in word for word in p.cmdline()))
    database = next(p for p in keeper.children() if p.name() == "postgres")
    return keeper, database


def _post(
    stage: Set, page: "Page", *, body: bytes, kind: str, status: int, path: str = "/pengaduan/"
) -> None:
    """Open the page with which the product answers a body that no browser form sends."""

    def answer(route: "Route") -> None:
        request = urllib.request.Request(
            stage.product.address + path, data=body, headers={"Content-Type": kind}
        )
        try:
            got = urllib.request.urlopen(request)
        except urllib.error.HTTPError as refused:
            got = refused
        with got:
            route.fulfill(status=got.status, headers=dict(got.headers), body=got.read())

    page.route(f"**{path}", answer, times=1)
    stage.studio.go(page, path, status=status)
