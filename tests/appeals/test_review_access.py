"""Who may open which page of the desk: every address by every role, superusers included."""

import io
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from appeals import lifecycle
from appeals.models import Evidence
from appeals.review.case_page import thumbnail_key
from appeals.review.doors import DOORS
from portal import calendar, storage
from portal.models import AuditEntry, Role, User
from tests import builders
from tests.desk import may_look, signed_in

pytestmark = pytest.mark.django_db

REVIEWERS = {"agent", "supervisor"}
READERS = REVIEWERS | {"auditor", "privacy_officer"}


@pytest.fixture
def photo(settings: Settings, tmp_path: Path) -> Evidence:
    settings.EVIDENCE_DIR = tmp_path
    name = storage.evidence_store().write(builders.photo_bytes((640, 400)))
    return Evidence.objects.create(
        appeal=builders.appeal(),
        kind="ektp",
        state="ready",
        original_name="KTP Siti Contoh.jpg",
        original_sha256="0" * 64,
        original_bytes=12,
        image_name=name,
        thumbnail_name=name,
        uploaded_at=builders.NOON,
        done_at=builders.NOON,
    )


def holder(photo: Evidence) -> User:
    """Return an agent who has taken the photo's case."""
    officer, appeal = builders.officer(), photo.appeal
    assert appeal is not None
    lifecycle.take(appeal, by=officer, at=builders.NOON)
    return officer


def allowed(photo: Evidence, user: User) -> User:
    """Return `user`, who has said what they open the photo's case for today."""
    assert photo.appeal is not None
    may_look(user, photo.appeal, at=builders.now())
    return user


@pytest.mark.parametrize("role", Role.values)
def test_the_queue_and_the_case_open_for_readers_only(role: str) -> None:
    client, appeal = signed_in(builders.officer(role)), builders.appeal()
    expected = 200 if role in READERS else 403
    assert client.get(reverse("admin:appeals_appeal_changelist")).status_code == expected
    url = reverse("admin:appeals_appeal_change", args=[appeal.pk])
    assert client.get(url).status_code == expected


@pytest.mark.parametrize("role", sorted(set(Role.values) - REVIEWERS))
@pytest.mark.parametrize("verb", sorted(DOORS))
def test_no_other_role_takes_any_step(role: str, verb: str) -> None:
    client, appeal = signed_in(builders.officer(role)), builders.appeal()
    url = reverse("admin:appeals_appeal_step", args=[appeal.pk, verb])
    assert client.post(url, {"revision": appeal.revision}).status_code == 403


@pytest.mark.parametrize("role", sorted(set(Role.values) - REVIEWERS))
@pytest.mark.parametrize("name", ["reveal", "preview"])
def test_no_other_role_reveals_or_previews(role: str, name: str) -> None:
    url = reverse(f"admin:appeals_appeal_{name}", args=[builders.appeal().pk])
    assert signed_in(builders.officer(role)).post(url).status_code == 403


@pytest.mark.parametrize("role", Role.values)
def test_the_next_case_is_handed_to_reviewers_only(role: str) -> None:
    builders.appeal()
    url = reverse("admin:appeals_appeal_next")
    expected = 302 if role in REVIEWERS else 403
    assert signed_in(builders.officer(role)).post(url).status_code == expected


def test_a_superuser_without_a_role_has_no_bypass() -> None:
    user = builders.officer("rule_officer", is_superuser=True)
    url = reverse("admin:appeals_appeal_changelist")
    assert signed_in(user).get(url).status_code == 403


def test_a_stranger_is_sent_to_the_sign_in() -> None:
    response = Client().get(reverse("admin:appeals_appeal_changelist"))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize("name", ["add", "delete", "history"])
def test_djangos_own_editing_pages_do_not_exist(name: str) -> None:
    client = signed_in(builders.officer("supervisor"))
    appeal = builders.appeal()
    base = reverse("admin:appeals_appeal_changelist")
    address = {"add": "add/"}.get(name, f"{appeal.pk}/{name}/")
    assert client.get(base + address).status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_photos_open_for_reviewers_only(role: str, photo: Evidence) -> None:
    url = reverse("admin:appeals_evidence_image", args=[photo.pk])
    user, expected = builders.officer(role), 200 if role in REVIEWERS else 403
    if role in REVIEWERS:
        allowed(photo, user)
    assert signed_in(user).get(url).status_code == expected


