""" "Check my account" while a ground is looked at, after it was kept, and beside another one."""

from datetime import date, timedelta

import pytest
from django.test import Client

from eligibility import blocking, holds
from eligibility.models import Block
from portal import calendar
from portal.templatetags.dates import weekday_date
from tests import builders

pytestmark = pytest.mark.django_db
NEW = "Buat pengaduan</a>"
FOLLOW = "Lihat pengaduan saya</a>"
LAST_DAY = "Hari terakhir mengirim pengaduan"
EXAMINED = "sedang diperiksa, sejak"


@pytest.fixture
def block() -> Block:
    return builders.block("G03")


def page_of(block: Block) -> str:
    """Return the page of the block's account, proved by a code."""
    client = Client()
    session = client.session
    session["checked_account"] = {
        "id": block.account_id,
        "until": builders.now().timestamp() + 60,
    }
    session.save()
    whole = client.get("/akun/status/").content.decode()
    return whole[whole.index("<main") : whole.index("</main>")]


def look_at(block: Block) -> None:
    holds.place(block.account, reference="PRK-1", at=builders.NOON, blocks=[block])


def keep(block: Block, *, until: date | None) -> None:
    """Look at the block, and keep it."""
    look_at(block)
    blocking.uphold([block], by=None, reason="rule_applies", at=builders.NOON)
    holds.answer(block.account, reference="PRK-1", further_until=until, at=builders.NOON)


def test_nobody_looks_at_it_so_a_complaint_is_offered(block: Block) -> None:
    page = page_of(block)
    assert LAST_DAY in page
    assert NEW in page
    assert FOLLOW not in page


def test_what_is_looked_at_says_since_when_and_leads_to_the_case(block: Block) -> None:
    look_at(block)
    page = page_of(block)
    assert f"{EXAMINED} {weekday_date(builders.NOON.date())}" in page
    assert FOLLOW in page
    assert LAST_DAY not in page
    assert NEW not in page


def test_whoever_did_not_send_it_can_still_send_one(block: Block) -> None:
    look_at(block)
    assert 'href="/pengaduan/mulai/">Kirim pengaduan Anda sendiri' in page_of(block)


def test_another_ground_can_still_be_complained_about(block: Block) -> None:
    builders.block("G10", on=block.account)
    look_at(block)
    page = page_of(block)
    assert page.count(EXAMINED) == 1
    assert page.count(LAST_DAY) == 1
    assert NEW in page
    assert FOLLOW in page


def test_what_was_dropped_can_be_complained_about_again(block: Block) -> None:
    look_at(block)
    holds.release(block.account, reference="PRK-1", at=builders.NOON)
    page = page_of(block)
    assert EXAMINED not in page
    assert NEW in page


@pytest.mark.parametrize("is_released", [False, True])
def test_what_was_kept_says_the_next_instance_and_its_last_day(
    block: Block, is_released: bool
) -> None:
    until = calendar.civil_date(builders.now() + timedelta(days=3))
    keep(block, until=until)
    if is_released:
        holds.release(block.account, reference="PRK-1", at=builders.NOON)
    page = page_of(block)
    assert f"Batas banding</dt><dd>{weekday_date(until)}" in page
    assert 'href="/kasus/">Ajukan dari halaman pengaduan Anda' in page
    assert LAST_DAY not in page
    assert NEW not in page


def test_a_last_day_that_is_over_refuses_nobody(block: Block) -> None:
    keep(block, until=date(2026, 1, 5))
    page = page_of(block)
    assert "sudah lewat. Banding tetap boleh" in page
    assert FOLLOW in page


def test_what_is_looked_at_once_more_says_so(block: Block) -> None:
    keep(block, until=builders.NOON.date())
    holds.place(block.account, reference="PRK-2", at=builders.NOON, blocks=[block])
    page = page_of(block)
    assert EXAMINED in page
    assert "Batas banding" not in page


def test_the_last_instance_here_leads_to_the_letter(block: Block) -> None:
    keep(block, until=None)
    page = page_of(block)
    assert "Banding sudah diputus." in page
    assert NEW not in page
