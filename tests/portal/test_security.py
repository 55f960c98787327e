"""What every answer carries: headers, cookies, and no store where somebody is known."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests import builders

pytestmark = pytest.mark.django_db

PAGES = ["/", "/pmo/login/", "/akun/", "/nowhere/"]


@pytest.fixture
def staff(client: Client, settings: Settings) -> Client:
    """A client signed in as an agent, without a second factor."""
    settings.SECOND_FACTOR = False
    client.force_login(builders.officer("agent"))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_every_page_denies_inline_code_and_foreign_frames(client: Client, page: str) -> None:
    policy = client.get(page).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_the_other_headers(client: Client, page: str) -> None:
    headers = client.get(page).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_https_is_demanded_for_a_year(client: Client, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    header = client.get("/", secure=True).headers["Strict-Transport-Security"]
    assert header == "max-age=31536000; includeSubDomains; preload"


def test_http_is_sent_to_https_but_for_the_probes(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/").status_code == 301
    assert client.get("/healthz/").status_code == 200


@pytest.mark.parametrize("page", ["/pmo/", "/", "/pmo/password_change/"])
def test_pages_of_a_known_person_are_never_stored(staff: Client, page: str) -> None:
    assert "no-store" in staff.get(page).headers["Cache-Control"]


def test_a_page_for_nobody_in_particular_may_be_kept(client: Client) -> None:
    assert "no-store" not in client.get("/nowhere/").headers.get("Cache-Control", "")


def test_the_sign_in_page_is_never_stored(client: Client) -> None:
    assert "no-store" in client.get("/pmo/login/").headers["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_scripts(staff: Client, settings: Settings) -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize("page", ["/pmo/", "/pmo/password_change/", "/pmo/login/"])
def test_staff_pages_hold_no_inline_code(staff: Client, page: str) -> None:
    html = staff.get(page).content.decode().lower()
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert html.count("<script") == html.count("<script src=") + html.count("<script defer src=")


def test_the_language_is_chosen_by_post_and_kept(client: Client) -> None:
    answer = client.post("/bahasa/", {"language": "en", "next": "/"})
    assert answer.status_code == 302
    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize(
    "asked", ["nik={0.nik}", "kk={0.kk}", "email={0.email}", "status__exact=%00"]
)
def test_no_list_is_narrowed_by_what_it_does_not_offer(staff: Client, asked: str) -> None:
    """A number in an address would be a search that nothing wrote down."""
    person, other = builders.account(), builders.account()
    page = staff.get(f"/pmo/eligibility/account/?{asked.format(person)}")
    assert page.status_code == 200
    assert "diabaikan" in page.content.decode()
    assert all(f"/account/{one.pk}/" in page.content.decode() for one in (person, other))


def test_the_filters_that_a_list_offers_narrow_it(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(builders.officer("supervisor", is_superuser=True))
    for path in ("user/?is_active__exact=1", "user/?groups__id__exact=1", "outgoingmessage/"):
        assert client.get(f"/pmo/portal/{path}").status_code == 200
    assert client.get("/pmo/portal/outgoingmessage/?dead_at__isempty=1").status_code == 200
