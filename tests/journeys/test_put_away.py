"""A complaint begun on one phone goes on on another by its link, until it is removed."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from appeals import draft_link
from appeals.evidence import sweep
from appeals.models import Draft
from portal.models import OutgoingMessage
from tests import builders
from tests.browser import TALL_PHONE, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
PERSON = {"name": "Budi Contoh", "nik": "3171011205980001"}


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_link_opens_the_form_elsewhere_until_its_day(
    live_server: LiveServer, open_page: OpenPage, javascript: bool
) -> None:
    phone = open_page(TALL_PHONE, javascript=javascript)
    _put_away(phone, live_server)
    draft = Draft.objects.get()
    assert (draft.answers["name"], draft.email) == (PERSON["name"], "budi@example.id")

    elsewhere = open_page(TALL_PHONE, javascript=javascript)
    elsewhere.goto(live_server.url + _mailed_path())
    assert f"/{draft.pk}/" not in elsewhere.url  # the address keeps no secret
    elsewhere.goto(f"{live_server.url}/pengaduan/langkah/siapa/")
    assert elsewhere.get_by_label("Nama lengkap").input_value() == PERSON["name"]

    assert draft_link.warn_expiring(at=draft.expires_at - timedelta(days=3)) == 1
    warning = OutgoingMessage.objects.latest("pk")
    assert "belum terkirim" in warning.subject
    assert warning.recipient == "budi@example.id"

    assert sweep.remove_expired_drafts(at=draft.expires_at + timedelta(days=1)) == 1
    assert not Draft.objects.exists()
    elsewhere.goto(live_server.url + _mailed_path())
    people.at_step(elsewhere, "Isian ini sudah tidak ada")


def _put_away(phone: "Page", live_server: LiveServer) -> None:
    """Begin a complaint, and have its link sent."""
    phone.goto(f"{live_server.url}/pengaduan/mulai/")
    people.go_on(phone)
    people.say_who(phone, PERSON, "budi@example.id")
    people.at_step(phone, "Apa alasan akun diblokir?")
    phone.get_by_role("button", name="Kirim tautan ke saya").click()
    people.at_step(phone, "Lanjutkan nanti atau di perangkat lain")
    assert phone.get_by_label("E-mail").input_value() == "budi@example.id"
    phone.get_by_role("button", name="Kirim tautan", exact=True).click()
    phone.get_by_text("Tautan sudah kami kirim ke budi@example.id.").wait_for(timeout=PATIENCE)
    assert Draft.objects.get().expires_at > builders.now() + timedelta(days=29)


def _mailed_path() -> str:
    bodies = OutgoingMessage.objects.order_by("pk").values_list("body", flat=True)
    return str(re.findall(r"https?://[^/]+(/lanjut/\S+)", "\n".join(bodies))[-1])
