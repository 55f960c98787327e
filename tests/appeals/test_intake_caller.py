"""The desk for calls: an officer files for a caller through the same form and the same filing."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from appeals.models import Appeal
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return builders.officer()


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer)


def said(**over: str) -> dict[str, str]:
    """Return what an officer types for a caller with an address."""
    return {
        "token": str(uuid.uuid4()), "channel": "phone", "name": "Siti Contoh",
        "email": "siti@contoh.example", "phone": "081200000001", "nik": "3171015205980001",
        "kk": "", "birth_date": "12-05-1998", "membership": "participant", "grounds": "G03",
        "reason_G03": "", "chronology": "Sudah lulus, tetapi akun diblokir.",
        "call_notes": "Bisa ditelepon sore hari.", "consent_version": "2026-11-22.2",
        "read_aloud": "on", "read_back": "on", **over,
    }  # fmt: skip


def file(desk: Client, typed: dict[str, str]) -> Any:
    """Send the form, a second time where the page asks to look first."""
    answer = desk.post(reverse("caller_desk"), typed)
    found = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    return desk.post(reverse("caller_desk"), {**typed, "seen": found[1]}) if found else answer


def test_a_call_becomes_a_case_with_the_consent_as_read_aloud(desk: Client, officer: User) -> None:
    page = desk.get(reverse("caller_desk")).content.decode()
    assert "Bacakan ini dulu" in page
    answer = file(desk, said(consent_messaging="on"))
    appeal = Appeal.objects.get()
    assert answer["Location"] == reverse("caller_filed", args=[appeal.pk])
    assert (appeal.channel, appeal.claims.get().ground) == ("phone", "G03")
    given = appeal.consents.values_list("kind", "version", "read_aloud_by")
    assert set(given) == {
        ("processing", "2026-11-22.2", officer.pk), ("messaging", "2026-11-22.2", officer.pk)
    }  # fmt: skip
    note = appeal.conversation.get()
    assert (note.text, note.is_internal) == ("Bisa ditelepon sore hari.", True)
    assert OutgoingMessage.objects.filter(recipient="siti@contoh.example").exists()
    entry = AuditEntry.objects.get(action="case.filed_for_caller")
    assert (entry.actor, entry.details) == (officer, {"channel": "phone"})
    filed = desk.get(answer["Location"]).content.decode()
    assert f'aria-label="{appeal.reference}"' in filed
    desk.post(answer["Location"])
    assert AuditEntry.objects.filter(action="case.number_read_back", actor=officer).exists()


def test_the_same_page_sent_twice_is_one_case(desk: Client) -> None:
    typed = said()
    assert file(desk, typed)["Location"] == file(desk, typed)["Location"]
    assert Appeal.objects.get().conversation.count() == 1


def test_the_next_caller_on_an_old_page_gets_a_number_of_their_own(desk: Client) -> None:
    typed = said()
    first = file(desk, typed)["Location"]
    assert file(desk, {**typed, "nik": "3171015205980002"})["Location"] != first
    assert Appeal.objects.count() == 2


@pytest.mark.parametrize(
    ("missing", "words"),
    [("read_aloud", "Bacakan dulu"), ("read_back", "Bacakan ulang"), ("nik", "Tulis NIK")],
)
def test_a_fault_is_told_and_nothing_typed_is_lost(desk: Client, missing: str, words: str) -> None:
    answer = desk.post(reverse("caller_desk"), said(**{missing: ""}))
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (422, True)
    assert "Sudah lulus, tetapi akun diblokir." in page
    assert "Bisa ditelepon sore hari." in page
    assert not Appeal.objects.exists()


def test_an_open_case_of_the_same_nik_is_told_before_another_is_filed(desk: Client) -> None:
    first = builders.appeal(nik=said()["nik"])
    answer = desk.post(reverse("caller_desk"), said())
    page = answer.content.decode()
    assert (answer.status_code, first.reference in page) == (200, True)
    assert Appeal.objects.count() == 1
    assert file(desk, said()).status_code == 302
    assert Appeal.objects.count() == 2


def test_any_telephone_will_do_but_some_way_back_there_must_be(
    desk: Client, settings: Settings
) -> None:
    settings.SMS_GATEWAY_URL = ""
    nobody = desk.post(reverse("caller_desk"), said(email="", phone=""))
    assert "Tulis nomor telepon atau e-mail" in nobody.content.decode()
    answer = file(desk, said(email="", phone="0215550101"))
    assert "menelepon lagi untuk kabar" in desk.get(answer["Location"]).content.decode()
    assert set(Appeal.objects.get().consents.values_list("kind", flat=True)) == {"processing"}


@pytest.mark.parametrize("role", ["rule_officer", "privacy_officer", "auditor"])
def test_no_other_role_files_for_callers(role: str) -> None:
    stranger = signed_in(builders.officer(role))
    assert stranger.get(reverse("caller_desk")).status_code == 403
    assert stranger.post(reverse("caller_desk"), said()).status_code == 403


def test_the_number_is_shown_to_whoever_filed_only(desk: Client) -> None:
    shown = file(desk, said())["Location"]
    assert signed_in(builders.officer("supervisor")).get(shown).status_code == 403
