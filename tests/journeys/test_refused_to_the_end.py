"""A refused case goes on: opened again with a file, refused again, decided by another officer."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from appeals import access
from appeals.models import Appeal
from eligibility.models import Account, Block
from tests import builders
from tests.appeals.test_second_level import decide, decided
from tests.browser import TALL_PHONE, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_two_refusals_end_in_a_letter_that_anybody_can_check(
    live_server: LiveServer, photos: list[Path], open_page: OpenPage, javascript: bool
) -> None:
    first = _refused("G03", "G10")
    phone = open_page(TALL_PHONE, javascript=javascript)
    phone.goto(live_server.url + urlsplit(access.secret_link(first)).path)
    second = _open_again(phone, first, photos[0], uploads_at_once=javascript)
    officer = decide(second, at=builders.now()).officer
    phone.goto(f"{live_server.url}/kasus/{second.reference}/")
    third = _appeal_again(phone, second)
    decide(third, result="lifted", at=builders.now())
    assert third.officer != officer
    _read_the_letter(phone, live_server, third)
    _stands_alone(first.account)


def _refused(*grounds: str) -> Appeal:
    account = builders.account()
    blocks = [builders.block(ground, on=account) for ground in grounds]
    return decided(*blocks, at=builders.now())


def _open_again(phone: "Page", first: Appeal, photo: Path, *, uploads_at_once: bool) -> Appeal:
    """Open the refused case again with one file that is new."""
    people.at_step(phone, "Ditolak")
    phone.get_by_role("link", name="Buka lagi dengan berkas baru").click()
    people.at_step(phone, "Buka lagi dengan berkas baru")
    people.attach(phone, "supporting_1", photo, uploads_at_once=uploads_at_once)
    phone.get_by_label("Apa yang ditunjukkan berkas baru itu?").fill("Ini ijazah saya.")
    phone.get_by_role("button", name="Kirim dan buka lagi").last.click()
    phone.get_by_text("Kasus Anda kami buka lagi.").wait_for(timeout=PATIENCE)
    new = Appeal.objects.get(previous=first)
    assert new.reference in phone.url
    assert (new.level, new.status, new.evidence.count()) == (1, "submitted", 1)
    assert new.contested.count() == 2
    return new


def _appeal_again(phone: "Page", second: Appeal) -> Appeal:
    """Take one ground of two to the second level."""
    people.at_step(phone, "Ditolak")
    phone.get_by_role("link", name="Ajukan banding").click()
    people.at_step(phone, "Ajukan banding")
    phone.get_by_label("Apa yang keliru dalam putusan itu?").fill("Saya sudah lulus.")
    phone.get_by_role("button", name="Kirim banding").last.click()
    phone.get_by_role("alert").get_by_role("link").first.wait_for(timeout=PATIENCE)
    phone.get_by_role("checkbox").first.check()
    phone.get_by_role("button", name="Kirim banding").last.click()
    phone.get_by_text("Banding Anda kami terima.").wait_for(timeout=PATIENCE)
    new = Appeal.objects.get(previous=second)
    assert (new.level, new.status, new.root) == (2, "submitted", second.root)
    assert new.contested.get().block.ground == "G03"
    return new


def _read_the_letter(phone: "Page", live_server: LiveServer, third: Appeal) -> None:
    """Take the PDF along, and check number and code as a stranger would."""
    phone.goto(f"{live_server.url}/kasus/{third.reference}/")
    people.at_step(phone, "Dikabulkan")
    pdf = phone.request.get(f"{live_server.url}/kasus/{third.reference}/putusan.pdf")
    assert pdf.ok
    assert pdf.body().startswith(b"%PDF-")
    phone.get_by_role("link", name="Surat putusan", exact=True).click()
    letter = phone.locator("main").inner_text()
    number = re.search(r"SP-[\w-]+", letter)
    code = re.search(r"Kode cek\s+(\w+[- ]\w+)", letter)
    assert number
    assert code
    phone.goto(f"{live_server.url}/cek/")
    phone.get_by_label("Nomor surat").fill(number.group())
    phone.get_by_label("Kode cek").fill(code.group(1))
    phone.get_by_role("button", name="Cek surat").click()
    people.at_step(phone, "Surat ini asli")
    assert "Dikabulkan" in phone.locator("main").inner_text()


def _stands_alone(account: Account | None) -> None:
    """The ground that was taken on is gone, the other one stands."""
    assert account is not None
    left = Block.objects.open().filter(account=account)
    assert [(block.ground, block.status) for block in left] == [("G10", "upheld")]
    account.refresh_from_db()
    assert account.status == Account.Status.BLOCKED
