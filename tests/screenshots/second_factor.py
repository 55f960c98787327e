"""The tour of the staff site's second factor, which the demonstration leaves out by itself."""

import base64
import time
from typing import TYPE_CHECKING

from django_otp.oath import TOTP

from tests.screenshots.set import Set

if TYPE_CHECKING:
    from playwright.sync_api import Page


def second_factor(stage: Set) -> None:
    """Photograph enrolling, the recovery codes, and the question at the next sign-in."""
    studio = stage.studio
    with studio.visitor() as page:
        _sign_in(stage, page)
        studio.take(page, "staff-enrol")
        secret = page.locator("code").inner_text().replace(" ", "")
        _answer(page, "000000")
        studio.take(page, "staff-enrol-errors")
        _answer(page, _code(secret))
        studio.take(page, "staff-recovery-codes")
    with studio.visitor() as page:
        _sign_in(stage, page)
        studio.take(page, "staff-second-factor")
        _answer(page, "000000")
        studio.take(page, "staff-second-factor-errors")


def _sign_in(stage: Set, page: "Page") -> None:
    page.goto("/pmo/")
    page.locator("[name=username]").fill("auditor")
    page.locator("[name=password]").fill(stage.product.password("auditor"))
    page.locator("#login-form [type=submit]").click()
    page.locator("[name=code]").wait_for()


def _answer(page: "Page", code: str) -> None:
    page.locator("[name=code]").fill(code)
    with page.expect_navigation():
        page.locator("#content [type=submit]").first.click()


def _code(secret: str) -> str:
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    totp = TOTP(key)
    totp.time = time.time()
    return f"{totp.token():06d}"
