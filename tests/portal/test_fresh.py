"""Sessions that end: what was typed is kept, the password is asked again, and leaving is at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from pytest_django import Settings

from appeals import lifecycle
from appeals.models import Appeal
from portal.models import AuditEntry, User
from tests import builders

pytestmark = pytest.mark.django_db

PASSWORD = "kuda-lumping-merah-7"
WORDS = "Peserta menelepon, ijazahnya menyusul besok."


@pytest.fixture
def officer() -> User:
    user = builders.officer("supervisor")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def case(officer: User) -> Appeal:
    appeal = builders.appeal()
    lifecycle.take(appeal, by=officer, at=builders.NOON)
    return appeal


@pytest.fixture
def desk(client: Client, officer: User, settings: Settings) -> Client:
    settings.SECOND_FACTOR = False
    client.force_login(officer)
    return client


def later(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    moment = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def reveal(desk: Client, case: Appeal, **more: str) -> Any:
    url = reverse("admin:appeals_appeal_reveal", args=[case.pk])
    return desk.post(url, {"field": "phone", "reason": "contact", **more})


def test_a_reveal_asks_for_the_password_once_it_is_old(
    desk: Client, case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert case.phone in reveal(desk, case).content.decode()
    later(monkeypatch, minutes=11)
    asked = reveal(desk, case)
    assert (asked.status_code, case.phone in asked.content.decode()) == (403, False)
    assert 'name="reason" value="contact"' in asked.content.decode()
    assert reveal(desk, case, fresh_password="salah-sekali-1").status_code == 422
    assert case.phone in reveal(desk, case, fresh_password=PASSWORD).content.decode()
    assert case.phone in reveal(desk, case).content.decode()
    assert AuditEntry.objects.filter(action="identity.revealed").count() == 3
    assert AuditEntry.objects.filter(action="staff.confirmed").count() == 1


def test_where_codes_are_asked_for_the_password_alone_opens_nothing(
    desk: Client, case: Appeal, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, minutes=11)
    monkeypatch.setattr("portal.second_factor.is_given", lambda _request: True)
    settings.SECOND_FACTOR = True
    assert reveal(desk, case, fresh_password=PASSWORD).status_code == 422


def test_an_export_asks_too_and_a_download_goes_on_where_it_was(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, minutes=11)
    assert (
        desk.post(reverse("report_exports"), {"subject": "appeals", "step": "order"}).status_code
        == 403
    )
    link = reverse("report_download", args=[1])
    assert f'name="next" value="{link}"' in desk.get(link).content.decode()
    onward = desk.post(reverse("admin:fresh"), {"next": link, "fresh_password": PASSWORD})
    assert (onward.status_code, onward["Location"]) == (302, link)
    assert desk.get(link).status_code == 404  # asked no more; there is no such export


def test_every_file_of_people_asks_before_it_is_downloaded(
    desk: Client, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.groups.set(Group.objects.all())
    later(monkeypatch, minutes=11)
    posted = [
        reverse("admin:eligibility_remedy_export", args=[1]),
        reverse("admin:appeals_deletionlist_proof", args=[1]),
    ]
    linked = reverse("admin:eligibility_importbatch_rejects", args=[1])
    asked = [desk.post(url) for url in posted] + [desk.get(linked)]
    assert [(each.status_code, "minutes" in each.context) for each in asked] == [(403, True)] * 3
    assert desk.post(posted[0], {"fresh_password": PASSWORD}).status_code == 404  # no such row
    assert [desk.post(posted[1]).status_code, desk.get(linked).status_code] == [404, 404]


def test_what_was_typed_into_an_ended_session_comes_back_after_signing_in(
    desk: Client, case: Appeal, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, minutes=31)
    url = reverse("admin:appeals_appeal_step", args=[case.pk, "note"])
    typed = {"revision": str(case.revision), "text": WORDS}
    gone = desk.post(url, typed)
    assert gone["Location"].startswith(reverse("admin:login"))
    assert WORDS not in str(dict(desk.session))  # it lies sealed
    assert "Yang Anda ketik tersimpan sampai" in desk.get(gone["Location"]).content.decode()
    back = desk.post(gone["Location"], {"username": officer.username, "password": PASSWORD})
    page = desk.get(back["Location"]).content.decode()
    assert page.count(WORDS) == 2  # to read, and in the form
    looked = desk.post(url, {**typed, "look_first": "1"})
    assert (looked.status_code, WORDS in looked.content.decode()) == (200, True)
    assert not case.conversation.exists()
    desk.post(url, typed)
    assert case.conversation.get().text == WORDS


def test_nobody_else_sees_what_was_typed(
    desk: Client, case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = builders.officer("agent")
    later(monkeypatch, minutes=31)
    url = reverse("admin:appeals_appeal_step", args=[case.pk, "note"])
    desk.post(url, {"revision": case.revision, "text": WORDS})
    desk.force_login(other)
    assert desk.get(reverse("admin:kept_form"))["Location"] == reverse("admin:index")
    assert "kept_form" not in desk.session


def test_passwords_are_kept_nowhere(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, minutes=31)
    typed = {"old_password": PASSWORD, "new_password1": "kuda kayu biru 9", "new_password2": "x"}
    desk.post(reverse("admin:password_change"), typed)
    assert "kept_form" not in desk.session


def test_a_page_that_lost_its_cookie_keeps_what_was_typed_for_who_is_signed_in(
    desk: Client, case: Appeal
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    url = reverse("admin:appeals_appeal_step", args=[case.pk, "note"])
    typed = {"revision": str(case.revision), "text": WORDS}
    for other in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://lain.example"}):
        page = strict.post(url, typed, headers=other)  # another site's form leads nowhere
        assert (page.status_code, WORDS in page.content.decode()) == (403, False)
        assert "Kembali, muat ulang halamannya" in page.content.decode()
    ours = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
    assert strict.post(url, typed, headers=ours)["Location"] == reverse("admin:kept_form")
    assert desk.get(reverse("admin:kept_form")).content.decode().count(WORDS) == 2
    strict.cookies.clear()
    page = strict.post(url, {**typed, "fresh_password": "kuda kayu biru 9"}, headers=ours)
    html = page.content.decode()
    assert (page.status_code, WORDS in html, "kuda kayu" in html) == (403, True, False)
    assert reverse("admin:login") in html
    page = strict.get(reverse("admin:login"), {"next": reverse("admin:kept_form")})
    assert "Tidak ada isian yang tersimpan. Masuk lagi" in page.content.decode()
    assert not case.conversation.exists()


def test_a_lost_session_shows_the_words_and_the_sign_in_leads_to_the_case(case: Appeal) -> None:
    stranger = Client()  # its forgery cookie is there still, so nothing but the session is missing
    ours = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
    url = reverse("admin:appeals_appeal_step", args=[case.pk, "note"])
    back = (
        reverse("admin:login")
        + "?"
        + urlencode({"next": reverse("admin:appeals_appeal_change", args=[case.pk])})
    )
    page = stranger.post(url, {"text": WORDS}, headers=ours)
    assert (page.status_code, WORDS in page.content.decode()) == (403, True)
    assert back in page.content.decode()
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        assert stranger.post(url, {"text": WORDS}, headers=headers)["Location"] == back


def test_another_tab_s_sign_in_or_button_never_takes_the_place_of_kept_words(
    desk: Client, case: Appeal
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    ours = {"Sec-Fetch-Site": "same-origin"}
    kept, index = reverse("admin:kept_form"), reverse("admin:index")
    note = reverse("admin:appeals_appeal_step", args=[case.pk, "note"])
    take = reverse("admin:appeals_appeal_step", args=[case.pk, "take"])
    assert strict.post(note, {"text": WORDS}, headers=ours)["Location"] == kept
    names = {"username": "penyelia", "next": kept}
    for page, typed, onward in (
        ("login", names, kept), ("second_factor", {"code": "123456"}, index),
        ("enrol", {"code": "123456"}, index), ("fresh", {"next": note}, note),
        ("kept_form", {"drop": "1"}, kept), ("logout", {"sure": "1"}, index),
    ):  # fmt: skip
        answer = strict.post(reverse(f"admin:{page}"), typed, headers=ours)
        assert (page, answer["Location"]) == (page, onward)
    assert "Anda belum keluar" in desk.get(index).content.decode()
    assert strict.post(take, {"revision": "1"}, headers=ours).status_code == 403
    assert desk.get(kept).content.decode().count(WORDS) == 2
    desk.post(kept, {"drop": "1"})
    assert strict.post(take, {"revision": "1"}, headers=ours)["Location"] == kept


def test_what_was_kept_too_long_is_deleted_and_its_writer_is_told(
    desk: Client, case: Appeal, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, minutes=31)
    url = reverse("admin:appeals_appeal_step", args=[case.pk, "note"])
    sign_in = desk.post(url, {"text": WORDS})["Location"]
    sealed = desk.session["kept_form"]
    later(monkeypatch, minutes=31)
    gone = "Sudah terlalu lama, isiannya sudah dihapus."
    assert gone in desk.get(sign_in).content.decode()
    assert sealed not in str(dict(desk.session))
    desk.post(sign_in, {"username": officer.username, "password": PASSWORD})
    for said in (gone, "Tidak ada isian yang tersimpan."):
        assert said in desk.get(reverse("admin:kept_form"), follow=True).content.decode()


def test_what_a_script_sent_stays_in_its_page_and_is_not_kept_again(
    desk: Client, case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, minutes=31)
    url = reverse("admin:appeals_appeal_keep", args=[case.pk, "note"])
    assert desk.post(url, {"text": WORDS}, headers={"Sec-Fetch-Mode": "cors"}).status_code == 302
    assert "kept_form" not in desk.session


def test_what_a_script_asks_by_itself_keeps_no_session_alive(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = reverse("admin:index")
    later(monkeypatch, minutes=20)
    assert desk.get(index, headers={"X-Asked-By-Script": "1"}).status_code == 200
    later(monkeypatch, minutes=20)
    assert desk.get(index).status_code == 302


def test_leaving_and_losing_a_role_count_from_the_next_request_on(
    desk: Client, case: Appeal, officer: User
) -> None:
    url = reverse("admin:appeals_appeal_change", args=[case.pk])
    note = reverse("admin:appeals_appeal_step", args=[case.pk, "note"])
    assert desk.get(url).status_code == 200
    officer.groups.clear()
    assert desk.get(url).status_code == 403
    assert desk.post(note, {"revision": case.revision, "text": WORDS}).status_code == 403
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert desk.get(url)["Location"].startswith(reverse("admin:login"))
    assert not case.conversation.exists()
