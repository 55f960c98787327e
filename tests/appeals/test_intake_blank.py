"""The plain page as a new visitor sees it: kept between visits, and everybody's tokens their own."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal import office
from portal.models import Banner

pytestmark = pytest.mark.django_db

URL = "/pengaduan/"


def page(client: Client | None = None) -> str:
    """Return the page, of a new visitor unless told whose."""
    return (client or Client()).get(URL).content.decode()


def field(html: str, name: str) -> set[str]:
    """Return what stands in the hidden fields of this name."""
    return set(re.findall(rf'name="{name}" value="([^"]+)"', html))


def test_each_visitor_gets_tokens_of_their_own() -> None:
    one, other = page(), page()
    for name in ("csrfmiddlewaretoken", "token"):
        [first], [second] = field(one, name), field(other, name)
        assert first != second


def test_the_tokens_of_the_kept_page_are_those_of_the_cookies() -> None:
    page()
    client = Client(enforce_csrf_checks=True)
    html = page(client)
    [csrf], [token] = field(html, "csrfmiddlewaretoken"), field(html, "token")
    said = {"csrfmiddlewaretoken": csrf, "token": token, "name": "Siti Contoh", "save": "1"}
    assert client.post(URL, said).status_code == 302
    assert 'value="Siti Contoh"' in page(client)
    assert "Siti Contoh" not in page()


def test_a_language_is_never_anothers() -> None:
    page()
    english = Client()
    english.cookies["django_language"] = "en"
    assert '<html lang="en">' in page(english)
    assert '<html lang="id">' in page()


def test_a_banner_shows_on_the_kept_page_and_goes_again() -> None:
    page()
    at = timezone.now()
    banner = Banner.objects.create(
        text="Libur hari ini.", starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=1)
    )
    office.forget()
    assert "Libur hari ini." in page()
    banner.delete()
    office.forget()
    assert "Libur hari ini." not in page()


def test_a_changed_telephone_number_shows(settings: Settings) -> None:
    page()
    settings.CONTACT_PHONE = "0800-000-111"
    assert "0800-000-111" in page()
