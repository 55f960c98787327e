"""Who sets hours, closed days and banners, and what is written down of it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from portal import office
from portal.calendar import JAKARTA
from portal.models import AuditEntry, Banner, ClosedDay, OpeningHours
from tests import builders, desk

pytestmark = pytest.mark.django_db
PAGES = ("openinghours", "closedday", "banner")
MONDAY = {"weekday": "0", "opens_at": "08:00", "closes_at": "17:00"}


@pytest.fixture
def supervisor() -> Client:
    return desk.signed_in(builders.officer("supervisor"))


def words(**over: str) -> dict[str, str]:
    now = datetime.now(JAKARTA)
    return {
        "text": "Telepon kami sedang terganggu.",
        "text_en": "Our telephone is out of order.",
        "tone": "red",
        "starts_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        **over,
    }


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "sees", "adds"),
    [("supervisor", 200, 200), ("auditor", 200, 403), ("agent", 403, 403),
     ("rule_officer", 403, 403), ("privacy_officer", 403, 403)],
)  # fmt: skip
def test_supervisors_set_them_and_auditors_look(page: str, role: str, sees: int, adds: int) -> None:
    browser = desk.signed_in(builders.officer(role))
    assert browser.get(f"/pmo/portal/{page}/").status_code == sees
    assert browser.get(f"/pmo/portal/{page}/add/").status_code == adds


def test_hours_are_saved_and_written_down(supervisor: Client) -> None:
    assert supervisor.post("/pmo/portal/openinghours/add/", MONDAY).status_code == 302
    assert OpeningHours.objects.get().get_weekday_display() == "Senin"
    entry = AuditEntry.objects.get(action="office.hours_saved")
    assert entry.details["hours"] == "08.00-17.00"


def test_hours_that_end_before_they_begin_are_refused(supervisor: Client) -> None:
    page = supervisor.post("/pmo/portal/openinghours/add/", {**MONDAY, "closes_at": "07:00"})
    assert "Jam tutup harus setelah jam buka." in page.content.decode()
    assert not OpeningHours.objects.exists()


def test_a_weekday_is_closed_by_removing_its_hours(supervisor: Client) -> None:
    supervisor.post("/pmo/portal/openinghours/add/", MONDAY)
    row = OpeningHours.objects.get()
    assert "Senin" in supervisor.get("/pmo/portal/openinghours/").content.decode()
    supervisor.post(f"/pmo/portal/openinghours/{row.pk}/delete/", {"post": "yes"})
    assert not OpeningHours.objects.exists()
    assert AuditEntry.objects.filter(action="office.hours_removed").exists()


def test_a_closed_day_is_saved_and_removed(supervisor: Client) -> None:
    supervisor.post("/pmo/portal/closedday/add/", {"day": "2026-12-25", "reason": "Natal"})
    row = ClosedDay.objects.get()
    supervisor.post(f"/pmo/portal/closedday/{row.pk}/delete/", {"post": "yes"})
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "office.closed_day_saved", "office.closed_day_removed"
    }  # fmt: skip


def test_a_banner_shows_at_once(supervisor: Client, client: Client) -> None:
    client.get("/akun/")
    supervisor.post("/pmo/portal/banner/add/", words())
    assert "Telepon kami sedang terganggu." in client.get("/akun/").content.decode()


def test_a_preview_shows_both_languages_and_saves_nothing(supervisor: Client) -> None:
    page = supervisor.post("/pmo/portal/banner/add/", words(_preview="1")).content.decode()
    assert "Pratinjau: belum disimpan" in page
    assert "Our telephone is out of order." in page
    assert "errornote" not in page
    assert not Banner.objects.exists()


def test_a_preview_of_a_faulty_banner_says_what_is_wrong(supervisor: Client) -> None:
    page = supervisor.post("/pmo/portal/banner/add/", words(_preview="1", text_en=""))
    assert "errornote" in page.content.decode()


def test_a_kept_banner_is_seen_as_people_see_it(supervisor: Client) -> None:
    supervisor.post("/pmo/portal/banner/add/", words())
    page = supervisor.get(f"/pmo/portal/banner/{Banner.objects.get().pk}/change/")
    assert "Begini orang melihatnya" in page.content.decode()


def test_the_trail_says_when_a_banner_shows_and_not_what_it_says(supervisor: Client) -> None:
    supervisor.post(
        "/pmo/portal/banner/add/", words(text="Hubungi 081200000001", closes_intake="on")
    )
    entry = AuditEntry.objects.get(action="office.banner_saved")
    assert entry.details["closes_intake"] is True
    assert "0812" not in str(entry.details)
    assert office.intake_is_closed(builders.now())


def test_a_banner_is_never_removed(supervisor: Client) -> None:
    supervisor.post("/pmo/portal/banner/add/", words())
    address = f"/pmo/portal/banner/{Banner.objects.get().pk}/delete/"
    assert supervisor.post(address, {"post": "yes"}).status_code == 403


def test_the_list_says_in_words_what_shows_now_and_what_it_closes(supervisor: Client) -> None:
    supervisor.post("/pmo/portal/banner/add/", words(closes_intake="on"))
    page = supervisor.get("/pmo/portal/banner/").content.decode()
    assert "sedang tampil" in page
    assert "ditutup" in page
    assert "icon-yes" not in page


def test_the_form_offers_one_way_to_save_and_room_for_the_words(supervisor: Client) -> None:
    page = supervisor.get("/pmo/portal/banner/add/").content.decode()
    assert "<textarea" in page
    assert 'name="_continue"' not in page
    assert 'name="_addanother"' not in page