def test_each_photo_opened_is_written_down(photo: Evidence) -> None:
    officer = allowed(photo, holder(photo))
    url = reverse("admin:appeals_evidence_image", args=[photo.pk])
    body = signed_in(officer).get(url).getvalue()
    assert Image.open(io.BytesIO(body)).size == (640, 400)
    entry = AuditEntry.objects.get(action="evidence.viewed")
    assert (entry.actor, entry.subject_id) == (officer, str(photo.pk))
    assert entry.details == {
        "appeal": photo.appeal_id, "kind": "ektp", "seen_from": photo.appeal_id,
        "purpose": "identity", "note": "", "is_holder": True,
    }  # fmt: skip


def test_a_photo_travels_sandboxed_unstored_and_under_a_neutral_name(photo: Evidence) -> None:
    url = reverse("admin:appeals_evidence_image", args=[photo.pk])
    response = signed_in(allowed(photo, holder(photo))).get(url)
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Content-Disposition"] == f'inline; filename="ektp-{photo.pk}.jpg"'


def test_the_case_page_logs_the_blurs_it_shows(photo: Evidence) -> None:
    url = reverse("admin:appeals_appeal_change", args=[photo.appeal_id])
    signed_in(builders.officer()).get(url)
    assert AuditEntry.objects.get(action="case.viewed").details == {"blurred": [photo.pk]}


def test_a_thumbnail_opens_only_with_the_key_of_a_logged_page(photo: Evidence) -> None:
    officer = builders.officer()
    client = signed_in(officer)
    key = thumbnail_key(photo, user=officer, day=calendar.civil_date(builders.now()))
    url = reverse("admin:appeals_evidence_thumbnail", args=[photo.pk, key])
    wrong = reverse("admin:appeals_evidence_thumbnail", args=[photo.pk, "x" * len(key)])
    assert client.get(url).status_code == 200
    assert client.get(wrong).status_code == 404
    assert signed_in(builders.officer()).get(url).status_code == 404


def test_a_photo_whose_file_is_gone_is_not_found_and_not_logged(photo: Evidence) -> None:
    storage.evidence_store().delete(photo.image_name)
    url = reverse("admin:appeals_evidence_image", args=[photo.pk])
    response = signed_in(allowed(photo, holder(photo))).get(url)
    assert response.status_code == 404
    assert "hilang atau rusak" in response.content.decode()
    assert not AuditEntry.objects.filter(action="evidence.viewed").exists()


def test_a_photo_not_examined_yet_is_not_found(photo: Evidence) -> None:
    officer = allowed(photo, holder(photo))
    Evidence.objects.filter(pk=photo.pk).update(state="waiting")
    url = reverse("admin:appeals_evidence_image", args=[photo.pk])
    assert signed_in(officer).get(url).status_code == 404


def test_a_search_goes_to_the_one_case_and_logs_its_shape_only() -> None:
    officer, appeal = builders.officer(), builders.appeal(nik="3171011205980001")
    url = reverse("admin:appeals_appeal_search")
    response = signed_in(officer).post(url, {"q": appeal.nik})
    assert response["Location"] == reverse("admin:appeals_appeal_change", args=[appeal.pk])
    entry = AuditEntry.objects.get(action="queue.searched")
    assert entry.details == {"shape": "number", "found": 1}


@pytest.mark.parametrize("typed", ["3171", "317101120598000", "zzz"])
def test_a_search_for_nothing_known_says_what_can_be_typed(typed: str) -> None:
    url = reverse("admin:appeals_appeal_search")
    client = signed_in(builders.officer())
    html = client.post(url, {"q": typed}, follow=True).content.decode()
    assert "yang lengkap" in html
    assert typed in html
    assert "Tidak ada kasus dengan nilai itu" not in html


def test_what_a_search_found_has_an_address_without_the_number() -> None:
    cases = [builders.appeal(phone="081200000001", email="") for _ in range(2)]
    url = reverse("admin:appeals_appeal_search")
    client = signed_in(builders.officer())
    answer = client.post(url, {"q": "081200000001"})
    assert "0812" not in answer["Location"] + str(dict(client.session))
    for _ in range(2):  # going back asks for it again
        shown = client.get(answer["Location"])
        assert {row.pk for row in shown.context["page"].rows} == {one.pk for one in cases}
    queue = reverse("admin:appeals_appeal_changelist")
    assert client.get(f"{url}?tab=open")["Location"] == f"{queue}?tab=open"
    assert signed_in(builders.officer()).get(answer["Location"])["Location"] == queue
    nothing = client.post(url, {"q": "081299999999"}, follow=True).content.decode()
    assert "Tidak ada kasus dengan nilai itu" in nothing
